"""Procedures: which acts there are, when each is open, what it needs and what it does."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.catalogue import COMMANDS, EVENTS
from contracts.codelists import DOCUMENT_KINDS
from contracts.events.corrections import CorrectionKind
from contracts.listed import Listed
from shared.law.rule_sets.accounts import Account
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import IllFormedRow, OverlappingValidity, UnknownReference
from shared.law.rule_sets.fields import ActorId, DisplayNames, Identifier, LimitId, Model, Several, Text
from shared.law.rule_sets.parts.act_fields import FieldRow, FieldTable, FieldType, MemberName, names_twice
from shared.law.rule_sets.parts.acts import (
    ANNULLED,
    ActKind,
    ActRow,
    Effective,
    Late,
    StatementAct,
    StatementStatus,
    StatusCode,
)
from shared.law.rule_sets.parts.corrections import CorrectionTable
from shared.law.rule_sets.sheets import Fault, Ordered, Part, PartFault, Sheet, Table, repeated

__all__ = ["ActKind", "ActRow", "Effective", "Late", "Procedure", "ProcedureRules", "StatusCode"]


class ByLaw(Model):
    """A move that no act makes."""

    from_: StatusCode = Field(alias="from")
    to: StatusCode
    article: Citation


class Procedure(Sheet):
    """All acts of one kind of proceeding."""

    service: Literal["proceedings", "intake"]
    """The service that owns the stream: its acts are commands to it."""
    statuses: tuple[StatusCode, ...]
    """In the order in which a proceeding usually goes through them; it begins in the first."""
    final: frozenset[StatusCode]
    """Those out of which nothing leads."""
    by_law: Ordered[ByLaw]
    acts: Table[ActRow]
    annulments: Table[ActRow]
    """What takes the effect of other acts away from its day on."""

    @property
    def rows(self) -> dict[str, ActRow]:
        """Everything that takes effect in a course, by name."""
        return {**self.acts, **self.annulments}

    def faults(self) -> Iterator[Fault]:
        """Statuses that are none, are never reached, or are never left; contracts that are not there."""
        for name, row in self.rows.items():
            for field, named in (("statuses", row.statuses), ("moves_to", row.moves_to)):
                for status in sorted(named - set(self.statuses)):
                    yield Fault(UnknownReference, f"{status!r} is no status of the procedure", "acts", name, field)
            yield from _faults_of_contracts(row)
        yield from _unreachable_things(self.acts)
        yield from repeated(((name, event) for name, row in self.acts.items() for event in row.emits), "acts", "emits")
        moves = [*self._moves()]
        yield from _unreachable(self.statuses, moves)
        yield from _dead_ends(self.statuses, self.final, moves)

    def _moves(self) -> Iterator[tuple[str, str]]:
        yield from ((move.from_, move.to) for move in self.by_law)
        for row in self.acts.values():
            yield from ((before, after) for before in row.statuses for after in row.moves_to if before != after)


class Outward(Model):
    """Acts whose effect went out, and what it rests on: where that is taken back, the duty opens; nothing is undone."""

    acts: frozenset[Identifier]
    rests_on: Identifier
    """What the effect rests on (services/proceedings/domain/outward.py)."""
    ends_with: frozenset[Identifier] = frozenset()
    """Acts after which there may be nothing left to do."""


class Outlasting(Model):
    """For which things a duty outlasts the proceeding: by what the act that opened them stated."""

    of: MemberName
    """The field of the act that names the thing."""
    field: MemberName
    values: Several[str]


class Duty(Model):
    """What somebody has to do that no act has done yet.

    It opens with an act and closes with another, or is open as long as a circumstance lasts, for all or for each act;
    one that has neither is opened by the course itself.
    """

    identified_by = ("duty",)

    duty: Identifier
    article: Citation | None = None
    """None: no article asks for it, or the article of what it concerns does."""
    who: ActorId
    who_stated: MemberName | None = None
    """The field of the act that says who has to; `who` where it does not."""
    name: DisplayNames
    opened_by: frozenset[Identifier] = frozenset()
    """Acts that open it."""
    closed_by: frozenset[Identifier] = frozenset()
    """Acts that fulfil it, for the act they name."""
    closed_where: dict[MemberName, Several[str]] = Field(default_factory=dict)
    """Only where these fields of an act that fulfils it have one of these values, if the act has them."""
    closed_with_sum: MemberName | None = None
    """Only where this sum of an act that fulfils it is more than nothing, if the act has it."""
    decided_by: ActorId | None = None
    """Only where this actor decides on the measure that the act names."""
    where: dict[str, Several[str]] = Field(default_factory=dict)
    """Only where these fields of the act have one of these values."""
    kinds: Several[Annotated[str, Listed(DOCUMENT_KINDS)]] = ()
    """Only in proceedings on execution documents of these kinds; none: on any."""
    where_thing: dict[str, Several[Identifier]] = Field(default_factory=dict)
    """Only where the things that these fields of the act name have one of these statuses after it."""
    where_said: dict[MemberName, Identifier] = Field(default_factory=dict)
    """Only where an act of this row, be it the one that opens it, named the thing that this field of the act names."""
    pledged: bool = False
    """Only where the property of the act, or of its sale, is pledged to another person than the recoverer."""
    where_property: Literal["handed-over", "immovable"] | None = None
    """Only where a buyer has the property that the act names, or where it is an immovable."""
    stating: Several[MemberName] = ()
    """Only where the act states these fields."""
    falls_away: dict[MemberName, Several[Identifier]] = Field(default_factory=dict)
    """By field of the act it concerns, the statuses of the thing named there in which nothing is left to do."""
    ends_with_proceeding: bool = False
    """It falls away when the proceeding ends."""
    while_deducting: bool = False
    """Only where the payer of income had something to withhold on the day of the act."""
    not_begun: bool = False
    """Only where the payer of income has not begun to withhold."""
    outlasts_end: Outlasting | None = None
    """For these it does not fall away with the end."""
    until_final: bool = False
    """Not while payers of income withhold: the proceeding may go on (Art. 391(3), 395(1))."""
    as_long_as: Identifier | None = None
    """The circumstance that it lasts with (services/proceedings/domain/circumstances.py)."""
    for_each: Identifier | None = None
    """What acts it is open for, each as long as it is one of them (services/proceedings/domain/circumstances.py)."""
    outward: Outward | None = None
    """It opens where the reason of what went out by an act is taken back; it concerns that act."""
    informs: Several[ActorId] = ()
    """Who has to know before it is fulfilled, where a notice fulfils it."""
    informs_bound: bool = False
    """Those also who carry out measures that last, and keepers of property."""
    limit: LimitId | None = None
    """The time limit for it."""
    reading: Text | None = None

    def may_change_with(self, act: str) -> bool:
        """Whether an act may open or close it: because it names the act, or because it follows how things stand."""
        follows = self.as_long_as is not None or self.for_each is not None
        follows = follows or bool(self.falls_away) or self.ends_with_proceeding
        return follows or act in self.opened_by or act in self.closed_by


class DutySheet(Sheet):
    """What people may have to do in a proceeding."""

    duties: Table[Duty]


class StatementMove(ByLaw):
    """A move of a statement that no decision makes."""

    from_: StatementStatus = Field(alias="from")
    to: StatementStatus


class StatementProcedure(Procedure):
    """All acts on a statement on initiation, up to the decision and its copies."""

    statuses: tuple[StatementStatus, ...]
    final: frozenset[StatementStatus]
    by_law: Ordered[StatementMove]
    acts: Table[StatementAct]  # type: ignore[assignment]  # its rows are read and never added to


class ProcedureRules(Part):
    """The procedures of a rule set, and the fields of their acts."""

    folder: ClassVar[str] = "procedures"

    fields: FieldTable
    enforcement: Procedure
    corrections: CorrectionTable
    duties: DutySheet
    statement: StatementProcedure

    def faults(self) -> Iterator[PartFault]:
        """Every field is stated by an act, and an act states a name once."""
        used = {field for row in self.acts() for field in (*(stated.field for stated in row.fields), *row.found)}
        for field in self.fields.fields:
            if field not in used:
                yield PartFault("fields", Fault(IllFormedRow, "no act states this field", "fields", field, "field"))
        for name, procedure in self.procedures().items():
            for act, row in procedure.acts.items():
                rows = (field for field, _ in chain(self.fields_of(row), self.found_by(row)))
                if procedure is self.enforcement:
                    for fault in self._faults_of_slips(row):
                        yield PartFault("corrections", Fault(UnknownReference, fault, "kept", act, "fields"))
                for fault in self._faults_of_postings(row):
                    yield PartFault(name, Fault(UnknownReference, fault, "acts", act, "posts"))
                for again in names_twice(rows):
                    detail = f"the name {again.name!r} is stated twice"
                    yield PartFault(name, Fault(OverlappingValidity, detail, "acts", act, "fields"))

    def _faults_of_postings(self, row: ActRow) -> Iterator[str]:
        """Fields that a posting names and the act does not state, or that hold neither accounts, a sum nor a thing."""
        fields = {field.name: field for field, _ in self.fields_of(row)}
        things = {FieldType.ID}
        for move in row.moves_thing:
            if move.of not in fields or fields[move.of].type not in things:
                yield f"the act names no thing {move.of!r}"
        for posting in row.posts:
            if posting.where_stated is not None and posting.where_stated not in fields:
                yield f"the act states no field {posting.where_stated!r}"
            if posting.of != type(posting).model_fields["of"].default and posting.of not in fields:
                yield f"the act states no field {posting.of!r}"
            accounts = [name.strip("{}") for name in (posting.debit, posting.credit) if name.startswith("{")]
            for name, types in (*((each, things | {FieldType.CHOICE}) for each in accounts),
                                (posting.sum, things | {FieldType.SUM})):  # fmt: skip
                field = fields.get(name)
                if field is None or field.type not in types:
                    yield f"the field {name!r} does not say what is posted"
                elif field.type is FieldType.CHOICE and not set(field.values) <= set(Account):
                    yield f"the field {name!r} names what is no account"

    def procedures(self) -> Mapping[str, Procedure]:
        """The procedures by name."""
        return {name: value for name in type(self).model_fields if isinstance(value := getattr(self, name), Procedure)}

    def acts(self) -> Iterator[ActRow]:
        """The acts of all procedures."""
        return chain.from_iterable(procedure.acts.values() for procedure in self.procedures().values())

    def generated_events(self) -> Iterator[tuple[str, ActRow]]:
        """The event types that are made from rows, each with its row."""
        for procedure in self.procedures().values():
            for row in procedure.acts.values():
                if row.generated:
                    yield f"lea.{procedure.service}.{row.emits[0]}.v1", row

    def fields_of(self, row: ActRow) -> Iterator[tuple[FieldRow, bool]]:
        """The fields of an act, each with whether it must be stated."""
        return ((self.fields.fields[stated.field], stated.required) for stated in row.fields)

    def kept_in(self, kind: CorrectionKind, act: str) -> tuple[str, ...]:
        """What of an act stays in a correction, as paths into its event.

        In that of a slip it is all that carries the decision, by the types of its fields; a row names what is
        elsewhere in the event.
        """
        named, row = self.corrections.named_as_kept(kind, act), self.enforcement.acts.get(act)
        if kind is not CorrectionKind.CORRECT_SLIP or row is None:
            return named
        rules = ((field, self.corrections.slips[field.type]) for field, _ in self.fields_of(row))
        decisive = (
            f"{field.name}.{rule.part}" if rule.part else field.name
            for field, rule in rules
            if rule.stays and _in_event(row, field)
        )
        return tuple(dict.fromkeys((*named, *decisive)))

    def _faults_of_slips(self, row: ActRow) -> Iterator[str]:
        """Fields that carry the decision, and of which nothing says where the event has them."""
        if not self.corrections.named_as_kept(CorrectionKind.CORRECT_SLIP, row.act):
            for field, _ in self.fields_of(row):
                if self.corrections.slips[field.type].stays and not _in_event(row, field):
                    yield f"{field.name!r} is not in the event: a row of `kept` says what stays"

    def found_by(self, row: ActRow) -> Iterator[tuple[FieldRow, bool]]:
        """The fields that the event of an act has beside them, which no command states."""
        return ((self.fields.fields[field], False) for field in row.found)


def _in_event(row: ActRow, field: FieldRow) -> bool:
    """Whether the event of an act has a field as the act states it; a generated one has all of them."""
    return row.generated or field.name in EVENTS.models[f"lea.proceedings.{row.emits[0]}.v1"].model_fields


def _faults_of_contracts(row: ActRow) -> Iterator[Fault]:
    """A row that names hand-written contracts names types that there are."""
    if row.command is None:
        return
    known_commands, known_events = (
        {type_.split(".")[2] for type_ in registry.models} for registry in (COMMANDS, EVENTS)
    )
    if row.command not in known_commands:
        yield Fault(UnknownReference, f"there is no command {row.command!r}", "acts", row.act, "command")
    for event in row.emits:
        if event not in known_events:
            yield Fault(UnknownReference, f"there is no event {event!r}", "acts", row.act, "emits")


def _unreachable(statuses: tuple[str, ...], moves: list[tuple[str, str]]) -> Iterator[Fault]:
    reached = {statuses[0]}
    while more := {after for before, after in moves if before in reached} - reached:
        reached |= more
    for status in statuses:
        if status not in reached:
            yield Fault(UnknownReference, f"no act leads to {status!r}", "statuses", "statuses", status)


def _unreachable_things(acts: Mapping[str, ActRow]) -> Iterator[Fault]:
    moves = [(name, move) for name, row in acts.items() for move in row.moves_thing]
    reached = {(move.of, move.to) for _, move in moves}
    for name, move in moves:
        for status in sorted(move.from_):
            if status != ANNULLED and (move.of, status) not in reached:
                yield Fault(
                    UnknownReference, f"no act leads to a {move.of} that is {status!r}", "acts", name, "moves_thing"
                )


def _dead_ends(statuses: tuple[str, ...], final: frozenset[str], moves: list[tuple[str, str]]) -> Iterator[Fault]:
    left = {before for before, _ in moves}
    for status in statuses:
        if status in final and status in left:
            yield Fault(IllFormedRow, f"an act leads out of the final {status!r}", "final", "final", status)
        if status not in final and status not in left:
            yield Fault(IllFormedRow, f"no act leads out of {status!r}", "statuses", "statuses", status)
