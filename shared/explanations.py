"""Explanations of malformed values, shown to people instead of regular expressions."""

import re
from collections.abc import Mapping

_QUOTED = re.compile(r"[Ss]tring should match pattern '(.*?)'(?=$|[;,\n]|\.(?:\s|$))")

SHAPES: Mapping[str, str] = {
    r"^\d{4}-\d{4}-\d{6}$": "a number of a proceeding is written like 0401-2026-000003",
    r"^[0-9]{4}-[0-9]{4}/[1-9][0-9]{0,5}$": "a number of a resolution is written like 0401-2026/17",
    r"^[0-9]{4}-[0-9]{4}/S[1-9][0-9]{0,5}$": "a number of a refusal or return is written like 0401-2026/S3",
    r"^\d{4}-\d{3}$": "a court executor's number is written like 0401-003",
    r"^\d{4}$": "the code of an enforcement body is four digits, such as 0401",
    r"^\d{3}$": "the code of a currency is three digits, such as 933",
    r"^[0-9]{3}$": "the code of a currency is three digits, such as 933",
    r"^\d+(\.\d+)?$": "an amount is written like 1850.40",
    r"^[0-9]{1,15}(\.[0-9]{1,4})?$": "an amount is written like 1850.40",
    r"^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}|[0-9]{13})$": (
        "a number of an account is an IBAN without spaces, such as BY13NBRB3600900000002Z00AB00, or 13 digits"
    ),
    r"^[a-z0-9][a-z0-9.\-]{0,79}$": (
        "a code is made of small Latin letters, digits, '.' and '-', at most 80 characters, such as case-at-hand"
    ),
    r"^Art\. \d+(-\d+)?(\(\d+\))?( ind\. \d+)?$": "an article is written like Art. 358(1) ind. 5",
    r"^[a-z0-9\-]{2,40}$": "2 to 40 small Latin letters, digits and '-', such as supreme-court",
    r"^[a-z0-9-]{2,40}$": "2 to 40 small Latin letters, digits and '-', such as supreme-court",
    r"^[a-z0-9-]{2,40}\.[a-z0-9-]{1,40}$": "the id of a key is its consumer, a dot and a name, such as bank.first",
    r"^[a-z][a-z0-9-]{1,39}$": "2 to 40 small Latin letters, digits and '-', a letter first, such as national-bank",
    r"^[A-Za-z0-9+/]{48}$": "the hash of a password has 48 characters of Base64",
    r"^lea(\.[a-z][a-z0-9-]*){2}\.v[1-9][0-9]*$": (
        "the type of an event is written like lea.proceedings.measure-added.v1"
    ),
    r"^[A-Z0-9\-]{2,20}$": "2 to 20 capital Latin letters, digits and '-', such as EC-MINSK",
    r"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$": "a bank is written as its code of 8 or 11 characters, such as BPSBBY2X",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits",
    r"^[0-9]{1,18}-[0-9]{1,18}$": "a cursor is two numbers with '-' between them, as an earlier answer gave it",
    r"^[A-Za-z0-9+/]{40,200}={0,2}$": "a key is written in Base64",
    r"^lea\.[a-z_-]+\.[a-z-]+\.v[1-9]\d*$": ("the type of a command is written like lea.proceedings.record-service.v1"),
    r"^/[a-z0-9\-_/]+$": "a path of small Latin letters, such as /lea/cli",
    r"^https?://[^/?#@\s]+$": "an address without a path, such as https://lea.example",
}
"""Explanations of all patterns of values that people type or services reject."""

UNEXPLAINED = "it does not have the required form"
IN_PARTS = "it has parts: a sum is written 100.00 BYN, an identifier unp:191234563"


_REPLACED = (
    (_QUOTED, lambda found: SHAPES.get(found[1], UNEXPLAINED)),
    (re.compile(r"does not match the formats? '%Y-%m-%d'"), lambda _: "is not a day: it is written like 2026-01-31"),
    (
        re.compile(r"does not match the formats '%Y-%m-%d', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S'"),
        lambda _: "is not a moment: it is written like 2026-01-31T09:00:00",
    ),
    (re.compile(r"Input should be a valid integer\b[^;\n]*"), lambda _: "a whole number is needed"),
    (re.compile(r"Input should be a valid number\b[^;\n]*"), lambda _: "a number is needed, such as 1.5"),
    (
        re.compile(r"Input should be a valid UUID\b[^;\n]*"),
        lambda _: "an id is written like 0197a3c0-7b1e-7c52-9d2f-3f1f0a6b8c11",
    ),
    (re.compile(r"Input should be an object\b"), lambda _: IN_PARTS),
    (
        re.compile(r"Decimal input should have no more than ([0-9]+) digits in total"),
        lambda found: f"an amount has at most {found[1]} digits",
    ),
    (re.compile(r"\bValue error, "), lambda _: ""),
)


def explained(text: str) -> str:
    """A text with patterns replaced by explanations, and messages of libraries by plain words."""
    for pattern, words in _REPLACED:
        text = pattern.sub(words, text)
    return text
