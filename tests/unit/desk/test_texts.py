"""Every text of the templates is in all languages, with what is put into it."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

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
