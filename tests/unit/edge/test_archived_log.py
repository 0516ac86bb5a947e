"""A recorded archive explains which chains are not in the database, and nothing else."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.access_log.chain import Link
from shared.access_log.verification import Archive, FaultKind, Findings, KeptHead, Verification, starts, verify
from tests.unit.edge.chains import OTHER, START, chain, kept, lines, rewritten

OLD, NEW = chain(6), chain(4, OTHER)
SECOND = timedelta(seconds=1)
HEADS = [kept(OLD[2], SECOND), kept(OLD[5], SECOND), kept(NEW[3], SECOND)]


def archive(*links: Link) -> Archive:
    """Of the chains that end with these records."""
    ends = {str(link.chain): (link.sequence, link.hash.hex()) for link in links}
    at = START + timedelta(days=60)
    return Archive(at, "2026-11", 6, "ab" * 32, "operations:petrova", "Older than a year", ends)


def found(log: Sequence[Link], *archives: Archive, heads: Sequence[KeptHead] = HEADS) -> Findings:
    return verify(lines(log), heads, archives=archives)


def kinds(findings: Findings) -> set[FaultKind]:
    return {fault.kind for fault in findings.faults}


def test_a_chain_in_an_archive_is_listed_and_not_missing() -> None:
    assert kinds(found(NEW)) == {FaultKind.MISSING}
    findings = found(NEW, archive(OLD[5]))
    assert (findings.faults, findings.records, findings.sealed) == ((), 4, 4)
    assert [(each.archive.partition, each.chains, each.records) for each in findings.archived] == [("2026-11", 1, 6)]


def test_an_archive_that_is_read_too_is_verified_and_not_listed() -> None:
    findings = found([*OLD, *NEW], archive(OLD[5]))
    assert (findings.faults, findings.records, findings.sealed, findings.archived) == ((), 10, 10, ())
    forged = rewritten(OLD, 3, lambda tail: [entry._replace(consumer="nobody") for entry in tail])
    assert kinds(found([*forged, *NEW], archive(OLD[5]))) == {FaultKind.REWRITTEN}


def test_an_archive_of_another_chain_explains_nothing() -> None:
    assert kinds(found([], archive(OLD[5]))) == {FaultKind.MISSING}


def test_a_chain_that_went_on_after_the_end_in_the_archive_is_not_explained() -> None:
    assert kinds(found(NEW, archive(OLD[2]))) == {FaultKind.MISSING}


def test_an_end_that_was_never_sealed_is_a_fault() -> None:
    assert kinds(found(NEW, archive(OLD[4]), heads=[HEADS[0], HEADS[2]])) == {FaultKind.UNSEALED}


def test_an_end_that_is_not_the_sealed_one_is_a_fault() -> None:
    assert kinds(found(NEW, archive(OLD[5]._replace(hash=bytes(32))))) == {FaultKind.REWRITTEN}


def test_a_chain_is_explained_by_one_of_two_archives() -> None:
    """Archived, restored, and archived again."""
    findings = found(NEW, archive(OLD[5]), archive(OLD[5]))
    assert (findings.faults, len(findings.archived)) == ((), 1)


@pytest.mark.parametrize(("seconds", "listed"), [(0, 1), (4, 1), (7, 0)])
def test_from_a_stored_head_on_only_what_follows_is_in_the_archive(seconds: int, listed: int) -> None:
    begun = starts(HEADS, START + timedelta(seconds=seconds))
    verification = Verification(HEADS, begun, archives=[archive(OLD[5])])
    verification.take(lines(NEW[begun[str(OTHER)].sequence :] if str(OTHER) in begun else NEW))
    findings = verification.conclude()
    assert (findings.faults, len(findings.archived)) == ((), listed)


def test_a_chain_of_the_archive_that_is_read_in_part_is_truncated() -> None:
    assert kinds(found([*OLD[:3], *NEW], archive(OLD[5]))) == {FaultKind.TRUNCATED}
