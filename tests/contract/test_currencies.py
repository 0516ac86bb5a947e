"""The code list of currencies has every currency of ISO 4217 in use, by the data of Unicode CLDR."""

from datetime import date

from babel.core import get_global

from contracts.codelists import CURRENCIES

NO_CURRENCIES = {
    *("XAD", "XAG", "XAU", "XPD", "XPT", "XTS", "XXX"),  # metals, a code for tests, and "no currency"
    *("XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA"),  # units of account between states and banks
    "CNH",  # a market for the yuan; no code of ISO 4217
}
IN_USE = {
    code
    for currencies in get_global("territory_currencies").values()
    for code, _, ended, _ in currencies
    if ended is None
}


def test_every_currency_in_use_is_listed() -> None:
    assert {each.abbreviation for each in CURRENCIES.values()} >= IN_USE - NO_CURRENCIES


def test_no_other_is_listed_as_in_use() -> None:
    today = date(2026, 1, 1)
    listed = {each.abbreviation for each in CURRENCIES.values() if each.valid_to is None or each.valid_to >= today}
    # The colon of El Salvador is legal tender still, beside the dollar; CLDR gives it an end.
    assert listed - IN_USE == {"SVC"}


def test_a_code_stands_for_one_currency() -> None:
    assert len({each.abbreviation for each in CURRENCIES.values()}) == len(CURRENCIES)
