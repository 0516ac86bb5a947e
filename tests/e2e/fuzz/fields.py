"""Encoded values of AMQP headers of every type, and whether an attribute can be read from them."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from tests.integration.messaging.hostile import field, long, nested

VOID, TIMESTAMP = b"V", b"T"
_NUMBERS = {b"b": 8, b"B": -8, b"s": 16, b"u": -16, b"I": 32, b"i": -32, b"l": 64}
"""Bits of the whole numbers by type; unsigned: negative. RabbitMQ knows no unsigned number of 64 bits."""
_ODD_TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "１",
    "٣",
    "²",
    "+1",
    " 1",
    "1_0",
    "0x1",
    "1e3",
    "-1",
    "01",
    "1.0 ",
    "NaN",
    "null",
    "true",
    "\ufeff1",
    "\u202e",
    "\ud7ff",
    "\U0010ffff",
    "%s%n",
    "{}",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "a\r\nb: c",
    "9" * 400,
    "x" * 101,
    "x" * 2001,
    "x" * 60_000,
    "\N{FAMILY}" * 500,
)
_NO_TEXTS = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80", b"ok\xff", b"\x80" * 300)
"""Bytes that are not UTF-8: a lone surrogate, an overlong NUL, five bytes for one character."""


@dataclass(frozen=True)
class Field:
    """A value of a header."""

    kind: bytes
    """The type's letter in the protocol."""
    payload: bytes
    text: str | None = None
    """The text that the envelope reads; None: not a text."""

    def named(self, name: str | bytes) -> bytes:
        """The field of a table."""
        return field(name.encode() if isinstance(name, str) else name, self.kind, self.payload)


def text(value: str | bytes) -> Field:
    """A long string, of any bytes."""
    raw = value.encode("utf-8") if isinstance(value, str) else value
    try:
        return Field(b"S", long(raw), raw.decode())
    except UnicodeDecodeError:
        return Field(b"S", long(raw))


def number(kind: bytes, value: int) -> Field:
    """A whole number of one of the types."""
    bits = _NUMBERS[kind]
    return Field(kind, value.to_bytes(abs(bits) // 8, "big", signed=bits > 0), str(value))


def odd(random: Random) -> Field:
    """An unusual value that a correct sender would not send."""
    return random.choice(_MAKERS)(random)


def _odd_text(random: Random) -> Field:
    return text(random.choice(_ODD_TEXTS))


def _no_text(random: Random) -> Field:
    return text(random.choice(_NO_TEXTS))


def _number(random: Random) -> Field:
    kind, bits = random.choice(list(_NUMBERS.items()))
    lowest, highest = (0, 2**-bits - 1) if bits < 0 else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return number(kind, random.choice([0, 1, 2, lowest, highest, random.randint(lowest, highest)]))


def _float(random: Random) -> Field:
    # The broker refuses NaN and infinity.
    if random.random() < 0.5:
        return Field(b"f", struct.pack(">f", random.choice([0.0, -0.0, 1.0, 1e-45, 3.4e38, random.random()])))
    return Field(b"d", struct.pack(">d", random.choice([0.0, -0.0, 1.0, 5e-324, 1.7e308, random.random()])))


def _other(random: Random) -> Field:
    return random.choice(
        [
            Field(b"t", b"\1"),
            Field(b"t", b"\0"),
            Field(b"D", b"\2" + struct.pack(">I", 1250)),
            Field(b"D", b"\xff" + struct.pack(">I", 2**32 - 1)),
            Field(b"x", long(b"\0\xff")),
            Field(b"x", long(b"")),
            Field(b"A", long(b"")),
            Field(b"A", long(text("1").kind + text("1").payload + b"V" + b"t\1")),
            Field(b"A", nested(random.randint(1, 12))[1:]),
            Field(b"F", long(b"")),
            Field(b"F", long(text("1").named("a") + text(b"\xff").named("") + Field(VOID, b"").named("v"))),
        ]
    )


def _void(_: Random) -> Field:
    return Field(VOID, b"")


def _moment(random: Random) -> Field:
    seconds = random.choice([0, 1, 2**31, 2**32, 2**33, 253_402_300_799])
    return Field(TIMESTAMP, struct.pack(">Q", seconds))


_MAKERS: tuple[Callable[[Random], Field], ...] = (
    _odd_text,
    _odd_text,
    _no_text,
    _number,
    _float,
    _other,
    _void,
    _moment,
)

UNKNOWN_FIELD = '{"x":1}'
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}")
_REQUIRED = {"specversion", "id", "source", "type", "subject", "effectivedate", "actor", "correlationid", "time"}
_IDS = {"id", "subject", "correlationid", "causationid"}


def readable(attribute: str, value: Field | None, required: set[str], valid: str | None = None) -> bool | None:
    """Whether an envelope with this value can be read, computed from the contract; None: undecided.

    `required` are attributes that are required besides those of every message, `valid` is the original value.
    """
    if value is None or value.kind == VOID:
        return attribute not in _REQUIRED | required
    if value.kind == TIMESTAMP:
        return None
    if value.text is None:
        return False
    return _written(attribute, value.text, valid)


def _written(attribute: str, value: str, valid: str | None) -> bool | None:
    if attribute in _IDS:
        return bool(_UUID.fullmatch(value.removeprefix("urn:uuid:")))
    if attribute == "effectivedate":
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)) and _within(value)
    if attribute in ("sequence", "expectedversion"):
        lowest = 1 if attribute == "sequence" else 0
        return bool(re.fullmatch(r"0|[1-9][0-9]{0,11}", value)) and lowest <= int(value) <= 2**31 - 1
    if attribute == "expectedoutcome":
        return bool(re.fullmatch(r"[0-9a-f]{64}", value))
    if attribute == "actor":
        return 1 <= len(value.strip()) <= 100 and "\0" not in value
    if attribute in ("traceparent", "tracestate"):
        return len(value.strip()) <= 2000 and "\0" not in value
    if attribute == "inputs":
        return 1 <= len(value.strip()) <= 200 and "\0" not in value
    if attribute == "recording":
        # Events are read with fields that are not known, commands are not.
        return None if value == UNKNOWN_FIELD else value == "{}"
    if attribute == "time":
        return None
    return value == valid


def _within(value: str) -> bool:
    try:
        return date(1900, 1, 1) <= date.fromisoformat(value) <= date(2099, 12, 31)
    except ValueError:
        return False
