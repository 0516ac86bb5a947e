"""Texts and days in the elements of a message, which have their local names."""

from datetime import date, datetime

from lxml import etree

from shared.clock import day_of


def day_in(text: str | None) -> date | None:
    """A day of Minsk; none where it is none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            return date.fromisoformat(text[:10])  # a date may have a time zone (XML Schema, 3.3.9)
        except ValueError:
            return None
    return day_of(moment) if moment.tzinfo else moment.date()


def first_in(element: etree._Element | None, *paths: str) -> str | None:
    """The text of the first of these elements that has one."""
    if element is None:
        return None
    texts = (text_in(found) for path in paths for found in element.iterfind(path))
    return next((text for text in texts if text), None)


def text_in(element: etree._Element) -> str:
    return " ".join((element.text or "").split())
