"""Time limits in words: English, Russian, Belarusian."""

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from itertools import groupby

from pydantic import Field, TypeAdapter

from contracts.base import Contract
from shared.law.calendar import Day, Reason
from shared.law.calendar.days import REASON_NAMES
from shared.law.names import Language, in_language
from shared.law.time_limits.computation import Computation, Rest, Step
from shared.plain_yaml import read_table


class Words(Contract):
    """Everything said in one language."""

    day: str
    cited: str
    exchanged: dict[Reason, str]
    weekend: str
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    units: dict[str, tuple[str, str, str]]
    terms: dict[str, str]
    steps: dict[str, str]


_TEXT = files("shared.law.time_limits").joinpath("wording.yaml").read_text(encoding="utf-8")
_WORDS: dict[Language, Words] = TypeAdapter(dict[Language, Words]).validate_python(read_table(_TEXT))


def day_in_words(day: date, language: Language) -> str:
    """`15 April 2026`, `15 апреля 2026 г.`"""
    words = _WORDS[language]
    return words.day.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def quantity(amount: int, unit: str, language: Language) -> str:
    """`7 working days`, `3 месяца`."""
    one, few, many = _WORDS[language].units[unit]
    if language == "en":
        return f"{amount} {one if amount == 1 else many}"
    if amount % 10 == 1 and amount % 100 != 11:
        return f"{amount} {one}"
    return f"{amount} {few if 2 <= amount % 10 <= 4 and not 12 <= amount % 100 <= 14 else many}"


def citation(article: str, language: Language) -> str:
    return article.replace("Art.", _WORDS[language].cited, 1)


def step_in_words(step: Step, language: Language = "en") -> str:
    """One step with its article, and the act that moved the day if one did."""
    act = f"; {in_language(step.day.act, language)}" if step.day and step.day.act else ""
    return f"{_phrase(step, [step], language)} ({citation(step.article, language)}{act})"


def sentence(computation: Computation, language: Language = "en") -> str:
    """The whole computation as one sentence; non-working days in a row are named together."""
    rule_set = _WORDS[language].terms["rule_set"].format(rule_set=computation.rule_set)
    opening = f"{citation(computation.article, language)}, {rule_set}: {_term(computation, language)}"
    parts = [
        f"{_phrase(steps[0], steps, language)} ({citation(steps[0].article, language)})"
        for steps in _in_groups(computation.steps)
        if steps[0].kind != "ended" or steps[0].date != computation.due
    ]
    return "; ".join([opening, *parts, _conclusion(computation, language)]).rstrip(".") + "."


def _term(computation: Computation, language: Language) -> str:
    start = day_in_words(computation.start, language)
    if computation.unit in {"immediate", "date", "stated"}:
        return _WORDS[language].terms[computation.unit].format(start=start)
    length = quantity(computation.amount or 0, computation.unit, language)
    return _WORDS[language].terms[computation.direction].format(length=length, start=start)


def _conclusion(computation: Computation, language: Language) -> str:
    words = _WORDS[language].terms
    if computation.due is None:
        return words["none"]
    key = "earliest" if computation.direction.startswith("not_earlier") else "due"
    return words[key].format(due=day_in_words(computation.due, language))


def _in_groups(steps: Sequence[Step]) -> Iterator[list[Step]]:
    for (kind, _), group in groupby(steps, key=lambda step: (step.kind, step.article)):
        members = list(group)
        yield from [members] if kind in {"skipped", "counted"} else [[member] for member in members]


def _phrase(step: Step, group: Sequence[Step], language: Language) -> str:
    return (
        _WORDS[language]
        .steps[step.kind]
        .format(
            date=day_in_words(step.date, language),
            until=day_in_words(step.until, language) if step.until else "",
            days=", ".join(_days([member.day for member in group if member.day], language)),
            rest=_rest(step.rest, language) if step.rest else "",
            year=step.date.year,
        )
    )


def _rest(rest: Rest, language: Language) -> str:
    return quantity(rest.amount, rest.unit, language)


def _days(days: Sequence[Day], language: Language) -> Iterator[str]:
    words = _WORDS[language]
    for _, group in groupby(sorted(days, key=lambda day: day.date), key=_togetherness):
        first, *others = group
        numbers = f"{first.date.day}–{others[-1].date.day}" if others else f"{first.date.day}"
        name = words.weekend if others else _reason(first, language)
        yield f"{numbers} {words.months[first.date.month - 1]} ({name})"


def _togetherness(day: Day) -> tuple[int, int, int]:
    """Saturday and Sunday of one week and month go together; every other day stands alone."""
    weekend = day.reason in {Reason.SATURDAY, Reason.SUNDAY}
    return (day.date.month, day.date.isocalendar().week, 0 if weekend else day.date.day)


def _reason(day: Day, language: Language) -> str:
    name = in_language(day.name, language)
    if day.exchanged_with is None:
        return name
    exchanged = _WORDS[language].exchanged[day.reason].format(name=name, other=f"{day.exchanged_with:%d.%m.%Y}")
    named_by_act = day.name != REASON_NAMES[day.reason]
    return f"{name}, {exchanged}" if named_by_act and name not in exchanged else exchanged
