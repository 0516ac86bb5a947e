"""Every field of every act has an input, and what is typed into the inputs is what the act states."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from contracts.problems import Problem
from contracts.queries.proceedings import ActView
from contracts.registry import Command
from services.desk.inputs.nodes import Layout, Node
from services.desk.inputs.references import references
from services.desk.inputs.typed import Typed, stated, tidy, typed_from
from services.desk.inputs.widgets import Kind, Widget, widgets_of
from services.desk.rendering import Pages, value_name
from shared.act_fields import ActFields
from shared.law.names import Language
from shared.naming import LawNames
from tests.unit.desk.statements import ON_STATEMENTS
from tests.unit.proceedings.harness import STREAM, command_of
from tests.unit.proceedings.sampled import CASE, SAMPLES

ACT = "record-cost"


def commands(acts: ActFields) -> dict[str, Command]:
    """A command for every act of a proceeding, and for acts on statements."""
    made = {
        act: command_of({"command": row.command_name, "day": date(2026, 5, 4), **sample}, CASE, STREAM).data
        for act, row in acts.rows.items()
        if (sample := SAMPLES["acts"].get(act)) is not None
    }
    return {**made, **{act: acts.command(act, {**values}, STREAM) for act, values in ON_STATEMENTS.items()}}


def sent(typed: Typed) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in typed.items() for text in texts]


def all_in(widgets: tuple[Widget, ...]) -> list[Widget]:
    return [each for widget in widgets for each in (widget, *all_in(widget.parts))]


def test_every_act_can_be_typed(acts: ActFields) -> None:
    made = commands(acts)
    missing = acts.rows.keys() - made.keys()
    assert missing <= {each for each in acts.rows if acts.service_of(each) == "intake"}
    for act, command in made.items():
        widgets = widgets_of(acts, act)
        typed = typed_from(widgets, command.model_dump(mode="json", exclude_none=True))
        assert tidy(widgets, sent(typed)) == typed, act
        # Ids of what the act creates are not typed.
        own = {name: value for name, value in command if name not in {widget.name for widget in widgets}}
        assert acts.command(act, {**stated(widgets, typed), **own}, STREAM) == command, act


@pytest.mark.parametrize("language", get_args(Language))
def test_every_input_has_a_name(acts: ActFields, language: Language) -> None:
    names = LawNames(acts.rule_set)
    unnamed = {
        f"{act}: {widget.name}"
        for act in acts.rows
        for widget in all_in(widgets_of(acts, act))
        if language != "en" and names.field(widget.name, language) == widget.name
    }
    assert not unnamed


@pytest.mark.parametrize("language", get_args(Language))
def test_every_choice_has_a_name(acts: ActFields, language: Language) -> None:
    names = LawNames(acts.rule_set)
    unnamed = {
        f"{act}: {widget.name} {code}"
        for act in acts.rows
        for widget in all_in(widgets_of(acts, act))
        for code in widget.codes
        if code not in ("true", "false") and language != "en" and value_name(names, code, language, widget.name) == code
    }
    assert not unnamed


def widgets(*parts: tuple[str, Kind], name: str = "things") -> tuple[Widget, ...]:
    return (Widget(name, Kind.ROWS, True, None, tuple(Widget(part, kind, True) for part, kind in parts)),)


def test_rows_left_empty_do_not_count() -> None:
    rows = widgets(("sum", Kind.MONEY), ("due", Kind.DAY))
    typed = tidy(
        rows,
        [
            ("data.things.0.sum.currency", "BYN"),
            ("data.things.2.sum.amount", " 5.00 "),
            ("data.things.2.sum.currency", "USD"),
            ("data.things.11.due", "2026-11-20"),
            ("data.things.x.due", "2026-11-20"),
            ("data.other", "x"),
        ],
    )
    assert stated(rows, typed) == {
        "things": [{"sum": {"amount": "5.00", "currency": "840"}}, {"due": "2026-11-20"}],
    }
    assert [len(node.rows) for node in Layout(typed).nodes(rows)] == [2]
    assert [len(node.rows) for node in Layout(typed, add="data.things").nodes(rows)] == [3]
    assert [len(node.rows) for node in Layout().nodes(rows)] == [1]


def test_a_time_is_one_of_minsk() -> None:
    moment = (Widget("at", Kind.MOMENT, True),)
    assert stated(moment, {"data.at": ["2026-11-20T09:30"]}) == {"at": "2026-11-20T09:30:00+03:00"}
    assert typed_from(moment, {"at": "2026-11-20T06:30:00Z"}) == {"data.at": ["2026-11-20T09:30"]}
    assert stated(moment, {"data.at": ["noon"]}) == {"at": "noon"}


def test_a_problem_is_shown_once_where_it_belongs() -> None:
    rows = widgets(("sum", Kind.MONEY), ("due", Kind.DAY))
    problems = [
        Problem(code="c", rule="r", detail=field or "none", field=field)
        for field in ("things.1.sum.amount", "data.things.0.due", "things.0", "elsewhere", None)
    ]
    layout = Layout({"data.things.1.due": ["2026-11-20"], "data.things.0.due": ["x"]}, problems)
    (node,) = layout.nodes(rows)
    assert shown(node) == {
        "data.things": ["things.0"],
        "data.things.0.due": ["data.things.0.due"],
        "data.things.1.sum": ["things.1.sum.amount"],
    }
    assert [problem.field for problem in layout.elsewhere] == ["elsewhere", None]


def shown(node: Node) -> dict[str, list[str]]:
    found = {node.name: [problem.detail for problem in node.problems]} if node.problems else {}
    for part in (*node.parts, *(part for row in node.rows for part in row)):
        found |= shown(part)
    return found


def test_what_an_act_created_can_be_referred_to(acts: ActFields) -> None:
    def act(name: str, data: dict[str, Any], **other: Any) -> ActView:
        day, at = date(2026, 11, 3), datetime(2026, 11, 3, 9, tzinfo=UTC)
        given = {"id": STREAM, "act": name, "article": "Art. 368(1)", "day": day, "recorded_at": at, "actor": "x"}
        return ActView(**given, data=data, **other)

    made = act("arrest-property", {"property": "lorry", "measure": "hold", "object": "a lorry", "kind": "ordinary"})
    found = references(acts, [made, act("record-cost", {"cost": "struck"}, struck=True), act("unknown", {"cost": "x"})])
    assert [each.id for each in found["property"]] == ["lorry"]
    assert "measure" not in found, "the arrest belongs to a measure that another act imposed"
    assert "cost" not in found
    assert [each.id for each in found["act"]] == [str(STREAM)] * 2
    assert [each.id for each in found["substitute"]] == ["lorry"]


def test_every_form_is_small(acts: ActFields, pages: Pages) -> None:
    template = pages.template("inputs.html", "ru")
    for act in acts.rows:
        nodes = Layout().nodes(widgets_of(acts, act))
        text = "".join(str(template.module.input(node)) for node in nodes)  # type: ignore[attr-defined]
        assert len(text.encode()) < 50_000, act
        assert text.count('name="') >= len(nodes), act
