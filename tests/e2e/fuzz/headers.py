"""Changes to the headers of a message, each with what follows from it."""

import struct
from collections.abc import Callable
from random import Random

from contracts.envelope import PREFIX
from tests.e2e.fuzz.fields import UNKNOWN_FIELD, Field, number, odd, readable, text
from tests.e2e.fuzz.samples import Draft
from tests.integration.messaging.hostile import field, long, nested

_READ = ("specversion", "id", "source", "type", "subject", "effectivedate", "actor", "correlationid", "time")
_OF_EVENTS = (*_READ, "causationid", "sequence", "traceparent", "tracestate", "recording", "inputs")
_OF_COMMANDS = (*_READ, "causationid", "expectedversion", "expectedoutcome", "traceparent", "tracestate", "recording")
_REQUIRED_OF_EVENTS = {"causationid", "sequence"}
_UNREAD = ("cloudEvents:partitionkey", "traceparent", "tracestate", "x-death", "x-delivery-count", "cloudEvents:data")
_DEEPEST = 16

_BOUNDS: dict[str, tuple[str, ...]] = {
    "sequence": ("0", "2", "2147483647", "2147483648", "4294967296", "9223372036854775808", "-1", "1.0", "１", "1\0"),
    "expectedversion": ("0", "1", "2147483647", "2147483648", "-0", "00", "٠", "1e0"),
    "effectivedate": (
        *("1899-12-31", "1900-01-01", "2099-12-31", "2100-01-01", "0001-01-01", "9999-12-31", "10000-01-01"),
        *("2026-02-30", "2024-02-29", "2026-1-1", "20260101", "２０２６-01-01", "2026-01-01T00:00:00Z", "-2026-01-01"),
    ),
    "time": (
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00", "2026-06-30T23:59:60Z"),
        *("1900-01-01T00:00:00Z", "2099-12-31T23:59:59.999999Z", "1969-12-31T23:59:59Z", "1e9", "-1", "253402300800"),
    ),
    "traceparent": (
        *("00-" + "0" * 32 + "-" + "0" * 16 + "-00", "ff-" + "f" * 32 + "-" + "f" * 16 + "-ff", "00-1-1-01"),
        *("00-" + "A" * 32 + "-" + "B" * 16 + "-01", "00-" + "1" * 32 + "-" + "2" * 16 + "-01", "-" * 2000),
    ),
    "tracestate": ("a=b", "=" * 100, ",".join(f"k{each}=v" for each in range(100)), "a=" + "b" * 1998, "k=\xff,=,"),
    "recording": (
        "{}",
        "[]",
        "{",
        "null",
        '{"reason":""}',
        '{"reason":"' + "x" * 8192 + '"}',
        "[" * 9000,
        UNKNOWN_FIELD,
    ),
    "inputs": ("a", "a" * 200, "a" * 201, " ", "\0"),
    "actor": ("a", "a" * 100, "a" * 101, " a ", "\u202epolicy:", "executor:\N{FAMILY}", "\ud7ff"),
}
"""Values at and beyond the bounds of what an attribute may be."""


def change_headers(draft: Draft, random: Random) -> None:
    """Make one change by chance."""
    changes = _WEIGHTED
    changes[random.randrange(len(changes))](draft, random)


def _attribute(draft: Draft, random: Random) -> str:
    return random.choice(_OF_EVENTS if draft.is_event else _OF_COMMANDS)


def _put(draft: Draft, attribute: str, value: Field | None) -> None:
    """Give an attribute another value, or none."""
    before = draft.headers.pop(PREFIX + attribute, None)
    if value is not None:
        draft.headers[PREFIX + attribute] = value
    required = _REQUIRED_OF_EVENTS if draft.is_event else set[str]()
    draft.doubt(readable=readable(attribute, value, required, before.text if before else None))


def _removed(draft: Draft, random: Random) -> None:
    attribute = _attribute(draft, random)
    draft.what.append(f"{attribute} removed")
    _put(draft, attribute, None)


def _odd_value(draft: Draft, random: Random) -> None:
    attribute, value = _attribute(draft, random), odd(random)
    draft.what.append(f"{attribute} is {value.kind!r} {value.payload[:20]!r}")
    _put(draft, attribute, value)


def _at_bound(draft: Draft, random: Random) -> None:
    known = [name for name in _BOUNDS if name in (_OF_EVENTS if draft.is_event else _OF_COMMANDS)]
    attribute = random.choice(known)
    value = random.choice(_BOUNDS[attribute])
    draft.what.append(f"{attribute} is {value[:40]!r}")
    _put(draft, attribute, text(value.encode("utf-8", "surrogatepass")))
    if attribute == "sequence" and value == "2":
        draft.version = 2


