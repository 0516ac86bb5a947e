"""Restores without a database: the moment that is ordered, answers known by their heads, the report."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from infra.backup.aftermath import Aftermath
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


def restored(losses: Losses, suspended: tuple[str, ...] = ()) -> Restored:
    return Restored(AT, AT, AT + timedelta(hours=1), 2, Path("/data/replaced"), Aftermath(losses, suspended, {}))


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
    made = restored(losses, ("tax-office",))
    text = "\n".join(lines(made))
    assert (
        "0101-2026-000001  lea.proceedings.debtor-warned.v1, recorded by executor:0101-017, who got the reply" in text
    )
    assert f"supreme-court received an answer about 0101-2026-000001 (events of it are lost), request {TWO}" in text
    assert "answers 8 to 9 are known by their kept head only" in text
    assert "The registration of tax-office was changed after that moment: suspended, two people restore it." in text
    assert "The registration of bank was changed after that moment." in text
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
