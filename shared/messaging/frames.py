"""Decode any bytes that a message carries in its headers and properties.

The broker takes text that is not UTF-8, days beyond the year 9999 and tables nested without limit. The client library
closes the connection on them, so the broker delivers the message again on the next connection, and so on: one message
stops a consumer. Here such values are decoded to something; the envelope then finds the message unreadable, and it is
parked like any other.
"""

import datetime

from pamqp import common, decode

UNDECODABLE = "undecodable"
"""The only header of a message whose headers cannot be decoded; its value is their bytes."""

_DEEPEST = 16  # tables in tables; the broker's own headers have three
_SHORT = 255  # bytes of a short string


def install() -> None:
    """Make the client library decode what it refuses; affects every connection of this process."""
    decode.METHODS.update({"shortstr": _short_text, "table": _table, "timestamp": _timestamp})


def _short_text(value: bytes) -> tuple[int, str]:
    try:
        return decode.short_str(value)
    except UnicodeDecodeError:
        end = 1 + value[0]
        # Cut to what can be sent again: a reply repeats the correlation id.
        text = value[1:end].decode("utf-8", "replace").encode()[:_SHORT]
        return end, text.decode("utf-8", "ignore")


def _timestamp(value: bytes) -> tuple[int, datetime.datetime | None]:
    try:
        return decode.timestamp(value)
    except (ValueError, OverflowError, OSError):
        return 8, None


def _table(value: bytes) -> tuple[int, common.FieldTable]:
    try:
        end, table = decode.field_table(value)
    except (ValueError, OverflowError, OSError, RecursionError):
        pass
    else:
        if not _deeper_than(_DEEPEST, table):
            return end, table
    end = 4 + int.from_bytes(value[:4], "big")
    return end, {UNDECODABLE: value[4:end]}


def _deeper_than(levels: int, value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _deeper_than(levels - 1, each) for each in inner if isinstance(each, dict | list))
