"""Every text of the templates is in all languages, with what is put into it."""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.desk.inputs.widgets import Widget, widgets_of
from shared.act_fields import ActFields
from shared.plain_yaml import read_table

TEMPLATES = Path(str(files("services.desk") / "templates"))
_PLACE = re.compile(r"%\([a-z_]+\)[sd]")


def texts() -> set[str]:
    methods = [("**.html", "jinja2")]
    found = extract_from_dir(TEMPLATES, methods, options_map={"**.html": {"extensions": "jinja2.ext.i18n"}})
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def catalogue(language: str) -> Catalog:
    with (TEMPLATES.parent / "texts" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["ru", "be"])
def test_every_text_is_translated_and_no_other(language: str) -> None:
    translated = {str(message.id): str(message.string) for message in catalogue(language) if message.id}
    assert translated.keys() == texts()
    assert all(translated.values())
    assert not any(message.fuzzy for message in catalogue(language) if message.id)


@pytest.mark.parametrize("language", ["ru", "be"])
def test_translations_keep_what_is_put_in(language: str) -> None:
    for message in catalogue(language):
        assert sorted(_PLACE.findall(str(message.string))) == sorted(_PLACE.findall(str(message.id))), message.id


def test_belarusian_is_not_russian() -> None:
    for message in catalogue("be"):
        assert not re.search("[иъщ]", str(message.string), re.IGNORECASE), message.string
    for message in catalogue("ru"):
        assert not re.search("[ўіʼ]", str(message.string), re.IGNORECASE), message.string


def test_templates_have_no_inline_script_or_style() -> None:
    for template in TEMPLATES.glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=|javascript:", text), template.name


def test_every_form_that_changes_something_has_a_token() -> None:
    for template in TEMPLATES.glob("*.html"):
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", template.read_text(), re.DOTALL):
            assert 'name="csrf_token"' in form, template.name


def test_values_are_named_in_their_language() -> None:
    values = read_table((TEMPLATES.parent / "texts" / "values.yaml").read_text(encoding="utf-8"))
    for names in (names for field in values.values() for names in field.values()):
        _, russian, belarusian = names
        assert not re.search("[ўіʼ]", russian), russian
        assert not re.search("[иъщ]", belarusian), belarusian


def test_no_name_of_a_value_is_without_use(acts: ActFields) -> None:
    values = read_table((TEMPLATES.parent / "texts" / "values.yaml").read_text(encoding="utf-8"))
    used = {
        (widget.name, code) for act in acts.rows for widget in _leaves(widgets_of(acts, act)) for code in widget.codes
    }
    named = {(field, code) for field, codes in values.items() if field != "any" for code in codes}
    assert named <= used
    assert values["any"].keys() <= {code for _, code in used}


def _leaves(widgets: Iterable[Widget]) -> Iterator[Widget]:
    for widget in widgets:
        yield widget
        yield from _leaves(widget.parts)
