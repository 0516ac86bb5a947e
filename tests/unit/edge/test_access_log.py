"""The chain of the access log: its form can be checked independently, and every change is detected."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access_log.chain import ChainHead, Entry, linked
from shared.access_log.verification import SEALED_WITHIN, FaultKind, KeptHead, starts, verify
from tests.unit.edge.chains import CHAIN, ENTRY, OTHER, START, chain, dated, kept, lines, rewritten

# UTF-8 has no surrogates, PostgreSQL's text no NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
digests = st.binary(min_size=32, max_size=32)
entries = st.builds(
    Entry,
    answer_digest=digests,
    answer_signature=st.none() | texts,
    as_known_at=st.none() | st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given apart
    as_of=st.none() | st.dates(),
    at=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given apart
    consumer=st.none() | texts,
    court_case=st.none() | texts,
    key=st.none() | texts,
    legal_ground=st.none() | texts,
    look_ups=st.lists(texts, max_size=3),
    operation=texts,
    outcomes=st.lists(texts, max_size=3),
    problem=st.none() | texts,
    proceedings=st.lists(texts, max_size=3),
    repeated=st.booleans(),
    request_digest=st.none() | digests,
    request_id=st.none() | st.uuids(),
    status=st.integers(100, 599),
    trace_id=st.none() | texts,
)


def independently(line: bytes) -> str:
    """The hash, computed without our code: canonical JSON (RFC 8785) of values without fractions."""
    record = json.loads(line)
    del record["hash"]
    return sha256(json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def altered(line: bytes, **entry: Any) -> bytes:
    """The record with changed fields and its old hash."""
    record = json.loads(line)
    record["entry"] |= entry
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def kinds(log: Sequence[bytes], *heads: KeptHead) -> set[FaultKind]:
    return {fault.kind for fault in verify(log, heads).faults}


def test_the_form_never_changes() -> None:
    """Otherwise older logs could not be verified any more."""
    (link,) = linked(ChainHead(CHAIN), [ENTRY])
    assert link.line().decode() == (
        '{"chain":"00000000-0000-0000-0000-000000000001","entry":{"answer_digest":'
        '"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","answer_signature":"sig=:AAEC:",'
        '"as_of":"2026-11-01","at":"2026-11-20T09:00:00Z","consumer":"supreme-court","court_case":"155ЭИП2412",'
        '"key":"supreme-court-1","legal_ground":"case-at-hand","look_ups":["proceeding-number","debtor"],'
        '"operation":"information-request","outcomes":["found","not-found"],"problem":null,'
        '"proceedings":["0101-2026-000001"],"repeated":false,"request_digest":'
        '"0000000000000000000000000000000000000000000000000000000000000000",'
        '"request_id":"00000000-0000-0000-0000-000000000007","status":200,"trace_id":null},'
        '"hash":"e8adbaba6fa17939d892a0182724f71b3a2aef018b17e1027c8d71813d9a4e94",'
        '"previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1}'
    )


@given(st.lists(entries, min_size=1, max_size=4))
def test_the_hashes_can_be_computed_independently(made: list[Entry]) -> None:
    links = list(linked(ChainHead(CHAIN), made))
    assert [independently(link.line()) for link in links] == [link.hash.hex() for link in links]
    assert [link.previous for link in links[1:]] == [link.hash for link in links[:-1]]
    assert [link.sequence for link in links] == list(range(1, len(links) + 1))
    assert not verify(lines(links), [kept(links[-1])]).faults


@given(entries)
def test_a_chain_continues_from_its_head(made: Entry) -> None:
    first, second = linked(ChainHead(CHAIN), [ENTRY, made])
    assert list(linked(first.head, [made])) == [second]


def test_an_unchanged_log_is_verified() -> None:
    mine, theirs = chain(5), chain(3, OTHER)
    findings = verify(lines([*mine, *theirs]), [kept(mine[1]), kept(mine[3]), kept(theirs[2])])
    assert findings.faults == ()
    assert (findings.records, findings.chains, findings.sealed) == (8, 2, 7)


def test_records_of_several_chains_may_be_interleaved() -> None:
    mixed = [link for pair in zip(chain(3), chain(3, OTHER), strict=True) for link in pair]
    assert kinds(lines(mixed)) == set()


def test_an_empty_log_is_verified() -> None:
    assert verify([]).records == 0
    assert kinds([], kept(chain(2)[1])) == {FaultKind.MISSING}


def every_field(line: bytes) -> Iterator[bytes]:
    """The record with each of its fields changed."""
    record = json.loads(line)
    for name, value in record["entry"].items():
        if name == "at":
            yield altered(line, at="2026-11-20T10:00:00Z")
            continue
        for other in ("x", None, 1, [], ["x"], not value):
            if json.dumps(other) != json.dumps(value):
                yield altered(line, **{name: other})


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_altered_field_is_detected(place: int) -> None:
    log = lines(chain(3))
    for line in every_field(log[place]):
        assert FaultKind.ALTERED in kinds([*log[:place], line, *log[place + 1 :]]), line


@pytest.mark.parametrize("name", ["chain", "previous", "sequence", "hash"])
def test_a_record_is_bound_to_its_place(name: str) -> None:
    log = lines(chain(3))
    record = json.loads(log[1])
    record[name] = {"chain": str(OTHER), "sequence": 3}.get(name, "11" * 32)
    assert kinds([log[0], json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode(), log[2]])


def test_a_rehashed_record_is_detected_at_the_next() -> None:
    links = chain(4)
    (forged,) = linked(links[0].head, [ENTRY._replace(consumer="nobody")])
    findings = verify(lines([links[0], forged, *links[2:]]))
    assert [(fault.kind, fault.sequence) for fault in findings.faults] == [(FaultKind.DETACHED, 3)]


def test_a_removed_record_is_detected() -> None:
    links = chain(5)
    for place in range(4):
        log = lines([*links[:place], *links[place + 1 :]])
        assert kinds(log) == {FaultKind.REMOVED}
        assert verify(log).faults[0].sequence == place + 2
    assert kinds(lines(links[:4])) == set(), "the end of a chain shows by its heads alone"
    assert kinds(lines(links[:4]), kept(links[4])) == {FaultKind.TRUNCATED}


def test_an_inserted_record_is_detected() -> None:
    links = chain(3)
    (added,) = linked(links[0].head, [ENTRY._replace(consumer="nobody")])
    assert FaultKind.INSERTED in kinds(lines([*links[:2], added, links[2]]))
    assert FaultKind.INSERTED in kinds(lines([links[0], links[0], *links[1:]]))
    assert kinds([*lines(links), b'{"consumer":"nobody"}']) == {FaultKind.UNREADABLE}


def test_reordered_records_are_detected() -> None:
    one, two, three = lines(chain(3))
    assert FaultKind.REORDERED in kinds([one, three, two])
    assert FaultKind.REORDERED in kinds([two, one, three])


@pytest.mark.parametrize(
    "change",
    [
        lambda tail: [tail[0]._replace(consumer="nobody"), *tail[1:]],
        lambda tail: tail[1:],
        lambda tail: [ENTRY._replace(consumer="nobody"), *tail],
        lambda tail: [tail[1], tail[0], *tail[2:]],
    ],
    ids=["altered", "removed", "inserted", "reordered"],
)
@pytest.mark.parametrize("start", [0, 2, 5])
def test_a_rewritten_chain_is_detected_by_its_heads(change: Callable[[list[Entry]], list[Entry]], start: int) -> None:
    links = chain(9)
    forged = lines(rewritten(links, start, change))
    assert kinds(forged) == set(), "by itself it is as good as any"
    assert kinds(forged, kept(links[7])) == {FaultKind.REWRITTEN}
    assert kinds(forged, kept(links[8])) & {FaultKind.REWRITTEN, FaultKind.TRUNCATED}


def test_a_missing_chain_is_detected() -> None:
    mine, theirs = chain(2), chain(2, OTHER)
    faults = verify(lines(mine), [kept(mine[1]), kept(theirs[0]), kept(theirs[1])]).faults
    assert [(fault.kind, fault.chain, fault.sequence) for fault in faults] == [(FaultKind.MISSING, str(OTHER), 2)]


def test_a_log_sealed_again_after_it_was_rewritten_is_detected() -> None:
    links = chain(3)
    forged = rewritten(links, 1, lambda tail: [entry._replace(consumer="nobody") for entry in tail])
    assert kinds(lines(forged), kept(links[2]), kept(forged[2])) == {FaultKind.REWRITTEN, FaultKind.CONTRADICTED}
    assert kinds(lines(forged), kept(forged[2]), kept(links[2])) == {FaultKind.CONTRADICTED}


def test_old_records_without_a_head_are_detected() -> None:
    """A chain forged for a past day has no head, although heads have been sealed since."""
    unchanged = chain(2)
    forged = list(linked(ChainHead(OTHER), [ENTRY._replace(at=START - SEALED_WITHIN)]))
    recent = list(linked(ChainHead(UUID(int=3)), [ENTRY]))
    log = lines([*unchanged, *forged, *recent])
    faults = verify(log, [kept(link) for link in unchanged]).faults
    assert [(fault.kind, fault.chain, fault.sequence) for fault in faults] == [(FaultKind.UNSEALED, str(OTHER), 1)]
    assert kinds(log) == set()


SOON = timedelta(seconds=1)
AGO = timedelta(days=20)


def test_a_record_sealed_late_is_detected() -> None:
    unchanged, added = chain(3), dated(START - AGO)
    heads = [*(kept(link, SOON) for link in unchanged), kept(added[0], AGO + timedelta(minutes=1))]
    (fault,) = verify(lines([*unchanged, *added]), heads).faults
    assert (fault.kind, fault.chain, fault.sequence, fault.line) == (FaultKind.SEALED_LATE, str(OTHER), 1, 4)
    assert (fault.made_at, fault.sealed_at) == (START - AGO, START + timedelta(minutes=1))
    assert fault.sealed_meanwhile == 3, "others were sealed: the worker was not away"


def test_a_record_sealed_late_is_detected_inside_a_chain() -> None:
    made = [ENTRY, ENTRY._replace(at=START - AGO), ENTRY]
    links = list(linked(ChainHead(CHAIN), made))
    (fault,) = verify(lines(links), [kept(links[0], SOON), kept(links[2], SOON)]).faults
    assert (fault.kind, fault.sequence) == (FaultKind.SEALED_LATE, 2)


def test_a_worker_that_was_down_is_a_finding_for_each_chain() -> None:
    """Nothing was sealed in between."""
    away = timedelta(hours=10)
    log = [*chain(5), *chain(5, OTHER)]
    faults = verify(lines(log), [kept(log[4], away), kept(log[9], away)]).faults
    assert [(fault.kind, fault.sequence, fault.sealed_meanwhile) for fault in faults] == [
        (FaultKind.SEALED_LATE, 1, 0)
    ] * 2


def test_a_record_sealed_early_is_detected() -> None:
    (link,) = dated(START)
    (fault,) = verify(lines([link]), [kept(link, -AGO)]).faults
    assert (fault.kind, fault.made_at, fault.sealed_at) == (FaultKind.SEALED_EARLY, START, START - AGO)


@pytest.mark.parametrize("after", [-timedelta(minutes=5), SOON, SEALED_WITHIN])
def test_slow_requests_and_other_clocks_are_no_findings(after: timedelta) -> None:
    (link,) = dated(START)
    assert kinds(lines([link]), kept(link, after)) == set()


def test_a_chain_added_later_does_not_count_as_verified_before() -> None:
    """Verification begins after heads sealed before its day, whatever day a record states."""
    unchanged, added = chain(3), dated(START - AGO)
    heads = [kept(unchanged[2], SOON), kept(added[0], AGO + timedelta(minutes=1))]
    begun = starts(heads, START + timedelta(seconds=30))
    assert begun.keys() == {str(CHAIN)}
    findings = verify(lines([*unchanged, *added]), heads, begun)
    assert [fault.kind for fault in findings.faults] == [FaultKind.SEALED_LATE]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b"7",
        b"\xff",
        b'{"chain":"c","entry":{"at":7},"hash":"","previous":"","sequence":1}',
        b'{"chain":"c","entry":[],"hash":"","previous":"","sequence":1}',
        b'{"chain":"c","entry":{"at":"2026-11-20T09:00:00"},"hash":"","previous":"","sequence":1}',
        b'{"chain":"c","entry":{"at":"2026-11-20T09:00:00Z"},"hash":"","previous":"","sequence":true}',
        b'{"chain":"c","entry":{"at":"2026-11-20T09:00:00Z"},"hash":"","previous":"","sequence":0}',
        b'{"chain":[],"entry":{"at":"2026-11-20T09:00:00Z"},"hash":"","previous":"","sequence":1}',
    ],
)
def test_an_unreadable_line_is_detected(line: bytes) -> None:
    assert kinds([*lines(chain(2)), line]) == {FaultKind.UNREADABLE}


def test_a_line_that_is_not_canonical_is_unreadable() -> None:
    (line,) = lines(chain(1))
    assert kinds([line.replace(b'"status":200', b'"status":404,"status":200')]) == {FaultKind.UNREADABLE}
    assert kinds([line.replace(b'"status":200', b'"status": 200')]) == {FaultKind.UNREADABLE}


@given(st.data())
def test_a_change_of_any_byte_is_detected(data: st.DataObject) -> None:
    links = chain(3)
    log = b"\n".join(lines(links))
    place = data.draw(st.integers(0, len(log) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != log[place]))
    changed = log[:place] + bytes([byte]) + log[place + 1 :]
    assert kinds(changed.split(b"\n"), kept(links[2]))


@given(st.lists(st.integers(0, 5), max_size=8).filter(lambda order: order != list(range(6))))
def test_only_the_whole_log_in_its_order_is_verified(order: list[int]) -> None:
    """Records left out, repeated, or in another order."""
    links = chain(6)
    assert kinds([links[place].line() for place in order], kept(links[5]))
