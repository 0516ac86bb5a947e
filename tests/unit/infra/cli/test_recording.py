"""What a clerk states of a recording: which paper shows which condition."""

from datetime import date, datetime

import pytest
import typer

from contracts.recording import Attestation, Paper
from infra.cli.clerk.recording import attestations_of, recording_of

DAY = date(2026, 6, 4)


def attested(kind: str, number: str | None = None, dated: date = DAY, author: str = "executor:0101-017") -> Attestation:
    return Attestation(condition="debtor-died", paper=Paper(kind=kind, number=number, dated=dated, author=author))


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("debtor-died=certificate", attested("certificate")),
        ("debtor-died=certificate:17", attested("certificate", "17")),
        ("debtor-died=certificate:17:2026-06-01", attested("certificate", "17", date(2026, 6, 1))),
        ("debtor-died=certificate:17:2026-06-01:Registry: Minsk",
         attested("certificate", "17", date(2026, 6, 1), "Registry: Minsk")),
        ("debtor-died=certificate:::Registry", attested("certificate", author="Registry")),
    ],
)  # fmt: skip
def test_a_paper_shows_a_condition(stated: str, read: Attestation) -> None:
    assert attestations_of([stated], DAY, "executor:0101-017") == (read,)


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ("debtor-died", "write CONDITION=KIND"),
        ("Debtor died=certificate", "condition"),
        ("debtor-died=", "paper.kind"),
        ("debtor-died=certificate:17:yesterday", "paper.dated"),
    ],
)
def test_a_paper_that_cannot_be_read_is_an_error(stated: str, says: str) -> None:
    with pytest.raises(typer.BadParameter, match=says):
        attestations_of([stated], DAY, "executor:0101-017")


def test_papers_alone_make_a_recording_of_an_act_made_now() -> None:
    recording = recording_of(datetime(2026, 6, 4), "head:0101", shown=["debtor-died=certificate"])  # noqa: DTZ001 - a day
    assert recording is not None
    assert recording.paper is None
    assert recording.attestations == (attested("certificate", author="head:0101"),)
