"""Acts of government that move working days: the overriding table of the calendar."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.law.calendar.days import REASON_NAMES, Day, Reason
from shared.law.names import Language, Names, in_language
from shared.plain_yaml import read_table

COUNCIL_OF_MINISTERS = Names(
    en="Resolution of the Council of Ministers of the Republic of Belarus",
    ru="Постановление Совета Министров Республики Беларусь",
    be="Пастанова Савета Міністраў Рэспублікі Беларусь",
)


class Act(BaseModel):
    """A government act, cited by who made it, when, and under which number (where they are known)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Names = COUNCIL_OF_MINISTERS
    adopted: dt.date | None = None
    number: Annotated[str, Field(min_length=1)] | None = None
    note: Names | None = None

    def cited(self) -> Names:
        return Names(en=self._cite("en", "of", "No"), ru=self._cite("ru", "от", "№"), be=self._cite("be", "ад", "№"))

    def _cite(self, language: Language, of: str, no: str) -> str:
        dated = f" {of} {self.adopted:%d.%m.%Y}" if self.adopted else ""
        numbered = f" {no} {self.number}" if self.number else ""
        noted = f" ({in_language(self.note, language)})" if self.note else ""
        return in_language(self.title, language) + dated + numbered + noted


class Kind(StrEnum):
    WORKING = "working"
    NON_WORKING = "non_working"
    ORDINARY = "ordinary"  # an earlier transfer is taken back: the week and the holidays decide again


class ActDay(BaseModel):
    """What an act makes of one day; `exchanged_with` names the other day of a transfer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date
    kind: Kind
    exchanged_with: dt.date | None = None
    name: Names | None = None

    def as_day(self, act: Act) -> Day:
        """The calendar's day; only for a kind that overrides the week."""
        reason = Reason.MOVED_WORKING if self.kind is Kind.WORKING else Reason.MOVED_OFF
        return Day(
            date=self.date,
            reason=reason,
            name=self.name or REASON_NAMES[reason],
            exchanged_with=self.exchanged_with,
            act=act.cited(),
        )


class CalendarAct(BaseModel):
    """One version of the overriding table: an act, the years it settles, the days it changes.

    A settled year has its transfers published; dates computed in any other year are provisional. An act
    that moves nothing still settles its year.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(min_length=1, pattern=r"^[A-Za-z0-9._-]+$")
    act: Act
    settles: tuple[int, ...] = ()
    days: tuple[ActDay, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        kinds = {day.date: day.kind for day in self.days}
        if len(kinds) != len(self.days):
            raise ValueError("an act names the same date twice")
        if not self.days and not self.settles:
            raise ValueError("an act must settle a year or change a day")
        for day in self.days:
            if day.exchanged_with is not None and kinds.get(day.exchanged_with) in {None, day.kind}:
                raise ValueError(f"{day.date} is exchanged with {day.exchanged_with}, which the act does not move")
        return self


def load_acts(path: Path) -> tuple[CalendarAct, ...]:
    """Read acts from a YAML or JSON file: one act, or a list of them in order of adoption. For example:

        version: by-2027-1
        act: {adopted: 2026-10-09, number: "500"}
        settles: [2027]
        days:
          - {date: 2027-01-08, kind: non_working, exchanged_with: 2027-01-16}
          - {date: 2027-01-16, kind: working, exchanged_with: 2027-01-08}

    Raises `pydantic.ValidationError` naming the field that is wrong, `yaml.YAMLError` for a broken file.
    """
    content = read_table(path.read_text(encoding="utf-8"))
    rows = content if isinstance(content, list) else [content]
    return tuple(CalendarAct.model_validate(row) for row in rows)


def transfer(act: Act, version: str, settles: Iterable[int], moves: Iterable[tuple[dt.date, dt.date]]) -> CalendarAct:
    """An act from pairs (weekday made free, day off worked instead)."""
    days = [
        day
        for free, worked in moves
        for day in (
            ActDay(date=free, kind=Kind.NON_WORKING, exchanged_with=worked),
            ActDay(date=worked, kind=Kind.WORKING, exchanged_with=free),
        )
    ]
    return CalendarAct(version=version, act=act, settles=tuple(settles), days=tuple(days))
