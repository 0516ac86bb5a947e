"""A recorded restore explains the records it lost, and nothing else."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from shared.access_log.chain import Link
from shared.access_log.verification import FaultKind, Findings, KeptHead, Restore, verify
from tests.unit.edge.chains import CHAIN, OTHER, START, chain, kept, lines

FULL = chain(10)
SECOND = timedelta(seconds=1)
HEADS = [kept(FULL[4], SECOND), kept(FULL[9], SECOND)]
"""At the records 5 and 10."""


def restore(left: int, known: int = 10, id_: UUID = CHAIN) -> Restore:
    return Restore(
        restored_at=START + timedelta(hours=5),
        moment=START + timedelta(seconds=left),
        actor="operations:petrova",
        reason="The disk failed",
        chains={str(id_): (left, known)},
    )


def found(log: Sequence[Link], heads: Sequence[KeptHead], *restores: Restore) -> Findings:
    return verify(lines(log), heads, restores=restores)


def kinds(log: Sequence[Link], heads: Sequence[KeptHead], *restores: Restore) -> set[FaultKind]:
    return {fault.kind for fault in found(log, heads, *restores).faults}


def test_what_a_restore_lost_is_listed_and_no_fault() -> None:
    assert kinds(FULL[:7], HEADS) == {FaultKind.TRUNCATED}
    findings = found(FULL[:7], HEADS, restore(7))
    assert findings.faults == ()
    assert [(lost.chain, lost.first, lost.last) for lost in findings.lost] == [(str(CHAIN), 8, 10)]
    assert findings.lost[0].restore.actor == "operations:petrova"


def test_a_chain_that_was_lost_completely_is_not_missing() -> None:
    assert kinds([], HEADS) == {FaultKind.MISSING}
    assert kinds([], HEADS, restore(0)) == set()


@pytest.mark.parametrize("left", range(7))
def test_a_log_that_was_cut_further_than_the_restore_says_is_truncated(left: int) -> None:
    expected = FaultKind.TRUNCATED if left else FaultKind.MISSING
    assert kinds(FULL[:left], HEADS, restore(7)) == {expected}


def test_a_head_beyond_what_the_restore_knew_is_still_expected() -> None:
    longer = chain(12)
    assert kinds(longer[:7], [*HEADS, kept(longer[11], SECOND)], restore(7)) == {FaultKind.TRUNCATED}


def test_a_restore_of_another_chain_explains_nothing() -> None:
    assert kinds(FULL[:7], HEADS, restore(7, id_=OTHER)) == {FaultKind.TRUNCATED, FaultKind.MISSING}


def test_a_rewritten_record_is_found_in_a_cut_chain_too() -> None:
    false_head = HEADS[0]._replace(hash="00" * 32)
    assert kinds(FULL[:7], [false_head, HEADS[1]], restore(7)) == {FaultKind.REWRITTEN}


def test_two_restores_add_up() -> None:
    assert kinds(FULL[:3], HEADS, restore(7)) == {FaultKind.TRUNCATED}
    earlier = restore(3, known=7)._replace(restored_at=START + timedelta(hours=9))
    findings = found(FULL[:3], HEADS, restore(7), earlier)
    assert findings.faults == ()
    assert [(lost.first, lost.last) for lost in findings.lost] == [(4, 10)]


def test_a_head_sealed_again_after_the_restore_is_not_late() -> None:
    """The head that had covered record 7 was lost; the worker seals it again hours later."""
    again = kept(FULL[6], timedelta(hours=5))
    assert FaultKind.SEALED_LATE in kinds(FULL[:7], [*HEADS, again])
    assert kinds(FULL[:7], [*HEADS, again], restore(7)) == set()
