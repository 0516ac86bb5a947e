"""A resolution in the words of one language: plain data for the template, with no character it could not show."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from contracts.banking import ExchangeRate
from contracts.base import Contract
from contracts.codelists import CURRENCIES, DOCUMENT_KINDS, ENFORCEMENT_BODIES, Names
from contracts.distribution import ShareOfClaim
from contracts.documents import Executor
from contracts.information import DebtInCurrency
from contracts.recording import Paper
from contracts.values import Money, Party
from shared.documents.resolution import Code, Complaint, Line, Reason, Resolution, Value
from shared.law.names import Language, article_in, in_language
from shared.plain_yaml import read_table

_SHOWN = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"
    "\u0400-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039"
    "\u203a\u20a0-\u20bf\u2116\u2122\u2190-\u2193\u2212]"
)
"""What the font of the template has; anything else, marks of direction among it, is named by its number."""
_LONGEST_WORD = 40
_BREAK = "\u200b"
Table = Mapping[str, Names]


class Words(Contract):
    """The words of resolutions."""

    labels: dict[str, Names]
    texts: dict[str, Names]
    decided: dict[str, Names]
    codes: dict[str, Names]


@cache
def words() -> Words:
    """The table of words. Raises ValueError where one lacks a language."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    return Words.model_validate(read_table(text))


def in_words(resolution: Resolution, language: Language, *, signed: bool, translation: bool) -> dict[str, Any]:
    """What the template shows. Values of the record are text and nothing else."""
    data: dict[str, Any] = _shown(_Wording(resolution, language).document(signed=signed, translation=translation))
    return data


def shown(text: str) -> str:
    """Text as a document shows it: on one line, long words with places to break, no character without a form."""
    one_line = " ".join(re.split(r"[ \t-\r\x85\u2028\u2029]+", unicodedata.normalize("NFC", text)))
    named = "".join(char if _SHOWN.match(char) else f"[U+{ord(char):04X}]" for char in one_line)
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", rf"\1{_BREAK}", named)


def _shown(value: Any) -> Any:
    match value:
        case str():
            return shown(value)
        case dict():
            return {key: _shown(part) for key, part in value.items()}
        case list():
            return [_shown(part) for part in value]
    return value


