"""Stories of `tests/e2e/stories` as a paper backlog: each statement with its acts as rows of a file, all of past days.

What a story states is kept; it is recorded from papers, as an archive is.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from contracts.documents import Claim, Liability
from contracts.values import PartyKind, PositiveMoney
from infra.cli.clerk.fields import model_of
from infra.cli.clerk.fields import rows as act_rows
from infra.cli.imports.values import money
from infra.demo.people import BODY, EXECUTOR
from infra.demo.statements import Order, register
from services.proceedings.domain.conditions.attested import papers_for
from services.proceedings.domain.rules import rules_on
from shared.law.calendar import WorkingCalendar
from shared.plain_yaml import read_table

FIRST_NUMBER = 7000
"""Cases of the demo have lower numbers."""
_BEFORE_ACTS = frozenset({"at", "of", "settled", "command", "as", "actor", "recording", "attests"})
_DISTRIBUTES = "resolve-distribution"
_ONLY = "debtor"
_REASON = "A story of the demo, entered from its papers"

Row = dict[str, Any]


def backlog(folder: Path, today: date, calendar: WorkingCalendar) -> Iterator[Row]:
    """The rows of every story of a folder; of one that holds a correction or a distribution, the acts before it."""
    for number, path in enumerate(sorted(folder.glob("*.yaml")), start=1):
        spec = read_table(path.read_text(encoding="utf-8"))
        several = spec.get("debtors") or spec.get("recoverers") or {_ONLY: {}}
        for place, (who, how) in enumerate(several.items()):
            yield from _Case(spec, FIRST_NUMBER + 10 * number, place, how, today, calendar).rows(who)


class _Case:
    """The statement and the proceeding of one debtor, or of one recoverer, of a story."""

    def __init__(self, spec: Row, number: int, place: int, how: Row, today: date, calendar: WorkingCalendar) -> None:
        self._spec, self._today, self._calendar = spec, today, calendar
        self._received = calendar.nth_before(today, spec["received"])
        random = Random(number)  # noqa: S311 - a demo must be deterministic
        claims = tuple(_claims({**spec, **how}))
        statement = register(
            random,
            Order(number, self._received, PartyKind(spec.get("debtor", "legal-person")), claims),
            f"{today:%y%m%d}",
        )
        party = "recoverer" if "claims" in how else "debtor"
        named = getattr(statement, party)
        self._statement = statement.model_copy(
            update={
                "body": BODY,
                "document": statement.document.model_copy(update={"number": f"{statement.document.number}-{place}"}),
                party: named.model_copy(update={"name": f"{named.name} {place}"}),
                "registration_number": f"{statement.registration_number}-{place}",
                "liability": Liability(kind=how["liability"]) if "liability" in how else None,
            }
        )

    def rows(self, who: str) -> Iterator[Row]:
        """The rows of the case: the statement up to the decision on it, then the acts."""
        stated = self._statement.model_dump(mode="json", exclude_none=True, exclude={"body", "registration_number"})
        yield self._row("register-statement", self._day(0), {}, stated)
        yield self._row("assess-statement", self._day(1), {}, {})
        decided = {"decision": "initiate", "executor": EXECUTOR.model_dump()}
        yield self._row("decide-on-statement", self._day(2), {"paper": "resolution", "number": "1"}, decided)
        copies = {"recipients": ["recoverer", "debtor"]}
        yield self._row("send-decision-copies", self._day(3), {"paper": "letter", "number": "2"}, copies)
        acts = {row.command_name: name for name, row in act_rows().items()}
        for number, act in enumerate(self._spec["acts"], start=3):
            if act["command"] not in acts or act["command"] == _DISTRIBUTES:
                return
            if act.get("of", _ONLY) == who:
                yield self._act(acts[act["command"]], act, str(number))

    def _act(self, name: str, act: Row, number: str) -> Row:
        day = self._day(act["at"])
        fields = {key: self._dated(value) for key, value in act.items() if key not in _BEFORE_ACTS}
        conditions = act["attests"] if "attests" in act else _conditions(name, fields, day)
        stated = act.get("recording") or {}
        shown = [f"{each['condition']}={_paper(each['paper'])}" for each in stated.get("attestations", ())]
        shown += [f"{each}=letter:{number}:{day}:Parties" for each in (() if shown else conditions)]
        kind = "resolution" if act_rows()[name].document else "act"
        record = {"paper": kind, "number": number, "shown": shown, **_order(stated)}
        row = self._row(name, day, record, fields)
        return {**row, "name": act["as"]} if "as" in act else row

    def _row(self, act: str, day: date, record: Row, fields: Row) -> Row:
        return {
            "act": act,
            "body": self._statement.body,
            "statement": self._statement.registration_number,
            "day": day.isoformat(),
            "actor": f"executor:{EXECUTOR.id}",
            "record": {"reason": _REASON, **record},
            "fields": fields,
        }

    def _day(self, at: int | str) -> date:
        """The working day after the statement came in, or the calendar day after it: `the day after 10`."""
        if isinstance(at, str):
            return self._day(int(at.removeprefix("the day after "))) + timedelta(days=1)
        return self._today if at == self._spec["received"] else self._calendar.nth_from(self._received, at + 1)

    def _dated(self, value: Any) -> Any:
        """What is stated, with days as text."""
        if isinstance(value, Mapping):
            if set(value) == {"at"}:
                return self._day(value["at"]).isoformat()
            return {key: self._dated(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._dated(each) for each in value]
        return value.isoformat() if isinstance(value, date) else value


def _claims(spec: Row) -> Iterator[Claim]:
    for number, claim in enumerate(spec.get("claims", ["1000.00 BYN"]), start=1):
        if isinstance(claim, Mapping):
            yield Claim(number=number, type=claim["type"], sum=_sum(claim["sum"]))
        elif claim[0].isdigit():
            yield Claim(number=number, type="principal-debt", sum=_sum(claim))
        else:
            yield Claim(number=number, type=claim)


def _sum(text: str) -> PositiveMoney:
    return PositiveMoney.model_validate(money(text))


def _conditions(name: str, fields: Row, day: date) -> tuple[str, ...]:
    """The conditions of an act that papers show where no act does."""
    return papers_for(rules_on(day), model_of(name).model_construct(**fields), day)


def _paper(paper: Row) -> str:
    return ":".join(str(paper.get(part) or "") for part in ("kind", "number", "dated", "author"))


def _order(stated: Row) -> Row:
    return {name: str(stated[name]) for name in ("after",) if stated.get(name)}
