"""Pages from templates: their language, their texts, names of codes, dates and sums."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from contracts.codelists import (
    CLAIM_TYPES,
    CURRENCIES,
    DOCUMENT_KINDS,
    ENFORCEMENT_BODIES,
    LEGAL_GROUNDS,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
    CodeList,
)
from contracts.values import Money
from services.desk.access.forms import begin_visit
from services.desk.domain.numbers import is_proceeding
from services.desk.inputs.widgets import IDENTIFIERS, USUAL
from shared.clock import MINSK
from shared.corrected import NOTHING
from shared.http.languages import language_for
from shared.law.names import LANGUAGES, Language, article_in, in_language
from shared.naming import LawNames
from shared.plain_yaml import read_table
from shared.problem_texts import advice, detail_in, rule_in

LANGUAGE_COOKIE = "__Host-lea-language"
_VALUE_LANGUAGES: tuple[Language, ...] = ("en", "ru", "be")
_NO_BREAK = "\N{NO-BREAK SPACE}"  # no-break space: between a sum and its currency, in a citation


def language_of(request: Request) -> Language:
    """The language a person has chosen, else that which the browser prefers."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else language_for(request.headers.get("accept-language"))


class Pages:
    """Renders templates."""

    def __init__(self, names: LawNames) -> None:
        self._environments = {language: _environment(language, names) for language in LANGUAGES}

    def __call__(
        self, request: Request, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> HTMLResponse:
        """The page in the language of the request."""
        language = language_of(request)
        shared = {
            "path": request.url.path,
            "person": getattr(request.state, "person", None),
            "csrf_token": request.app.state.forms.token(request),
        }
        text = self.template(template, language).render({**shared, **(values or {})})
        response = HTMLResponse(text, status, {"content-language": language, "cache-control": "no-store"})
        begin_visit(request, response)
        return response

    def template(self, name: str, language: Language) -> Template:
        """A template in a language."""
        return self._environments[language].get_template(name)


@cache
def translations(language: Language) -> Translations:
    """The texts of a language; the templates are in English."""
    if language == "en":
        return Translations()
    source = files("services.desk").joinpath("texts", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return Translations(compiled)


def _environment(language: Language, names: LawNames) -> Environment:
    environment = Environment(
        loader=PackageLoader("services.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(language=language, languages=_LANGUAGE_NAMES)
    filters: dict[str, Callable[..., str]] = {
        "article": lambda citation: article_in(citation, language).replace(" ", _NO_BREAK),
        "amount": lambda number: format_decimal(number, "#,##0.##", locale=language),
        "day": lambda day: format_day(day, language),
        "month": lambda day: format_date(day, "LLLL y", locale=language),
        "weekday": lambda day: format_date(day, "EEE", locale=language),
        "moment": lambda moment: format_moment(moment, language),
        "money": lambda sum_: format_money(sum_, language),
        **{name: _namer(codes, language) for name, codes in _LISTS.items()},
        "act": lambda act: names.act(act, language),
        "actors": lambda actors: names.actors([actors] if isinstance(actors, str) else actors, language),
        "recipient": lambda actor: _recipient(names, actor, language),
        "duty": lambda duty: names.duty(duty, language),
        "document": lambda kind: names.document(kind, language),
        "ground": lambda ground: names.ground(ground, language),
        "condition": lambda condition: names.condition(condition, language),
        "field": lambda path: names.field(path, language),
        "thing": lambda kind: names.thing(kind, language),
        "thing_status": lambda status, kind: names.thing_status(status, language, kind),
        "value": lambda code, field="": value_name(names, code, language, field),
        "stated": lambda value, field: stated_text(names, value, language, field),
        "rule": lambda problem: rule_in(problem, language),
        "detail": lambda problem: detail_in(problem, language, lambda code: _any_name(names, code, language)),
        "in_language": lambda named: in_language(named, language),
    }
    environment.filters.update(filters)
    environment.globals.update(address_of=address_of, is_proceeding=is_proceeding)
    environment.globals.update(identifier_kinds=IDENTIFIERS, usual_currencies=USUAL)
    environment.globals.update(
        advice=lambda problems: [each for each in advice(problems, language) if "`lea" not in each]
    )
    return environment


_LISTS: Mapping[str, CodeList[Any]] = {
    "status": STATUSES,
    "reason": STATUS_REASONS,
    "measure": MEASURES,
    "legal_ground": LEGAL_GROUNDS,
    "measure_status": MEASURE_STATUSES,
    "claim_type": CLAIM_TYPES,
    "execution_document": DOCUMENT_KINDS,
    "body": ENFORCEMENT_BODIES,
}
"""Filters that name a code of a list."""
_LANGUAGE_NAMES = {"ru": "Русский", "be": "Беларуская", "en": "English"}


def address_of(number: str, body: str) -> str:
    """The page of a proceeding, or of a statement, by its number."""
    if is_proceeding(number):
        return f"/proceedings/{number}"
    return f"/statements/{body}/{quote(number, safe='')}"


def status_name(code: str, language: Language) -> str:
    """What a status is called; another text as it is."""
    return _namer(STATUSES, language)(code)


def format_day(day: date | None, language: Language) -> str:
    """`30.06.2026`, `30 June 2026`; empty for none."""
    return "" if day is None else format_date(day, "d MMMM y" if language == "en" else "dd.MM.y", locale=language)


def format_month(month: date, language: Language) -> str:
    """`06.2026`."""
    return format_date(month, "MM.y", locale=language)


def format_moment(moment: datetime | None, language: Language) -> str:
    """Day and time in Minsk; empty for none."""
    if moment is None:
        return ""
    pattern = "d MMMM y, HH:mm" if language == "en" else "dd.MM.y HH:mm"
    return format_datetime(moment, pattern, tzinfo=MINSK, locale=language)


def format_money(sum_: Money | None, language: Language) -> str:
    """`1 850,40 BYN`; empty for none."""
    if sum_ is None:
        return ""
    amount = format_decimal(sum_.amount, "#,##0.00", locale=language, decimal_quantization=False)
    return f"{amount}{_NO_BREAK}{CURRENCIES[sum_.currency].abbreviation}"


def _any_name(names: LawNames, code: str, language: Language) -> str:
    """The name of a code of whatever kind; the code itself where nothing has it."""
    kinds = (names.act, names.ground, names.duty, names.condition, names.value)
    return next((name for kind in kinds if (name := kind(code, language)) != code), code)


def _recipient(names: LawNames, actor: str, language: Language) -> str:
    """To whom a paper goes: an actor of the Code, or an addressee that forms name."""
    named = names.actors([actor], language)
    return named if named != actor else value_name(names, actor, language, "addressee")


def value_name(names: LawNames, code: str, language: Language, field: str = "") -> str:
    """What the value of a field is called; what nothing names is shown as it is."""
    named = names.value(code, language, field)
    if named != code:
        return named
    values = _value_names()
    found = values.get(field, {}).get(code) or values["any"].get(code)
    return found[_VALUE_LANGUAGES.index(language)] if found else names.ground(code, language)


def stated_text(names: LawNames, value: Any, language: Language, field: str) -> str:
    """A part of what an act states, as a person reads it."""
    match value:
        case None:
            return NOTHING
        case bool():
            return translations(language).gettext("yes" if value else "no")
        case Money():
            return format_money(value, language)
        case date():
            return format_day(value, language)
    return value_name(names, str(value), language, field)


@cache
def _value_names() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By field and code, in the order of `_VALUE_LANGUAGES`."""
    text = files("services.desk").joinpath("texts", "values.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Sequence[str]]] = read_table(text)
    return loaded


def _namer(codes: CodeList[Any], language: Language) -> Callable[[str | None], str]:
    def name(code: str | None) -> str:
        return in_language(codes[code].names, language) if code is not None and code in codes else code or ""

    return name
