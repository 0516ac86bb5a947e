"""Reads the cases of `cases/*.yaml` into events and commands, and holds what was decided against what was expected.

A case begins with a proceeding between two legal persons over one claim of 1 000.00 BYN, initiated on 2026-03-02:
    debtor, recoverer   legal-person | entrepreneur | citizen
    claims              sums ("1000.00 BYN") or types of claims that are not for money
    liability           that the debtor is one of several under the decision
    document_kind       that of the document
    immediate           the document is for immediate execution
    body                the enforcement body
    history             initiated | voluntary-term | compulsory | levied | suspended: what happened before `given`;
                        levied: in compulsory execution property of the debtor was levied on
Then come the events of `given`, the command of `when` and the `facts`; then either the events of `then`, each with the
fields that matter (dotted), or the codes of `refused`; events of a duty that rows open count where `then` names the
duty, and whether the demands are fulfilled where `then` names one of its events; `open` and `not_open` name duties that
are open and that are not after it. Names stand for ids, `as` names an
event or a command, `recorded_by` the command of an event; `actor` names who
sends the command (left out: an executor, or the head of the body for what is not an executor's). `recording` is what is
stated about its recording; `attests` lists the conditions for which it names a paper (an empty list: a recording
without any, null: no recording; left out: for suspension, resumption, termination and return what `papers_for` says);
`to` is the corrected day of an act; `shares` is what is calculated for a distribution, by number of the proceeding, and
`rates_needed` the currencies whose rates it asks for.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid5

from contracts.catalogue import COMMANDS, EVENTS
from contracts.codelists import CURRENCIES
from contracts.distribution import ShareOfProceeding
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.duties import DutyClosed
from contracts.events.proceedings import DemandsFulfilled, DemandsOpenAgain, DutyOpened
from contracts.recording import Recording
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain.computing import computed, course_of
from services.proceedings.domain.conditions.attested import papers_for
from services.proceedings.domain.course import Course
from services.proceedings.domain.decide import PROCEEDING, Facts
from services.proceedings.domain.distribution_shares import Calculation
from services.proceedings.domain.inputs import unpublished
from services.proceedings.domain.journal import State
from services.proceedings.domain.rules import name_of, rules_named
from shared.books import Account
from shared.decider import Context, Recorded
from shared.law.calendar import WorkingCalendar, belarus
from shared.plain_yaml import read_table

Fields = dict[str, Any]

STREAM = UUID("01980000-0000-7000-8000-00000000cafe")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

INITIATED_ON = date(2026, 3, 2)
SERVED_ON = date(2026, 3, 4)
COMPULSORY_ON = date(2026, 3, 14)
SUSPENDED_ON = date(2026, 4, 1)

_CURRENCY = {currency.abbreviation: code for code, currency in CURRENCIES.items()}
_EVENT_IDS = (
    "measure", "payment", "cost", "resolution", "statement", "act", "correction", "payout", "unclaimed", "advance",
    "earnest",
    "question",
    "delay",
    "reimbursement",
    "refund",
    "exchange",
    "cover",
    "group",
    "complaint",
    "started_by",
    "reversal",
    "new_measure",
    "ruling_appeal",
    "challenge", "petition", "participant", "dispatch", "summons", "representation", "succession", "transfer",
    "valuation",
    "loss",
    "demand",
    "presentation",
    "named_thing", "performance_check", "liability", "proposal",
    "wish", "inventory_act", "check", "property", "storage_pay", "release_claim", "pledge", "sale", "request",
    "substitute", "disagreement", "agreement", "winner", "paid_difference", "price_payment", "sole_request",
    "income_inquiry", "income_order", "payday", "failure",
    "distribution", "information_request", "passed_on",
)  # fmt: skip
_MODELS = {name_of(type_): model for type_, model in EVENTS.models.items()}
_COMMANDS = {name_of(type_): model for type_, model in COMMANDS.models.items()}

_PARTIES = {
    "legal-person": {"kind": "unp", "value": "191234563"},
    "entrepreneur": {"kind": "unp", "value": "291234572"},
    "citizen": {"kind": "personal-number", "value": "3120585A001PB9"},
}
ACTORS = {
    "assign-executor": "head:0101",
    "grant-challenge": "head:0101",
    "refuse-challenge": "head:0101",
    "record-repayment-by-another-debtor": "policy:debtor-group",
    "enter-share": "policy:distribution",
    "restate-share": "policy:distribution",
}
_DISTRIBUTES = frozenset({"resolve-distribution", "correct-distribution", "annul-distribution"})
_DIVIDED: Fields = {"distributed": "10.00 BYN", "rest": "0.00 BYN", "article": "Art. 406", "rule_set": "epc-2021",
                    "shares": {"0101-2026-000001": "6.00 BYN", "0101-2026-000002": "4.00 BYN"}}  # fmt: skip
_CALCULATED: Mapping[str, Fields] = {
    "distribution-resolved": _DIVIDED,
    "distribution-corrected": {**_DIVIDED, "returned": "10.00 BYN"},
    "distribution-annulled": {"returned": "10.00 BYN", "shares": {}, "article": "Art. 353(10)"},
}
"""What a distribution comes to, where a case says nothing of it."""
_SHARES: Mapping[str, str] = {"0101-2026-000001": "6.00 BYN", "0101-2026-000002": "4.00 BYN"}
_HISTORIES: Mapping[str, list[Fields]] = {
    "none": [],
    "initiated": [{"event": "proceeding-initiated", "day": INITIATED_ON, "as": "initiation"}],
    "voluntary-term": [
        {"event": "debtor-served", "day": SERVED_ON, "method": "handed-over", "article": "Art. 142(1)"},
        {"event": "voluntary-term-started", "day": SERVED_ON, "status": "voluntary-term voluntary-term-served"},
    ],
    "compulsory": [
        {
            "event": "compulsory-execution-started",
            "day": COMPULSORY_ON,
            "status": "compulsory compulsory-term-expired",
        }
    ],
    "suspended": [
        {
            "event": "proceeding-suspended",
            "day": SUSPENDED_ON,
            "status": "suspended suspend-may-recoverer-plea",
            "until": date(2026, 6, 30),
        }
    ],
}
_LEVIED: Fields = {"event": "measure-added", "day": COMPULSORY_ON, "measure": "levy on property",
                  "code": "comp-levy-property", "status": "adopted", "article": "Art. 360(2) ind. 2"}  # fmt: skip
"""The decision that the sale of arrested property rests on (Art. 369(6))."""


def cases(folder: Path) -> Iterator[Fields]:
    """Every case of a folder, with its file."""
    for path in sorted(folder.glob("*.yaml")):
        for case in read_table(path.read_text(encoding="utf-8")):
            yield {"file": path.stem, **case}


def named(name: str) -> UUID:
    """The id that a name stands for."""
    return uuid5(STREAM, name)


@dataclass
class Life:
    """A proceeding that lives through events and commands."""

    case: Fields
    state: State = None
    version: int = 0
    stream: list[EventEnvelope[Any]] = field(default_factory=list)
    """Its events."""
    compared: bool = True
    """Whether its course is computed anew after each command and compared; `test_cases.py` does that for every case."""

    def happen(self, spec: Fields) -> None:
        """Take in an event as the case states it."""
        self._take(
            _event(spec, self.case), spec["day"], spec.get("as"), by=spec.get("recorded_by"), recording=_recording(spec)
        )

    def copy(self) -> "Life":
        """The same proceeding; what happens in one does not happen in the other."""
        state = replace(self.state, remembered=copy(self.state.remembered)) if self.state is not None else None
        return Life(self.case, state, self.version, list(self.stream), self.compared)

    def carry_out(
        self, spec: Fields, recorded_on: date | None = None, *, continued: bool = False, next_day: date | None = None
    ) -> list[Recorded]:
        """Carry out a command: its events with their effective dates; raises Rejection.

        Of an act of a backlog, whether others came before it there, and the day of the next one.
        """
        command = command_of(spec, self.case, named(spec.get("as", f"asked {self.version}")))
        facts = facts_for(spec, self.case)
        today: date = recorded_on or self.case.get("today") or spec["day"]
        context = Context(today, facts, continued, next_day)
        decided = PROCEEDING.decide(self.state, command, context)
        recorded = [item if isinstance(item, Recorded) else Recorded(item, spec["day"]) for item in decided]
        for item in recorded:
            self._take(item.data, item.effective_date, None, cause=(command, facts), recorded=today)
        if recorded and next_day is None and self.compared:
            self._is_published()
        return recorded

    def course(self, through: date = TODAY) -> Course:
        """What follows from its acts by now."""
        assert self.state is not None
        return course_of(self.state, through, self._calendar())

    def _is_published(self) -> None:
        """The course that follows from the acts, computed from the first on, is the one that was published."""
        assert self.state is not None
        assert unpublished(self.state, computed(self.state, self.state.through, self._calendar())) is None

    def _calendar(self) -> WorkingCalendar:
        calendar: WorkingCalendar = self.case.get("facts", {}).get("calendar", belarus())
        return calendar

    def _take(
        self,
        data: Event,
        day: date,
        name: str | None,
        *,
        by: str | None = None,
        recording: Recording | None = None,
        cause: tuple[CommandEnvelope[Any], Facts] | None = None,
        recorded: date | None = None,
    ) -> None:
        self.version += 1
        command, facts = cause or (None, None)
        event = EventEnvelope[Any](
            id=named(name or f"event {self.version}"),
            source="/lea/proceedings",
            type=data.type,
            stream=STREAM,
            version=self.version,
            effective_date=day,
            recorded_at=datetime.combine(recorded or day, time(9), UTC),
            actor=command.actor if command else "executor:0101-017",
            correlation_id=STREAM,
            causation_id=command.id if command else named(by or f"command {self.version}"),
            recording=command.recording if command else recording,
            inputs=PROCEEDING.inputs(facts) if facts else None,
            data=data,
        )
        self.stream.append(event)
        self.state = PROCEEDING.evolve(self.state, event)


def _calculated(spec: Fields, case: Fields) -> Fields:
    """What is calculated for a distribution: of claim 1 of two proceedings, or what `shares` says by number."""
    if spec["command"] not in _DISTRIBUTES:
        return {}
    shares = case.get("shares", {} if spec["command"] == "annul-distribution" else _SHARES)
    rest, needed = Money.model_validate(_money("0.00 BYN")), frozenset(case.get("rates_needed", ()))
    known = case.get("whose_pledge_known", True)
    return {"calculation": Calculation(tuple(shares_of(shares)), rest, needed=needed, whose_pledge_known=known)}


def shares_of(shares: Mapping[str, str]) -> Iterator[ShareOfProceeding]:
    """Shares by number of the proceeding, each of its first claim."""
    for number, sum_ in shares.items():
        nothing, paid = _money("0.00 BYN"), _money(sum_)
        claim = {"claim": 1, "queue": 5, "outstanding": paid, "sum": paid}
        sums = dict.fromkeys(("costs", "charged_fees", "fee"), nothing)
        yield ShareOfProceeding.model_validate(
            {"proceeding": named(number), "number": number, **sums, "bears_fee": False, "claims": [claim]}
        )


def life(case: Fields, *, compared: bool = True) -> Life:
    """The proceeding of a case before its command."""
    begun = Life(case, compared=compared)
    for spec in [*_history(case), *case.get("given", ())]:
        initiated = spec["event"] == "proceeding-initiated" or case.get("immediate")
        moved = {"day": case["initiated_on"]} if initiated and "initiated_on" in case else {}
        begun.happen({**spec, **moved})
    return begun


def _history(case: Fields) -> Iterator[Fields]:
    wanted = case.get("history", "compulsory" if "initiated_on" in case and case.get("immediate") else "initiated")
    names, levied = list(_HISTORIES), wanted == "levied"
    for name in names[: names.index("compulsory" if levied else wanted) + 1]:
        if case.get("immediate") and name == "voluntary-term":
            continue
        for spec in _HISTORIES[name]:
            yield {**spec, **_at_once(case, name)}
    if levied:
        yield _LEVIED


def _at_once(case: Fields, name: str) -> Fields:
    if name == "compulsory" and case.get("immediate"):
        return {"day": INITIATED_ON, "status": "compulsory compulsory-immediate"}
    return {}


def _event(spec: Fields, case: Fields) -> Event:
    fields = {key: value for key, value in spec.items() if key not in {"event", "day", "as", "recorded_by", "attests"}}
    if spec["event"] == "proceeding-initiated":
        fields = {
            **initiation_of(case),
            "number": case.get("number", "0101-2026-000001"),
            "rule_set": "epc-2021",
            "number_of_paper": case.get("number_of_paper"),
            **fields,
        }
        fields.setdefault("status", "initiated initiate-statement")
    if spec["event"] == "successor-named":
        fields = _succession(fields)
    fields = {**_CALCULATED.get(spec["event"], {}), **fields}
    data: Any = _MODELS[spec["event"]].model_validate(spelled_out(fields, spec["day"]))
    return cast("Event", data)


def facts_for(spec: Fields, case: Fields) -> Facts:
    """What the service's tables say about a command of a case."""
    stated = {**case.get("facts", {"number": "0101-2026-000001"})}
    if "owed_elsewhere" in stated:
        owed = spelled_out({"sums": stated["owed_elsewhere"]}, spec["day"])["sums"]
        stated["owed_elsewhere"] = tuple(Money.model_validate(each) for each in owed)
    return Facts(**{**_calculated(spec, case), **stated})


