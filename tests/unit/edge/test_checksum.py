"""Size and digest of a result, computed part by part."""

from hashlib import sha256
from uuid import uuid4

from services.edge.bulk.domain.checksum import ChecksumCache, RunningChecksum

PARTS = [b"one\n", b"two\n", b"three\n"]
WHOLE = b"".join(PARTS)


def test_parts_in_order_make_the_whole() -> None:
    total = RunningChecksum()
    for number, part in enumerate(PARTS):
        total.add(number, part)
    assert (total.parts, total.size, total.digest) == (3, len(WHOLE), sha256(WHOLE).digest())


def test_only_the_next_part_is_added() -> None:
    total = RunningChecksum()
    total.add(1, PARTS[1])
    assert total.parts == 0
    for number in (0, 0, 1, 0, 2):
        total.add(number, PARTS[number])
    assert total.digest == sha256(WHOLE).digest()


def test_the_checksum_of_a_task_is_kept_until_it_is_done() -> None:
    checksums, task = ChecksumCache(at_most=10), uuid4()
    checksums.of(task).add(0, PARTS[0])
    assert checksums.of(task).parts == 1
    checksums.forget(task)
    checksums.forget(task)
    assert checksums.of(task).parts == 0


def test_the_least_recently_used_checksum_is_dropped() -> None:
    checksums, tasks = ChecksumCache(at_most=2), [uuid4() for _ in range(3)]
    checksums.of(tasks[0]).add(0, PARTS[0])
    checksums.of(tasks[1]).add(0, PARTS[0])
    checksums.of(tasks[0])
    checksums.of(tasks[2])
    assert (checksums.of(tasks[0]).parts, checksums.of(tasks[1]).parts) == (1, 0)
