"""Restores without a database: the moment that is ordered, answers known by their heads, the report."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from infra.backup.aftermath import Aftermath
from infra.backup.closing import Closed
from infra.backup.deliveries import LostDelivery
from infra.backup.losses import Losses, LostAnswer, LostEvent, UnknownAnswers, unknown_answers
from infra.backup.report import SHOWN, as_data, lines
from infra.backup.restoring import Order, Restored
from infra.cli.main import app
from shared.access_log.verification import KeptHead

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
ORDER = Order(AT, "operations:petrova", "The disk failed")


def head(chain: UUID, sequence: int) -> KeptHead:
    return KeptHead(str(chain), sequence, "00" * 32, AT + timedelta(seconds=sequence))


NOTHING = Losses([], [], [], [], {})


def restored(losses: Losses, closed: Closed = Closed(), deliveries: Sequence[LostDelivery] = ()) -> Restored:  # noqa: B008 - frozen
    aftermath = Aftermath(losses, closed, {}, deliveries)
    return Restored(AT, AT, AT + timedelta(hours=1), 2, Path("/data/replaced"), aftermath)


@pytest.mark.parametrize(
    ("moment", "problem"),
    [
        ("yesterday", "is no moment"),
        ("2026-11-30T09:15:00", "has no time zone"),
        ("9998-11-30T09:15:00+03:00", "is in the future"),
    ],
)
def test_a_moment_that_cannot_be_restored_is_refused(moment: str, problem: str, tmp_path: Path) -> None:
    words = ["backup", "restore", "--to", moment, "--as", "operations:petrova", "--reason", "x", "--yes"]
    done = CliRunner().invoke(app, words, env={"LEA_HOME": str(tmp_path)})
    assert done.exit_code == 1
    assert problem in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_heads_beyond_the_archive_say_how_many_answers_are_unknown() -> None:
    heads = [head(ONE, 5), head(ONE, 9), head(ONE, 7), head(TWO, 4), head(THREE, 3)]
    assert unknown_answers(heads, {ONE: 6, TWO: 4}) == [
        UnknownAnswers(ONE, 7, 9, AT + timedelta(seconds=9)),
        UnknownAnswers(THREE, 1, 3, AT + timedelta(seconds=3)),
    ]


def test_the_report_names_who_had_got_a_reply() -> None:
    event = LostEvent(
        "proceedings", ONE, 4, "lea.proceedings.debtor-warned.v1", AT, "executor:0101-017", TWO, "0101-2026-000001"
    )
    answer = LostAnswer(
        AT,
        "supreme-court",
        "supreme-court.first",
        "card",
        TWO,
        "ground",
        "case",
        ("0101-2026-000001",),
        200,
        True,
        ONE,
        7,
    )
    losses = Losses([event], [answer], [UnknownAnswers(ONE, 8, 9, AT)], ["tax-office", "bank"], {ONE: (6, 9)})
    made = restored(losses, Closed(consumers=["tax-office", "bank"], suspended=["tax-office"]))
    text = "\n".join(lines(made))
    assert (
        "0101-2026-000001  lea.proceedings.debtor-warned.v1, recorded by executor:0101-017, who got the reply" in text
    )
    assert f"supreme-court received an answer about 0101-2026-000001 (events of it are lost), request {TWO}" in text
    assert "answers 8 to 9 are known by their kept head only" in text
    assert (
        "The registration of consumer tax-office was changed after that moment: suspended, two people restore it."
        in text
    )
    assert "The registration of consumer bank was changed after that moment." in text
    assert "/data/replaced" in text
    data = as_data(ORDER, made)
    assert (data["by"], data["reason"], data["suspended"]) == ("operations:petrova", "The disk failed", ["tax-office"])
    assert data["lost_events"][0]["number"] == data["lost_answers"][0]["proceedings"][0] == "0101-2026-000001"


def test_the_terminal_shows_some_and_the_data_has_all() -> None:
    events = [
        LostEvent("intake", ONE, n + 1, "lea.intake.x.v1", AT, "executor:0101-017", TWO) for n in range(SHOWN + 9)
    ]
    made = restored(Losses(events, [], [], [], {}))
    assert sum("who got the reply" in line for line in lines(made)) == SHOWN
    assert f"Lost events: {SHOWN + 9} intake." in "\n".join(lines(made))
    assert len(as_data(ORDER, made)["lost_events"]) == SHOWN + 9


def test_the_report_names_what_was_closed() -> None:
    closed = Closed(
        subscribers=["shop", "bank"],
        suspended_subscribers=["bank"],
        accounts=["ivanova", "new"],
        disabled=["ivanova"],
        tokens=2,
        sessions=3,
    )
    made = restored(NOTHING, closed)
    text = "\n".join(lines(made))
    assert (
        "The registration of subscriber bank was changed after that moment: suspended, two people restore it." in text
    )
    assert "The registration of subscriber shop was changed after that moment." in text
    assert (
        "The account ivanova was changed after that moment: disabled with its tokens, an operator enables it." in text
    )
    assert "The account new was changed after that moment." in text
    assert "Access tokens that had been revoked after that moment, and are again: 2." in text
    assert "Sessions of the desk: all ended (3)" in text
    assert "everything was closed" not in text
    data = as_data(ORDER, made)
    assert (data["subscribers_changed_since"], data["suspended_subscribers"]) == (["shop", "bank"], ["bank"])
    assert (data["accounts_changed_since"], data["disabled_accounts"]) == (["ivanova", "new"], ["ivanova"])
    assert (data["revoked_tokens"], data["ended_sessions"], data["access_after_the_archive_is_known"]) == (2, 3, True)


def test_the_report_says_that_everything_was_closed_where_nothing_tells_what_was_taken_away() -> None:
    text = "\n".join(lines(restored(NOTHING, Closed(known=False, suspended=["bank"], disabled=["ivanova"]))))
    assert "There is no access.jsonl" in text
    assert "The registration of consumer bank may have been changed after that moment: suspended" in text
    assert "The account ivanova may have been changed after that moment: disabled" in text


def test_the_report_names_subscribers_that_were_sent_lost_events() -> None:
    sent = [
        LostDelivery("bank", "proceedings", ONE, [4, 5], "0101-2026-000001"),
        LostDelivery("bank", "intake", TWO, [1]),
    ]
    made = restored(NOTHING, deliveries=sent)
    text = "\n".join(lines(made))
    assert "Subscribers that were sent lost events, by streams: 2 bank." in text
    assert "bank was sent 0101-2026-000001, sequence 4, 5" in text
    assert f"bank was sent intake {TWO}, sequence 1" in text
    assert as_data(ORDER, made)["lost_events_sent_to_subscribers"][0] == {
        "subscriber": "bank",
        "service": "proceedings",
        "stream": ONE,
        "sequences": [4, 5],
        "number": "0101-2026-000001",
    }
    assert "Subscribers that were sent lost events, by streams: none." in "\n".join(lines(restored(NOTHING)))