def command_of(spec: Fields, case: Fields, id_: UUID) -> CommandEnvelope[Any]:
    """A command as a case tells it."""
    apart = {"command", "day", "actor", "as", "recording", "attests"}
    fields = {key: value for key, value in spec.items() if key not in apart}
    model = _COMMANDS[spec["command"]]
    if "to" in fields:
        fields["day"] = fields.pop("to")
    if "command" in fields.get("data", ()):
        fields["data"] = _stated(fields["data"], case, spec["day"])
    if spec["command"] == "initiate-proceeding":
        fields = {**initiation_of(case), **fields}
    if spec["command"] == "name-successor":
        fields = _succession(fields)
    data: Any = model.model_validate(spelled_out(fields, spec["day"]))
    return CommandEnvelope[Any](
        id=id_,
        source="/lea/test",
        type=data.type,
        stream=STREAM,
        effective_date=spec["day"],
        actor=spec.get("actor", ACTORS.get(spec["command"], f"executor:{case.get('body', '0101')}-017")),
        correlation_id=STREAM,
        issued_at=NOW,
        recording=_recording(spec, data),
        data=data,
    )


def _stated(spec: Fields, case: Fields, day: date) -> Fields:
    """An act as a correction states it: a command without its envelope, an initiation by what differs from the case."""
    fields = {key: value for key, value in spec.items() if key != "command"}
    model = _COMMANDS[spec["command"]]
    if spec["command"] == "initiate-proceeding":
        short = {key: value for key, value in fields.items() if not isinstance(value, dict)}
        whole = initiation_of({**case, **short})
        whole["statement"] = fields.get("statement", whole["statement"])
        fields = whole | {key: whole[key] | value for key, value in fields.items() if isinstance(value, dict)}
    if spec["command"] == "name-successor":
        fields = _succession(fields)
    data: Any = model.model_validate(spelled_out(fields, day))
    return {"type": model.type, "data": data.model_dump(mode="json")}