class _Wording:
    """One resolution in one language."""

    def __init__(self, resolution: Resolution, language: Language) -> None:
        self._of, self._language = resolution, language

    def document(self, *, signed: bool, translation: bool) -> dict[str, Any]:
        """The parts of the document, in the order of Art. 343(2)."""
        of, label = self._of, self._label
        head = of.signatory == "head-of-enforcement-body"
        seal = "official-seal" if of.execution_document else "seal-of-body" if head else "seal"
        body = ENFORCEMENT_BODIES[of.body]
        return {
            "lang": self._language,
            "body": self._named(body.names),
            "place": self._named(body.place),
            "date": self._say(of.made_on),
            "made_on": [of.made_on.year, of.made_on.month, of.made_on.day],
            "title": label("title-of-head" if head else "title"),
            "draft": label("draft") if of.draft else None,
            "number": label("draft-number") if of.draft else self._text("number", number=of.number),
            "subject": self._say(of.subject),
            "kind": self._named(of.kind),
            "about": [[label(name), text] for name, text in self._about()],
            "established": {"title": label("established"), "rows": [self._line(each) for each in of.stated]},
            "reasons": {
                "title": label("reasons"),
                "code": label("act-of"),
                "items": list(map(self._reason, of.reasons)),
            },
            "decided": {
                "title": label("decided"),
                "items": [self._clause(each.key, each.values) for each in of.decided],
            },
            "sums": self._sums(),
            "changes": self._changes(),
            "complaint": {"title": label("complaint"), "text": " ".join(map(self._complaint, of.complaints))},
            "copies": {"title": label("copies"), "text": ", ".join(map(self._named, of.copies_to))},
            "sign": {
                "role": label("head" if head else "executor"),
                "name": "" if head else _surname_first(of.executor.full_name),
                "seal": label(seal),
            },
            "notes": [label(note) for note in self._notes(signed=signed, translation=translation)],
            "page": [label("page"), label("of")],
        }

    def _notes(self, *, signed: bool, translation: bool) -> Iterator[str]:
        yield "draft-note" if self._of.draft else "signed" if signed else "unsigned"
        if translation:
            yield "translation"

    def _about(self) -> Iterator[tuple[str, str]]:
        of, document = self._of, self._of.document
        about, now = of.concerns, of.subject == Code("initiation")
        key = "statement" if about.statement else "initiated-now" if now else "proceeding"
        yield "executor", of.executor.full_name
        yield "statement" if about.statement else "proceeding", self._text(key, number=about.number, day=about.since)
        yield (
            "document",
            self._text(
                "document",
                kind=DOCUMENT_KINDS[document.kind].names,
                number=document.number,
                day=document.issued_on,
                issuer=document.issuer.name,
                case=document.case_number,
            ),
        )
        for type_, sum_ in of.claims:
            yield "claim", self._text("claim", type=type_, sum=sum_) if sum_ else self._named(type_)
        yield "recoverer", self._say(of.recoverer)
        yield "debtor", self._say(of.debtor)

    def _line(self, line: Line) -> list[str]:
        label = self._label(line.label) if isinstance(line.label, str) else self._named(line.label)
        return [label, self._say(line.value)]

    def _reason(self, reason: Reason) -> str:
        article = article_in(reason.article, self._language)
        return f"{article}: {self._named(reason.name)}" if reason.name else article

    def _sums(self) -> dict[str, Any] | None:
        if self._of.total is None:
            return None
        return {
            "head": [self._label("what"), self._label("sum")],
            "rows": [self._line(each) for each in self._of.sums],
            "total": [self._label("total"), self._say(self._of.total)],
        }

    def _changes(self) -> dict[str, Any] | None:
        if not self._of.changes:
            return None
        rows = [
            [
                change.label if isinstance(change.label, str) else self._named(change.label),
                change.before or "–",
                change.after or "–",
            ]
            for change in self._of.changes
        ]
        return {"head": [self._label("what"), self._label("was"), self._label("reads")], "rows": rows}

    def _complaint(self, complaint: Complaint) -> str:
        superior_first = complaint.to == ("superior-enforcement-body", "court")
        return self._text(
            "complaint-then-court" if superior_first else "complaint",
            amount=complaint.amount,
            article=article_in(complaint.article, self._language),
            to=", ".join(map(self._named, complaint.named)),
        )

    def _clause(self, key: str, values: Mapping[str, Value]) -> str:
        known = {"proceeding": self._of.concerns.number, **values}
        return self._filled(words().decided[key], known)

    def _text(self, key: str, **values: Value) -> str:
        return self._filled(words().texts[key], values)

    def _filled(self, names: Names, values: Mapping[str, Value]) -> str:
        return self._named(names).format_map({name: self._say(value) for name, value in values.items()})

    def _label(self, key: str) -> str:
        return self._named(words().labels[key])

    def _named(self, names: Names) -> str:
        return in_language(names, self._language)

    def _say(self, value: Value) -> str:
        match value:
            case Names():
                return self._named(value)
            case Code():
                names = words().codes.get(value.code)
                return self._named(names) if names else value.code
            case date():
                return f"{value:%d.%m.%Y}"
            case Money():
                return money(value, self._language)
            case Party():
                address = f", {value.address}" if value.address else ""
                numbers = ", ".join(each.value for each in value.identifiers)
                return f"{value.name} ({numbers}){address}"
            case Executor():
                return value.full_name
            case Paper():
                key = "paper" if value.number else "paper-without-number"
                number = {"number": value.number} if value.number else {}
                return self._text(key, kind=Code(value.kind), day=value.dated, author=value.author, **number)
            case ShareOfClaim() if value.secured is not None:
                share = self._say(value.model_copy(update={"secured": None}))
                return self._text("share-secured", share=share, secured=value.secured)
            case ShareOfClaim() if value.repays is not None:
                return self._text(
                    "share-elsewhere", queue=value.queue, sum=value.sum, open=value.outstanding, repays=value.repays
                )
            case ShareOfClaim():
                return self._text("share", queue=value.queue, sum=value.sum, open=value.outstanding)
            case DebtInCurrency():
                return self._text("debt", **{name: getattr(value, name) for name in type(value).model_fields})
            case ExchangeRate():
                currency = CURRENCIES[value.currency].abbreviation
                return self._text(
                    "rate",
                    roubles=str(value.roubles),
                    units=value.units,
                    currency=currency,
                    day=value.day,
                    source=value.source,
                )
        return str(value)


def money(sum_: Money, language: Language) -> str:
    """`1 234,50 BYN`; in English `1,234.50 BYN`."""
    currency = CURRENCIES[sum_.currency]
    amount = f"{sum_.amount:,.{currency.minor_units}f}"
    if language != "en":
        amount = amount.translate({ord(","): "\u00a0", ord("."): ","})
    return f"{amount}\u00a0{currency.abbreviation}"


def _surname_first(full_name: str) -> str:
    """`Ivanova A. P.`: surname and initials (Art. 343(2) ind. 2)."""
    surname, *others = full_name.split() or [full_name]
    return "\u00a0".join([surname, *(f"{name[0]}." for name in others)])