def _number(draft: Draft, random: Random) -> None:
    """A version as a number of each type: it is read like the text."""
    attribute = "sequence" if draft.is_event else "expectedversion"
    value = number(random.choice([b"b", b"B", b"s", b"u", b"I", b"i", b"l"]), 1)
    draft.what.append(f"{attribute} is 1 as {value.kind!r}")
    _put(draft, attribute, value)


def _other_id(draft: Draft, random: Random) -> None:
    """An id in another form is the same id."""
    attribute = random.choice(["id", "subject", "correlationid", "causationid"])
    known = draft.headers.get(PREFIX + attribute)
    value = (known.text if known else None) or str(draft.stream)
    forms = [value, value.upper(), value.replace("-", ""), f"urn:uuid:{value}"]
    if attribute in ("correlationid", "causationid"):
        forms += ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    draft.what.append(f"{attribute} in another form")
    _put(draft, attribute, text(random.choice(forms)))


def _flipped(draft: Draft, random: Random) -> None:
    """A bit of a text: what is read from it then is not said."""
    attribute = random.choice([name for name in _OF_EVENTS if PREFIX + name in draft.headers] or ["actor"])
    known = draft.headers.get(PREFIX + attribute)
    if known is None or not known.text or attribute in ("id", "subject", "sequence"):
        _odd_value(draft, random)
        return
    raw = bytearray(known.text.encode())
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    draft.what.append(f"{attribute} has another bit")
    draft.headers[PREFIX + attribute] = text(bytes(raw))
    draft.doubt(readable=None, permitted=None)


def _twice(draft: Draft, random: Random) -> None:
    attribute, value = _attribute(draft, random), odd(random)
    draft.what.append(f"{attribute} twice")
    draft.more += value.named(PREFIX + attribute)
    draft.doubt(readable=None, permitted=None)


def _other_case(draft: Draft, random: Random) -> None:
    attribute = random.choice(_READ)
    value = draft.headers[PREFIX + attribute]
    draft.what.append(f"{attribute} in capitals")
    _put(draft, attribute, None)
    draft.headers[(PREFIX + attribute).upper()] = value


def _unread(draft: Draft, random: Random) -> None:
    name, value = random.choice(_UNREAD), odd(random)
    draft.what.append(f"{name} is {value.kind!r} {value.payload[:20]!r}")
    draft.headers[name] = value


def _more(draft: Draft, random: Random) -> None:
    """Headers nobody knows, some with names or values that cannot be decoded."""
    for _ in range(random.choice([1, 5, 200])):
        name = random.choice([b"", b"a", b"\xff\xfe", "é".encode(), b"x" * 255, b"CC ", b"\0", b"cloudEvents:"])
        value = odd(random)
        if len(draft.more) + len(value.payload) < 60_000:
            draft.more += value.named(name)
    draft.what.append("more headers")
    draft.doubt(readable=None)


def _huge(draft: Draft, random: Random) -> None:
    """Headers go in one frame of 128 kB."""
    size = random.choice([4_000, 30_000, 100_000])
    draft.what.append(f"a header of {size} bytes")
    draft.more += field(b"huge", random.choice([b"S", b"x"]), long(random.randbytes(1) * size))


def _deep(draft: Draft, random: Random) -> None:
    depth = random.choice([2, _DEEPEST + 2, 100, 900, 20_000])
    draft.what.append(f"arrays {depth} deep")
    draft.more += field(b"deep", b"A", nested(depth)[1:])
    draft.doubt(readable=depth <= _DEEPEST)


def _no_day(draft: Draft, random: Random) -> None:
    draft.what.append("a day no calendar has")
    draft.more += field(b"at", b"T", struct.pack(">Q", random.choice([2**63, 2**64 - 1, 2**48])))
    draft.doubt(readable=False)


def _bare(draft: Draft, random: Random) -> None:
    """No headers, or none that is known: then the body carries the mark."""
    mark = draft.headers["fuzz"].text or ""
    draft.what.append("without headers")
    draft.headers = {} if random.random() < 0.5 else {"a": text(mark)}
    draft.body = mark.encode()
    draft.properties |= {"message_id": mark.encode()}
    draft.doubt(readable=False)


_CHANGES: dict[Callable[[Draft, Random], None], int] = {
    _odd_value: 8,
    _at_bound: 6,
    _removed: 3,
    _number: 1,
    _other_id: 2,
    _flipped: 2,
    _twice: 2,
    _other_case: 1,
    _unread: 3,
    _more: 2,
    _huge: 1,
    _deep: 1,
    _no_day: 1,
    _bare: 1,
}
_WEIGHTED = [change for change, weight in _CHANGES.items() for _ in range(weight)]
BARE = "without headers"
"""Such a message takes no further changes."""