def _recording(spec: Fields, data: Any = None) -> Recording | None:
    stated = spec.get("recording")
    attests = spec["attests"] if "attests" in spec else papers_for(rules_named("epc-2021"), data, spec["day"]) or None
    if attests is not None and "attestations" not in (stated or {}):
        paper = {"kind": "letter", "number": "17", "dated": spec["day"], "author": "Recoverer"}
        attested = [{"condition": each, "paper": paper} for each in attests]
        stated = {**(stated or {}), "attestations": attested}
    if stated is None:
        return None
    named_act = {"after": named(stated["after"])} if isinstance(stated.get("after"), str) else {}
    return Recording.model_validate({**stated, **named_act})


def initiation_of(case: Fields) -> Fields:
    """What an initiation says of the case, in short forms."""
    body = case.get("body", "0101")
    return {
        "statement": "statement",
        "body": body,
        "executor": {"id": f"{body}-017", "full_name": "Ivanova Anna Petrovna"},
        "recoverer": _party(case.get("recoverer", "legal-person"), "Alfa"),
        "debtor": _party(case.get("debtor", "legal-person"), "Beta"),
        "document": {
            "kind": case.get("document_kind", "court-order"),
            "issuer": {"code": "EC-MINSK", "name": "Economic Court of Minsk"},
            "number": case.get("document_number", "155EIP26114-1"),
            "issued_on": "2026-02-06",
            "case_number": "155EIP26114",
            "decided_on": "2026-01-20",
            "in_force_on": "2026-02-05",
            "immediate_execution": case.get("immediate", False),
        },
        "claims": [_claim(number, spec) for number, spec in enumerate(case.get("claims", ["1000.00 BYN"]), start=1)],
        **({"liability": case["liability"]} if "liability" in case else {}),
    }


