"""The pictures of the procedures have the statuses and steps of the rows, and nothing else."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from infra.documents.law_rows import latest
from infra.documents.moves import KINDS_OF_MEASURES
from infra.documents.procedures_page import page

PAGE = page()
RULES = latest()
NAMES = {field.name: field.names.en for field in RULES.procedures.fields.fields.values()}
STATUS = r"[a-z]+(?:_[a-z]+)*"
WRITTEN = (
    re.compile(rf'    state "(?P<words>[a-z]+(?: [a-z]+)*)" as (?P<status>{STATUS})'),
    re.compile(rf"    (?P<before>{STATUS}|\[\*\]) --> (?P<after>{STATUS})(?:: (?P<label>[^:;#\"\n]+))?"),
    re.compile(rf"    (?P<ended>{STATUS}) --> \[\*\]"),
)
BENEATH = re.compile(r"^\* .* leads out of (?P<before>.+) to (?P<after>.+)\.$", re.MULTILINE)
OPENED = re.compile(r"^\* (?P<thing>[^:]+): .* to `(?P<status>[a-z-]+)`$", re.MULTILINE)

Steps = set[tuple[str | None, str]]


def _section(title: str) -> str:
    starts = [found.start() for found in re.finditer(r"^## ", PAGE, re.MULTILINE)]
    [section] = [PAGE[a:b] for a, b in pairwise([*starts, len(PAGE)]) if PAGE[a:].startswith(f"## {title}\n")]
    return section


def _pictures(text: str) -> list[list[str]]:
    return [picture.splitlines() for picture in re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)\n```", text, re.DOTALL)]


def _steps(title: str) -> Steps:
    """The steps that are drawn or written, without the beginning that no act makes."""
    section, found = _section(title), Steps()
    for line in (line for picture in _pictures(section) for line in picture):
        arrow = WRITTEN[1].fullmatch(line)
        if arrow is not None and arrow["label"] is not None:
            before = None if arrow["before"] == "[*]" else arrow["before"].replace("_", "-")
            found.add((before, arrow["after"].replace("_", "-")))
    for written in BENEATH.finditer(section):
        befores, afters = (re.findall(r"`([a-z-]+)`", written[part]) for part in ("before", "after"))
        found.update((before, after) for before in befores for after in afters)
    return found


def _of_things() -> dict[str, Steps]:
    found = dict[str, Steps]()
    for act in RULES.procedures.acts():
        for move in act.moves_thing:
            steps = found.setdefault(NAMES.get(move.of, move.of.replace("_", " ").capitalize()), Steps())
            if move.to is not None:
                steps.update((before, move.to) for before in move.from_ or {None} if before != move.to)
    return found


def _of_procedure(name: str) -> Steps:
    procedure = RULES.procedures.procedures()[name]
    by_law = {(move.from_, move.to) for move in procedure.by_law}
    moves = ((before, after) for row in procedure.acts.values() for before in row.statuses for after in row.moves_to)
    return {(before, after) for before, after in moves if before != after} | by_law


def _of_the_rows() -> Iterator[tuple[str, Steps]]:
    yield "The enforcement proceeding", _of_procedure("enforcement")
    yield "The statement on initiation", _of_procedure("statement")
    for name, transitions in RULES.proceedings.measures.machines.items():
        yield KINDS_OF_MEASURES[name], {(each.from_, each.to) for each in transitions}
    moves = [act.moves_measure for act in RULES.procedures.acts() if act.moves_measure is not None]
    yield "Acts that move a measure by themselves", {(before, move.to) for move in moves for before in move.from_}
    yield from ((title, steps) for title, steps in _of_things().items() if len(steps) > 1)


@pytest.mark.parametrize(
    ("title", "steps"), list(_of_the_rows()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_picture_has_the_steps_of_the_rows(title: str, steps: Steps) -> None:
    assert _steps(title) == steps


def test_things_with_one_status_are_listed() -> None:
    listed = {(found["thing"], found["status"]) for found in OPENED.finditer(_section("Things with one status"))}
    assert listed == {(title, after) for title, steps in _of_things().items() if len(steps) == 1 for _, after in steps}


def test_every_line_of_a_picture_is_one_that_mermaid_reads() -> None:
    for picture in _pictures(PAGE):
        read = [(line, next((found for form in WRITTEN if (found := form.fullmatch(line))), None)) for line in picture]
        assert [line for line, found in read if found is None] == []
        groups = [found.groupdict() for _, found in read if found is not None]
        declared = {group["status"] for group in groups if "status" in group}
        drawn = {group[end] for group in groups for end in ("before", "after", "ended") if end in group} - {"[*]"}
        assert drawn == declared


def test_the_contents_link_to_what_there_is() -> None:
    titles = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    linked = re.findall(r"^\* \[[^]]+\]\(#([^)]+)\)$", PAGE, re.MULTILINE)
    assert len(linked) == len(titles) - 1
    assert set(linked) < anchors
