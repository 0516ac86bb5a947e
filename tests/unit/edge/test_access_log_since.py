"""The access log verified from stored heads on."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from shared.access_log.chain import Link
from shared.access_log.verification import FaultKind, starts, verify
from tests.unit.edge.chains import CHAIN, OTHER, START, chain, kept, lines, rewritten

SINCE = START + timedelta(seconds=3)
"""The head after the first three records of a chain."""


def test_a_log_is_verified_from_a_stored_head_on() -> None:
    mine, theirs, later = chain(6), chain(3, OTHER), rewritten(chain(4, UUID(int=3)), 0, lambda tail: tail[3:])
    heads = [kept(mine[5]), kept(mine[2]), kept(mine[0]), kept(theirs[2]), kept(later[0])]
    begun = starts(heads, SINCE)
    assert {chain: head.sequence for chain, head in begun.items()} == {str(CHAIN): 3, str(OTHER): 3}
    for log in ([*mine, *theirs, *later], [*mine[3:], *later]):
        findings = verify(lines(log), heads, begun)
        assert findings.faults == ()
        assert (findings.records, findings.chains, findings.sealed, findings.taken) == (4, 2, 4, 6)


def test_after_a_stored_head_every_change_is_detected() -> None:
    links = chain(6)
    heads = [kept(links[2]), kept(links[5])]
    begun = starts(heads, SINCE)

    def found(log: Sequence[Link]) -> set[FaultKind]:
        return {fault.kind for fault in verify(lines(log), heads, begun).faults}

    assert found(links[4:]) == {FaultKind.REMOVED}
    assert found(links[3:5]) == found([]) == {FaultKind.TRUNCATED}
    for start in (1, 3):
        forged = rewritten(links, start, lambda tail: [entry._replace(consumer="nobody") for entry in tail])
        assert found(forged[3:]) >= {FaultKind.REWRITTEN}
        assert (FaultKind.DETACHED in found(forged[3:])) is (start == 1)
    assert found([links[0], *links[3:]]) == set(), "what is before the head is not looked at"
