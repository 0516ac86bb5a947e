"""What is held of the Code: no article of enforcement or of the time limits passed over in silence."""

import pytest

from infra.documents.coverage.evidence import Held, gaps, held
from infra.documents.law_rows import ROOT
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import Article, Chapter

RULES = RuleSets.load().named("epc-2021")
HELD = held(RULES, ROOT)
SECTION_IV = {chapter.id for chapter in RULES.all(Chapter) if chapter.section == "IV"}


@pytest.mark.parametrize(
    "article",
    [each for each in HELD if each.article.chapter in SECTION_IV | {"chapter-12"}],
    ids=lambda each: each.article.id,
)
def test_enforcement_and_time_limits_have_a_row_or_a_reason(article: Held) -> None:
    assert article.any_row or article.gaps


def test_every_other_article_has_a_row_or_a_reason() -> None:
    assert [each.article.id for each in HELD if not each.any_row and not each.gaps] == []


def test_reasons_name_articles_that_exist() -> None:
    known = {article.id for article in RULES.all(Article)}
    assert {number for gap in gaps() for number in gap.articles} <= known


def test_a_reason_for_the_whole_article_stands_only_where_nothing_is_held() -> None:
    assert [each.article.id for each in HELD if each.rows and any(gap.part is None for gap in each.gaps)] == []


# What the main path carries out must show as carried out, with its tests.
@pytest.mark.parametrize("number", ["134", "135", "343", "357", "358", "359", "366", "402"])
def test_the_main_path_is_carried_out_and_tested(number: str) -> None:
    (article,) = [each for each in HELD if each.article.id == number]
    assert article.standing == "carried out"
    assert article.tests
