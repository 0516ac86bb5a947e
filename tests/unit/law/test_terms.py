"""Names in three languages: one word for one thing, one spelling, one alphabet within a word."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

from infra.cli.clerk.labels import WORDS as CLERK
from infra.cli.court.labels import WORDS as COURT
from infra.cli.law.labels import TABLES
from shared.law.names import LANGUAGES, Language

ROOT = Path(__file__).parents[3]
PACKAGES = ("contracts", "shared", "services", "infra")

FORBIDDEN: Mapping[Language, Mapping[str, str]] = {
    "en": {
        # Towns are written in customary English; these are other systems of transliteration.
        r"\b(?:Barysa|Saveck|Savetsk|Homie|Homel|Mahil|Hrodn|Vicieb|Vitseb)": "Borisov, Gomel, Grodno, ...",
    },
    "ru": {
        r"\bтеч[её]т срок": "срок для добровольного исполнения",
        r"\bзапрошен[аоы]?\b": "заявлено ходатайство",
        r"хотя по неделе|хотя суббота": "рабочий день, перенос с ...",
        r"обстоятельство приостановления": "обстоятельства, вызвавшие приостановление",
    },
    "be": {
        r"\bвядзенн\w*\b(?! (?:пратакола|справы|запісу))": "вытворчасць; вядзенне only of conducting",
        r"(?<!на )\bпрацяг(?!л)\w* (?!разгляду)": "падаўжэнне; працяг only of something that goes on; на працягу",
        r"непадлегл": "такі, што не падлягае",
        r"\bзалог": "заклад",
        r"\bзваро[тц]\w* спагнання": "звяртанне спагнання",
        r"скасав": "адменены",
        r"запатрабав": "вытрабаванне",
        r"пакрыцц": "кампенсацыя",
        r"[уў]знагарод[аыуе]\b": "узнагароджанне",
        r"абставіна прыпынення|устранен": "абставіны, якія выклікалі прыпыненне; ліквідаваны",
        r"\bц[яе]ч": "тэрмін ідзе",
        r"\bскончан": "закончана",
        r"\bмінуў\b": "скончыўся",
        r"\bзапытан[аоы]?\b": "заяўлена хадайніцтва",
        r"\bраспачат": "узбуджана",
        r"несастаяўш|\w+ўшы(?:хся|міся|мся)\b": "a clause with які or што",
        r"акалічнасц": "абставіна",
        r"водпуск": "адпачынак",
        r"хоць па тыдні|хоць субота": "рабочы дзень, перанос з ...",
        r"выключан\w+ з абароту": "выведзены з абароту",
    },
}
"""Patterns of words that names do not use, each with the word to use."""

SAME: Mapping[str, str] = {
    r"производств": r"вытворчасц",
    r"обращени\w+ взыскания": r"звяртанн\w+ спагнання",
    r"продл(?:ен|ева)": r"пад[ао]ўж",
    r"продолжени": r"працяг",
    r"\bза(?:лог|ложенн)": r"\bзаклад",
    r"отмен": r"адм[ея]н",
    r"возме(?:щ|ст)": r"кампенс",
    r"истребован": r"вытрабаван",
    r"вознагражд": r"[уў]знагароджанн",
    r"\bист[её]к\b": r"скончыўся",
    r"окончен|окончани": r"закончан|заканчэнн",
    r"\bотпуск": r"адпачынак",
    r"извещ": r"апав(?:яшч|ешч)",
    r"\bрасход(?!н)": r"расход",
    r"издерж": r"выдатк",
    r"изъят\w+ из оборота": r"выведзен\w+ з абароту",
    r"указанн\w+ имуществ": r"назван\w+ маёмасц",
    r"\bзаявлен(?:о|а|ы)? ходатайство": r"заяўлена хадайніцтва",
    r"обстоятельств": r"абставін",
    r"взыскател": r"спаганяльнік",
    r"должник": r"даўжнік",
}
"""Russian terms, each with the one Belarusian term that stands for it."""

FOREIGN_LETTERS: Mapping[Language, str] = {"en": "[а-яёіў]", "ru": "[іўё]", "be": "[ищъ]"}
"""Letters that names of a language do not have; Russian ones spell ё as е, as the Code does."""

LATIN = re.compile("[a-z]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёіў]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")


def texts_in(value: Any) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def named_in_yaml(value: Any, language: Language) -> Iterator[str]:
    """Texts under a key that is a language."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(inner) if key == language else named_in_yaml(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in_yaml(inner, language)


