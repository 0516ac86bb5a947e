"""A published rule set does not change: the start refuses one that did; a change is a new version based on it."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from infra.cli.main import app
from shared.law.rule_sets import PublishedChanged, RuleSets, UnknownReference, rule_set
from shared.law.rule_sets.publishing import Published, check_published, digest_of, published
from shared.law.rule_sets.rows import Actor
from shared.plain_yaml import read_table
from tests.unit.law.files import HEADER, LATER, written

ACTOR = "- {id: judge, article: Art. 1(1), name: {en: Judge, ru: Судья, be: Суддзя}}\n"
DAY = date(2026, 12, 1)


def _folder(where: Path, actors: str = ACTOR, **header: Any) -> Path:
    return written(where, {**HEADER, **header}, {"actors": actors})


@pytest.mark.parametrize(
    "actors",
    [
        f"# who judges\n{ACTOR}",
        "- article: Art. 1(1)\n  name:\n    be: Суддзя\n    ru: Судья\n    en: Judge\n  id: judge\n",
        ACTOR.replace("Art. 1(1)", "'Art. 1(1)'"),
    ],
    ids=["a comment", "the order of keys", "quotes"],
)
def test_how_it_is_written_does_not_count(tmp_path: Path, actors: str) -> None:
    assert digest_of(_folder(tmp_path / "one")) == digest_of(_folder(tmp_path / "other", actors))


@pytest.mark.parametrize(
    "actors",
    [ACTOR.replace("Art. 1(1)", "Art. 1(2)"), ACTOR.replace("Судья", "Суд"), ACTOR * 2, "[]\n"],
    ids=["an article", "a name", "one row more", "no row"],
)
def test_what_it_says_counts(tmp_path: Path, actors: str) -> None:
    assert digest_of(_folder(tmp_path / "one")) != digest_of(_folder(tmp_path / "other", actors))


def test_so_does_the_header(tmp_path: Path) -> None:
    later = _folder(tmp_path / "other", valid_from=date(2030, 1, 2))
    assert digest_of(_folder(tmp_path / "one")) != digest_of(later)


def test_and_in_which_table_it_says_it(tmp_path: Path) -> None:
    one = written(tmp_path / "one", HEADER, {"rules/a": ACTOR})
    assert digest_of(one) != digest_of(written(tmp_path / "other", HEADER, {"rules/b": ACTOR}))


def test_a_published_rule_set_that_changed_is_refused(tmp_path: Path) -> None:
    before = _folder(tmp_path / "before")
    row = Published(rule_set="test-law", published_on=DAY, digest=digest_of(before))
    check_published({"test-law": before}, [row])
    with pytest.raises(PublishedChanged, match="A change is a new version") as changed:
        check_published({"test-law": _folder(tmp_path / "after", "[]\n")}, [row])
    assert (changed.value.file, changed.value.row, changed.value.field) == ("published.yaml", "test-law", "digest")


def test_so_is_one_that_is_gone() -> None:
    with pytest.raises(UnknownReference, match="is not there"):
        check_published({}, [Published(rule_set="test-law", published_on=DAY, digest="0" * 64)])


def test_what_was_published_is_as_it_was() -> None:
    folders = {each.header.id: files("shared.law") / each.header.id.replace("-", "_") for each in rule_set.packaged()}
    check_published(folders, published())


def test_the_start_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Published(rule_set="epc-2021", published_on=DAY, digest="0" * 64)
    monkeypatch.setattr(rule_set, "published", lambda: (row,))
    with pytest.raises(PublishedChanged):
        rule_set.packaged.__wrapped__()


def test_the_command_prints_the_row_that_publishes() -> None:
    result = CliRunner().invoke(app, ["law", "digest"])
    (row,) = TypeAdapter(tuple[Published, ...]).validate_python(read_table(result.stdout))
    check_published({"epc-2021": files("shared.law") / "epc_2021"}, [row])


def test_a_new_version_brings_only_what_differs_and_leaves_the_published_one_as_it_is(tmp_path: Path) -> None:
    base = files("shared.law") / "epc_2021"
    before = digest_of(base)
    actor = "- {id: debtor, article: Art. 345(1), name: {en: Debtor anew, ru: Должник, be: Даўжнік}}\n"
    rule_sets = RuleSets.load(written(tmp_path, {**LATER, "id": "epc-2021-2"}, {"actors": actor}))
    old, new = rule_sets.named("epc-2021"), rule_sets.named("epc-2021-2")
    assert (old.row(Actor, "debtor").name.en, new.row(Actor, "debtor").name.en) == ("Debtor", "Debtor anew")
    assert [row.id for row in new.all(Actor)] == [row.id for row in old.all(Actor)]
    assert rule_sets.in_force(date(2029, 12, 31)) is old
    assert rule_sets.in_force(date(2030, 1, 1)) is new
    assert digest_of(base) == before
