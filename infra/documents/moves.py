"""What moves from status to status: proceedings, statements, measures, and the things that acts name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.acts import ActRow, ThingMove
from shared.law.rule_sets.parts.measures import Transition
from shared.law.rule_sets.parts.procedures import Procedure

Steps = Sequence[tuple[str | None, str]]
TAKEN_BY = {"court-ruling": "ruling of the court", "petition": "decision on a petition"}
KINDS_OF_MEASURES = {
    "ensuring": "Measures that ensure execution",
    "action": "Executive actions and compulsory measures",
    "bringing": "Compelled appearance",
    "search": "Search of the debtor",
    "arrest": "Measures of arrest",
}


@dataclass(frozen=True)
class Move:
    """What an act, or the law, moves from which statuses to which."""

    label: str
    article: str
    steps: Steps
    """From None: the act opens it."""
    act: str | None = None


@dataclass(frozen=True)
class Machine:
    """All moves of a thing."""

    title: str
    moves: Sequence[Move]
    begins: Sequence[str] = ()
    """Statuses in which it begins, where no act that is shown opens it."""
    ends: Sequence[str] = ()
    """Statuses out of which nothing leads, where the rows say so."""
    stays: Sequence[ActRow] = ()
    """Acts that ask for one of its statuses and leave it there."""

    @property
    def steps(self) -> list[tuple[str | None, str]]:
        """Every step, once."""
        return list(dict.fromkeys(step for move in self.moves for step in move.steps))

    @property
    def statuses(self) -> list[str]:
        """Every status, in the order of the moves."""
        named = [*self.begins, *(status for step in self.steps for status in step)]
        return list(dict.fromkeys(status for status in named if status is not None))


def proceedings(rules: RuleSet) -> Iterator[Machine]:
    """One machine for each procedure."""
    for name, procedure in rules.procedures.procedures().items():
        moves = [*_by_acts(procedure), *_by_law(procedure)]
        title = "The statement on initiation" if name == "statement" else "The enforcement proceeding"
        ends = [status for status in procedure.statuses if status in procedure.final]
        yield Machine(title, moves, begins=procedure.statuses[:1], ends=ends)


def measures(rules: RuleSet) -> Iterator[Machine]:
    """One machine for each kind of measure, and one for the acts that move a measure by themselves."""
    for name, transitions in rules.proceedings.measures.machines.items():
        moves = [Move(_step_of_a_measure(row), str(row.article or ""), [(row.from_, row.to)]) for row in transitions]
        yield Machine(KINDS_OF_MEASURES.get(name, name.capitalize()), moves, begins=_starts(rules, name))
    moved = [(act, act.moves_measure) for act in rules.procedures.acts() if act.moves_measure is not None]
    yield Machine(
        "Acts that move a measure by themselves",
        [_move(act, [(before, to.to) for before in sorted(to.from_)]) for act, to in moved],
    )


def _starts(rules: RuleSet, machine: str) -> list[str]:
    """The statuses in which measures of the machine begin: those of their families."""
    table = rules.proceedings.measures
    families = [family for family in table.families.values() if family.machine == machine]
    for row in table.measures.values():
        if row.machine == machine:
            measure = rules.measure(row.measure)
            families += [each for each in table.families.values() if each.category is measure.category]
    return list(dict.fromkeys(family.starts for family in families))


def things(rules: RuleSet) -> Iterator[Machine]:
    """One machine for each thing that acts name, in the order of the acts."""
    acts = list(rules.procedures.acts())
    names = {field.name: field.names.en for field in rules.procedures.fields.fields.values()}
    for thing in dict.fromkeys(move.of for act in acts for move in act.moves_thing):
        moves = [(act, move) for act in acts for move in act.moves_thing if move.of == thing]
        yield Machine(
            names.get(thing, thing.replace("_", " ").capitalize()),
            [_move(act, list(_steps(move))) for act, move in moves if list(_steps(move))],
            stays=[act for act, move in moves if not list(_steps(move))],
        )


def _steps(move: ThingMove) -> Iterator[tuple[str | None, str]]:
    if move.to is not None and not move.from_:
        yield None, move.to
    yield from ((before, move.to) for before in sorted(move.from_) if move.to not in {None, before})


def _by_acts(procedure: Procedure) -> Iterator[Move]:
    for act in procedure.acts.values():
        steps = [
            (before, after)
            for before in procedure.statuses
            for after in procedure.statuses
            if before in act.statuses and after in act.moves_to and before != after
        ]
        if steps:
            yield _move(act, steps)


def _by_law(procedure: Procedure) -> Iterator[Move]:
    for move in procedure.by_law:
        yield Move("by law", str(move.article), [(move.from_, move.to)])


def _move(act: ActRow, steps: Steps) -> Move:
    return Move(act.names.en, str(act.article), steps, act.act)


def _step_of_a_measure(row: Transition) -> str:
    return TAKEN_BY[row.taken_by] if row.taken_by else "step of the measure"


def article_of(item: Any) -> int:
    """The number of the article, without superscript and part."""
    return int(str(item.article).removeprefix("Art. ").split("(")[0].split("-")[0])
