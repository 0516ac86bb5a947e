"""Citations: every cited part and indent exists, and nothing points astray in the Code."""

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from shared.law.rule_sets import Citation, RuleSets, UnknownReference
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.rows import Article, Chapter, Document, EntryIntoForce, Ground, Notification, Rule
from shared.law.rule_sets.tables import TABLES

RULES = RuleSets.load().named("epc-2021")
CHAPTERS = {article.id: article.chapter for article in RULES.all(Article)}
REVIEWED = Path(__file__).parent / "data/cross-references.txt"
IN_TEXT = re.compile(r"Art\. [1-9]\d*(?:-[1-9]\d*)?\([1-9]\d*\)(?: ind\. [1-9]\d*)?")


def rows() -> Iterator[Row]:
    for model in TABLES.values():
        if model not in {Article, Chapter}:
            yield from RULES.all(model)


def article_of(place: Citation) -> Article:
    return RULES.row(Article, place.article)


def test_the_parts_of_every_article_are_known_as_far_as_the_text_goes() -> None:
    unknown = [article.id for article in RULES.all(Article) if article.parts is None]
    assert unknown == ["403", "404", "405", "406", "407"]
    excluded = [article.id for article in RULES.all(Article) if article.parts == ()]
    assert excluded == ["110", "129", "130", "262", "263", "264", "341", "346", "374", "376"]


@pytest.mark.parametrize(
    ("place", "held"),
    [
        ("Art. 348", True),
        ("Art. 348(10)", True),
        ("Art. 348(11)", False),
        ("Art. 348(3) ind. 11", True),
        ("Art. 348(3) ind. 12", False),
        ("Art. 348(2) ind. 2", False),  # a part without a list has no indents
        ("Art. 407(9)", True),  # the text at hand ends before
        ("Art. 374(1)", False),  # excluded
    ],
)
def test_what_an_article_holds(place: str, held: bool) -> None:
    cited = Citation(place)
    assert article_of(cited).holds(cited) is held


@pytest.mark.parametrize(
    ("field", "place"),
    [("article", "Art. 357(9)"), ("see", "Art. 358(1) ind. 8"), ("taken_from", "Art. 357(1) ind. 2")],
)
def test_a_place_that_is_not_there_is_refused(tmp_path: Path, field: str, place: str) -> None:
    limit = {**RULES.limit("voluntary-execution").model_dump(mode="json", exclude_defaults=True), field: place}
    limit.pop("rule_set")
    header = {
        "id": "law-2030",
        "name": {"en": "A later law", "ru": "Новый закон", "be": "Новы закон"},
        "valid_from": date(2030, 7, 1),
        "based_on": "epc-2021",
    }
    (tmp_path / "rule_set.yaml").write_text(yaml.safe_dump(header, allow_unicode=True), encoding="utf-8")
    (tmp_path / "time_limits.yaml").write_text(yaml.safe_dump([limit], allow_unicode=True), encoding="utf-8")
    with pytest.raises(UnknownReference, match=re.escape(f"{place} is not in the article")) as refused:
        RuleSets.load(tmp_path)
    assert (refused.value.row, refused.value.field) == ("voluntary-execution", field)


def test_places_named_inside_texts_exist() -> None:
    folder = files("shared.law").joinpath("epc_2021")
    missing = [
        (file.name, found)
        for file in sorted(Path(str(folder)).rglob("*.yaml"))
        for found in IN_TEXT.findall(file.read_text(encoding="utf-8"))
        if not article_of(Citation(found)).holds(Citation(found))
    ]
    assert missing == []


# A citation that was cut short ("170 p1-4" read as Art. 4) exists, but lies in a foreign chapter.
def test_a_place_in_another_chapter_was_checked_against_the_text() -> None:
    reviewed = {line for line in REVIEWED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    across = {
        f"{row.table} {row.id}: {row.article} see {place}"
        for row in rows()
        for place in row.see
        if CHAPTERS[place.article] != CHAPTERS[row.article.article]
    }
    assert across == reviewed


def test_a_further_place_names_its_part_and_is_named_once() -> None:
    for row in rows():
        assert len({row.article, *row.see}) == 1 + len(row.see), row.id
        for place in row.see:
            assert place.part is not None or len(article_of(place).parts or ()) < 2, (row.id, place)


@pytest.mark.parametrize("table", [Document, EntryIntoForce, Ground, Notification, Rule])
def test_what_rests_on_one_place_names_the_part(table: type[Row]) -> None:
    wide = [
        row.id for row in RULES.all(table) if row.article.part is None and len(article_of(row.article).parts or ()) > 1
    ]
    assert wide == []
