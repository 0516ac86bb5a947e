"""The conditions that a paper can show at an act: those that its row, its ground, its measure or its source names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain

from contracts.problems import Problem
from services.desk.inputs.recordings import SHOWN
from services.desk.inputs.typed import Typed
from services.desk.inputs.widgets import PREFIX as OF_DATA
from services.desk.inputs.widgets import Widget
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Condition, Ground, Measure
from shared.law.rule_sets.vocabulary import How

_INSTEAD: Mapping[str, str] = {
    "working-time": "admits-of-no-delay",
    "appointed-in-working-time": "admits-of-no-delay",
    "planned-in-working-time": "admits-of-no-delay",
    "other-property-short-of-pledge": "other-property-short",
    "no-other-document": "surplus-for-other-document",
    "may-be-declined": "circumstance-not-there",
    "held-money-settled": "held-money-handed-over",
    "transfer-shown": "debtor-handed-over",
    "cash-within-need": "needed-at-official-rate",
    "default-on-record": "term-of-another-missed",
    "earnest-to-pay-out": "causes-of-the-buyer-valid",
    "costs-above-the-value": "named-by-legislation",
}
"""What a paper shows so that a condition does not have to be kept (such as Art. 351(4), 372(1))."""
_CODES = re.compile(r"[a-z]+(?:-[a-z]+)+")

Named = Mapping[str, Sequence[str]]
"""Conditions by the code that names them."""


def attested(law: RuleSet) -> frozenset[str]:
    """The conditions that a paper shows."""
    return frozenset(row.id for row in law.all(Condition) if row.how is How.ATTESTED)


def always_demanded(law: RuleSet, row: ActRow) -> tuple[str, ...]:
    """The conditions without whose paper the act is refused, whatever it states."""
    required = {each.id for each in law.all(Condition) if each.how is How.ATTESTED and each.required}
    return tuple(each for each in row.conditions if each in required)


def offered(law: RuleSet, row: ActRow, widgets: Iterable[Widget], typed: Typed) -> tuple[str, ...]:
    """The conditions to choose from; where a ground or a measure is chosen, only its own beside those of the row."""
    known, named = attested(law), _named_by(law)
    of_fields = chain.from_iterable(
        _of_field(named[widget.name], _codes(law, row, widget, typed)) for widget in widgets if widget.name in named
    )
    asked = (*row.conditions, *of_fields)
    instead = (_INSTEAD[each] for each in asked if each in _INSTEAD)
    return tuple(dict.fromkeys(each for each in (*asked, *instead) if each in known))


def missing(law: RuleSet, problem: Problem) -> str | None:
    """The condition that a paper would show so that there is no problem."""
    if problem.field != SHOWN:
        return None
    known = attested(law)
    return next((code for code in _CODES.findall(problem.detail) if code in known), None)


def briefly(law: RuleSet, problem: Problem, condition: str) -> str:
    """What was found, without the English words for the condition: its code is put into the language of the page."""
    return problem.detail.removesuffix(f": {law.row(Condition, condition).name.en}")


def _codes(law: RuleSet, row: ActRow, widget: Widget, typed: Typed) -> Iterable[str]:
    """The codes that a field has, or can have: of the grounds only those of the decisions of the act."""
    if stated := typed.get(f"{OF_DATA}{widget.name}"):
        return stated
    if not row.decisions:
        return widget.codes
    return [each.id for each in law.all(Ground) if each.decision in row.decisions]


def _of_field(named: Named, codes: Iterable[str]) -> Iterable[str]:
    return chain.from_iterable(named.get(code, ()) for code in codes)


@cache
def _named_by(law: RuleSet) -> Mapping[str, Named]:
    """By the name of a field, what each of its codes asks for."""
    tables = law.proceedings
    measures = {row.id: row.preconditions for row in law.all(Measure)}
    steps: dict[str, list[str]] = {}
    for step in chain.from_iterable(tables.measures.machines.values()):
        steps.setdefault(step.to, []).extend(step.conditions)
    grounds = {row.ground: row.conditions for row in tables.grounds.grounds.values()}
    return {
        "ground": {**grounds, **{code: row.conditions for code, row in tables.papers.proper_service.items()}},
        "code": measures,
        "other": measures,
        "status": steps,
        "source": {
            **{row.source: row.conditions for row in tables.money.sources.values()},
            **{code: row.conditions for code, row in tables.valuation.sources.items()},
        },
        "place": {code: row.conditions for code, row in tables.papers.places.items()},
        "owner": {"third-person": ("third-person-consents",)},
        "kind": dict.fromkeys(tables.arrested.kept, ("special-legislation-kept",)),
    }