def named_in_python(tree: ast.AST, language: Language) -> Iterator[str]:
    """Texts of arguments and of keys of literals that are a language."""
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            found = [each.value for each in node.keywords if each.arg == language]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == language]
        for each in found:
            constants = (part.value for part in ast.walk(each) if isinstance(part, ast.Constant))
            yield from (text for text in constants if isinstance(text, str))


def named_in_both(value: Any) -> Iterator[tuple[str, str]]:
    """Russian and Belarusian names of one thing."""
    if isinstance(value, Mapping):
        if isinstance(value.get("ru"), str) and isinstance(value.get("be"), str):
            yield value["ru"], value["be"]
        for inner in value.values():
            yield from named_in_both(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in_both(inner)


@cache
def documents() -> tuple[Any, ...]:
    """Every YAML document of the packages."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.yaml")]
    return tuple(document for path in paths for document in yaml.safe_load_all(path.read_text("utf-8")))


@cache
def translated() -> frozenset[tuple[str, str]]:
    """Labels and sentences in Russian and Belarusian, of the command line and of the pages of the desk."""
    ru, be = (desk_texts(language) for language in ("ru", "be"))
    return frozenset(
        {pair for table in (CLERK, COURT, TABLES) for pair in table.values()} | {(ru[id_], be[id_]) for id_ in ru}
    )


def desk_texts(language: Language) -> dict[str, str]:
    """The sentences of the desk by their English, without the names of what is filled in."""
    with (ROOT / "services" / "desk" / "texts" / f"{language}.po").open("rb") as file:
        return {
            each.id: PLACEHOLDER.sub("", each.string)
            for each in read_po(file)
            if each.id and isinstance(each.id, str) and isinstance(each.string, str)
        }


@cache
def names(language: Language) -> frozenset[str]:
    """Every name, label and sentence of the project in a language."""
    found: set[str] = set()
    for document in documents():
        found.update(named_in_yaml(document, language))
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found.update(named_in_python(ast.parse(path.read_text("utf-8")), language))
    if language != "en":
        place = ("ru", "be").index(language)
        found.update(pair[place] for pair in translated())
    return frozenset(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_every_language_are_found(language: Language) -> None:
    assert len(names(language)) > 1300


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_is_used_for_one_thing(language: Language) -> None:
    wrong = {
        name: instead
        for pattern, instead in FORBIDDEN[language].items()
        for name in names(language)
        if re.search(pattern, name, re.IGNORECASE)
    }
    assert wrong == {}


def test_one_russian_term_has_one_belarusian_term() -> None:
    pairs = {pair for document in documents() for pair in named_in_both(document)} | translated()
    assert len(pairs) > 1200
    wrong = [
        (ru, be)
        for ru, be in pairs
        for term, same in SAME.items()
        if re.search(term, ru, re.IGNORECASE) and not re.search(same, be, re.IGNORECASE)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_keep_to_the_letters_of_their_language(language: Language) -> None:
    assert [name for name in names(language) if re.search(FOREIGN_LETTERS[language], name, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_written_in_one_alphabet(language: Language) -> None:
    words = {word for name in names(language) for word in re.findall(r"[^\W\d_]+", name)}
    assert {word for word in words if LATIN.search(word) and CYRILLIC.search(word)} == set()


@pytest.mark.parametrize("language", ["ru", "be"])
def test_words_of_one_letter_are_cyrillic(language: Language) -> None:
    assert [name for name in names(language) if re.search(r"(?<![\w{])[A-Za-z](?![\w}]|-\d)", name)] == []


def test_belarusian_has_one_apostrophe() -> None:
    assert [name for name in names("be") if re.search(r"(?<=\w)[’ʼ`‘](?=\w)", name)] == []