def _succession(fields: Fields) -> Fields:
    basis = {"kind": "ruling", "dated": fields["basis"], "author": "Economic Court of Minsk"}
    return {**fields, "successor": _party(fields["successor"], "Gamma"), "basis": basis}


def _party(kind: str, name: str) -> Fields:
    """A party of a kind; with other identifiers where they are given: `citizen 3140462K000VF7 291234572`."""
    kind, *values = kind.split()
    first = dict(_PARTIES[kind])
    other = {"unp": "personal-number", "personal-number": "unp"}[first["kind"]]
    named = dict(zip(("identifier", "second_identifier"), (first, {"kind": other}), strict=True))
    stated = {key: named[key] | {"value": value} for key, value in zip(named, values, strict=False)}
    return {"kind": kind, "identifier": first, "name": name, "address": "Minsk", **stated}


def _claim(number: int, spec: Any) -> Fields:
    if isinstance(spec, dict):
        return {"number": number, "type": "principal-debt", **spelled_out(spec, INITIATED_ON)}
    if spec[0].isdigit():
        return {"number": number, "type": "principal-debt", "sum": _money(spec)}
    return {"number": number, "type": spec}


def spelled_out(fields: Fields, day: date) -> Fields:
    """Short forms in full: money, names that stand for ids, statuses with their article."""
    full = {key: _value(value) for key, value in fields.items()}
    for key in _EVENT_IDS:
        if isinstance(full.get(key), str):
            full[key] = named(full[key])
    if isinstance(full.get("shares"), dict):
        full["shares"] = [share.model_dump() for share in shares_of(fields["shares"])]
    if "repayments" in full:
        full["repayments"] = [
            {**part, "payment": named(part["payment"])} if "payment" in part else part for part in full["repayments"]
        ]
    if isinstance(full.get("status"), str) and " " in full["status"]:
        code, reason = full["status"].split()
        full["status"] = rules_named("epc-2021").status(code, reason, day).model_dump()
    return full


