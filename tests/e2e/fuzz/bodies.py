"""Changes to the body of a message, with their consequences."""

import gzip
import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.e2e.fuzz.samples import Draft

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, "", " ", "\0", "a\0b", "0"),
    *("-1", "NaN", "Infinity", "1e400", "9" * 40, "0.001", "１２", "x" * 2001, "x" * 50_000, "\u202e", "\ud800"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "1900-01-01", "0000000-0", "' OR 1=1 --", "\N{FAMILY}" * 300),
    *([], {}, [[]], [None], {"": None}, [1] * 3000, {"amount": "1", "currency": "000"}, "933", "BYN"),
)
_NO_JSON = (b"", b" ", b"{", b"}", b"[]", b"null", b"0", b'"{}"', b"{not json", b"\0", b"\xff\x00\xfe", b"{}{}", b"NaN")
LARGEST = 4 * 1024 * 1024 - 1024
"""Slightly less than the largest message the broker accepts, in bytes."""


def change_body(draft: Draft, random: Random) -> None:
    """Make a random change."""
    _WEIGHTED[random.randrange(len(_WEIGHTED))](draft, random)


def _cut(draft: Draft, random: Random) -> None:
    draft.what.append("body cut")
    draft.body = draft.body[: random.randrange(len(draft.body))]
    draft.doubt(readable=False)


def _flipped(draft: Draft, random: Random) -> None:
    raw = bytearray(draft.body)
    for _ in range(random.choice([1, 1, 3, 10])):
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    draft.what.append("body has other bits")
    draft.body = bytes(raw)
    draft.doubt(readable=None)


def _no_json(draft: Draft, random: Random) -> None:
    draft.body = random.choice(_NO_JSON) if random.random() < 0.7 else random.randbytes(random.randrange(1, 300))
    draft.what.append(f"body is {draft.body[:20]!r}")
    draft.doubt(readable=False)


def _other_encoding(draft: Draft, random: Random) -> None:
    encoding = random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7+", "gzip"])
    draft.what.append(f"body in {encoding}")
    if encoding == "gzip":
        draft.body = gzip.compress(draft.body, mtime=0)
        draft.properties["content_encoding"] = b"gzip"
    else:
        draft.body = b"+AHs-" if encoding == "utf-7+" else draft.body.decode().encode(encoding)
    draft.doubt(readable=False)


def _odd_field(draft: Draft, random: Random) -> None:
    """A value of another kind or size at a random place, where it may be valid."""
    data = json.loads(draft.body)
    holder, name = _somewhere(data, random)
    draft.what.append(f"{name} is odd")
    holder[name] = random.choice(_ODD)
    draft.body = json.dumps(data).encode()
    draft.doubt(readable=None)


def _without_field(draft: Draft, random: Random) -> None:
    data = json.loads(draft.body)
    holder, name = _somewhere(data, random)
    draft.what.append(f"without {name}")
    del holder[name]
    draft.body = json.dumps(data).encode()
    draft.doubt(readable=None)


def _extra_field(draft: Draft, random: Random) -> None:
    """Events may have fields of a newer release, commands may not."""
    data = json.loads(draft.body)
    data["nobody_knows_this"] = random.choice([1, "x", None, {"a": [1]}, "x" * 300_000])
    draft.what.append("a field nobody knows")
    draft.body = json.dumps(data).encode()
    draft.doubt(readable=draft.is_event)


def _twice(draft: Draft, random: Random) -> None:
    data = json.loads(draft.body)
    name = random.choice(sorted(data)) if data else "a"
    odd = json.dumps(random.choice(_ODD))
    draft.what.append(f"{name} twice")
    draft.body = b'{"%s": %s%s' % (name.encode(), odd.encode(), b", " + draft.body[1:] if data else b"}")
    draft.doubt(readable=None)


def _no_number(draft: Draft, random: Random) -> None:
    value = random.choice([b"NaN", b"Infinity", b"-Infinity", b"1e999999", b"9" * 100_000, b"-0", b"0x1F", b"1_000"])
    draft.what.append(f"a field is {value[:20]!r}")
    draft.body = b'{"no_number": %s, %s' % (value, draft.body.lstrip()[1:])
    draft.doubt(readable=None)


def _deep(draft: Draft, random: Random) -> None:
    depth = random.choice([50, 190, 1000, 50_000])
    begin, end = random.choice([(b"[", b"]"), (b'{"a":', b"}")])
    inner = b"1" if begin != b"[" else b""
    draft.what.append(f"{depth} deep")
    draft.body = b'{"deep": %s%s%s, %s' % (begin * depth, inner, end * depth, draft.body.lstrip()[1:])
    draft.doubt(readable=None)


def _huge(draft: Draft, random: Random) -> None:
    """Rarely as large as the broker accepts."""
    size = random.choices([10_000, 300_000, 1_000_000, LARGEST], [60, 20, 4, 1])[0] - len(draft.body)
    draft.what.append(f"{size} more bytes")
    draft.body = b'{"huge": "%s", %s' % (b"x" * size, draft.body.lstrip()[1:])
    draft.doubt(readable=None)


def _somewhere(data: Any, random: Random) -> tuple[Any, Any]:
    """A place in a document: what holds it, and its name or index there."""
    places = list(_places(data))
    if not places:
        data["a"], places = "a", [(data, "a")]
    return random.choice(places)


def _places(holder: Any) -> list[tuple[Any, Any]]:
    names = holder.keys() if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
    own = [(holder, name) for name in names]
    return own + [place for name in names for place in _places(holder[name])]


_CHANGES: dict[Callable[[Draft, Random], None], int] = {
    _odd_field: 10,
    _without_field: 4,
    _cut: 3,
    _flipped: 4,
    _no_json: 3,
    _other_encoding: 2,
    _extra_field: 2,
    _twice: 2,
    _no_number: 2,
    _deep: 1,
    _huge: 1,
}
_WEIGHTED = [change for change, weight in _CHANGES.items() for _ in range(weight)]