def _value(value: Any) -> Any:
    if isinstance(value, str) and value[-3:] in _CURRENCY and value[:1].isdigit():
        return _money(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return value


def _money(text: str) -> Fields:
    amount, abbreviation = text.rsplit(" ", 1)
    return {"amount": amount.replace(" ", ""), "currency": _CURRENCY[abbreviation]}


def held(course: Course, wanted: Fields) -> Fields:
    """What the accounts that a case names hold, each in the currency of the case."""
    return {
        account: f"{course.custody.holds(course.items, Account(account), _CURRENCY[sum_[-3:]]):.2f} {sum_[-3:]}"
        for account, sum_ in wanted.items()
    }


def told_of(item: Recorded, wanted: Fields) -> Fields:
    """What an event says of the fields that a case names, in the short forms of the case."""
    data = {**item.data.model_dump(mode="json"), "day": item.effective_date.isoformat()}
    return {"event": name_of(item.data.type), **{key: short(_at(data, key)) for key in wanted if key != "event"}}


def wanted_of(wanted: Fields) -> Fields:
    """What a case names, with ids for names and days as text."""
    return {
        key: str(named(value))
        if key in _EVENT_IDS and value
        else value.isoformat()
        if isinstance(value, date)
        else value
        for key, value in wanted.items()
    }


def routine_duty(data: Event) -> str | None:
    """The duty that an event opens or closes, where the rows of the duties open it and not the course itself."""
    if not isinstance(data, DutyOpened | DutyClosed):
        return None
    row = rules_named("epc-2021").duties[data.duty]
    return data.duty if row.opened_by or row.as_long_as or row.for_each or row.outward else None


def beside(data: Event) -> str | None:
    """What stands beside the events of an act and counts in a case that names it: such a duty, or what is demanded."""
    demands = name_of(data.type) if isinstance(data, DemandsFulfilled | DemandsOpenAgain) else None
    return routine_duty(data) or demands


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data[int(part)] if isinstance(data, list) else data.get(part)
    return data


def short(value: Any) -> Any:
    """Money in the short form of the cases."""
    if isinstance(value, Money):
        value = value.model_dump(mode="json")
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']} {CURRENCIES[value['currency']].abbreviation}"
    if isinstance(value, list):
        return [short(item) for item in value]
    if isinstance(value, dict) and set(value) == {"claim", "sum"}:
        return f"{value['claim']}: {short(value['sum'])}"
    return value
