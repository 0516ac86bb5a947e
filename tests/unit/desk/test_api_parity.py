"""What pages can do, the JSON interface can do, or it is said here why not."""

import re
from collections.abc import Iterator, Mapping

import pytest
from starlette.routing import Route

from services.desk.api.openapi import described
from services.desk.app import _PAGES
from tests.unit.desk.running import ACTS

_ACT, _ON_STATEMENT = "/proceedings/{number}/acts/suspend-proceeding", "/statements/{body}/{number}"
_CORRECTION = "/proceedings/{number}/corrections/correct-slip"
_SESSION = "of the session or the password of a browser: a program has a token"
_TOKENS = "a token makes and revokes no tokens: who has one is not yet the person"
_CONSOLE = (
    "of the operators' console: `lea parked`, `lea read-model`, `lea consumers`, `lea subscribers` and so on do it"
)
_STEP = "a step between two pages, which changes nothing"
_BULK = "many acts of one kind: a program sends each"
SAME: Mapping[str, tuple[str, ...]] = {
    "/proceedings/{number}/acts/{act}/preview": (f"{_ACT}/preview",),
    "/proceedings/{number}/acts/{act}/draft": (f"{_ACT}/draft",),
    "/proceedings/{number}/acts/{act}/record": (_ACT,),
    "/proceedings/{number}/corrections/{entry}/{kind}/preview": (
        "/proceedings/{number}/corrections/correct-slip/preview",
    ),
    "/proceedings/{number}/corrections/{entry}/{kind}/record": (_CORRECTION,),
    "/proceedings/{number}/proposals/{correction}/{answer}": (
        "/proceedings/{number}/corrections/approve-correction",
        "/proceedings/{number}/corrections/reject-correction",
    ),
    "/proceedings/{number}/limits/{limit}/{act}": (
        "/proceedings/{number}/limits/{limit}/extend-limit",
        "/proceedings/{number}/limits/{limit}/restore-limit",
        "/proceedings/{number}/limits/{limit}/meet-limit",
    ),
    "/statements/acts/register-statement/preview": ("/statements/preview",),
    "/statements/acts/register-statement/record": ("/statements",),
    "/statements/{body}/{number}/acts/{act}/preview": (f"{_ON_STATEMENT}/acts/decide-on-statement/preview",),
    "/statements/{body}/{number}/acts/{act}/draft": (f"{_ON_STATEMENT}/acts/decide-on-statement/draft",),
    "/statements/{body}/{number}/acts/{act}/record": (f"{_ON_STATEMENT}/acts/decide-on-statement",),
    "/statements/{body}/{number}/corrections/{entry}/{kind}/preview": (
        f"{_ON_STATEMENT}/corrections/correct-entry/preview",
    ),
    "/statements/{body}/{number}/corrections/{entry}/{kind}/record": (f"{_ON_STATEMENT}/corrections/correct-entry",),
    "/statements/{body}/{number}/proposals/{correction}/{answer}": (
        f"{_ON_STATEMENT}/corrections/approve-correction",
        f"{_ON_STATEMENT}/corrections/reject-correction",
    ),
    "/statements/{body}/{number}/limits/{limit}/{act}": (
        f"{_ON_STATEMENT}/limits/{{limit}}/extend-limit",
        f"{_ON_STATEMENT}/limits/{{limit}}/restore-limit",
        f"{_ON_STATEMENT}/limits/{{limit}}/meet-limit",
    ),
    "/money/acts/{act}": (
        "/accounts/receive-unidentified",
        "/accounts/identify-receipt",
        "/accounts/return-unidentified",
        "/accounts/confirm-unidentified-return",
        "/accounts/undo-unidentified-return",
        "/accounts/strike-unidentified",
        "/accounts/close-period",
    ),
    "/money/statements/preview": ("/bank-statements/preview",),
    "/money/statements/record": ("/bank-statements",),
    "/body/substitutes": ("/substitutes",),
    "/body/substitutes/{substitution}/end": ("/substitutes/{substitution}/end",),
}
"""By address of a page's form the path operations that do the same."""
EXCEPTIONS: Mapping[str, str] = {
    "/sign-in": _SESSION,
    "/sign-out": _SESSION,
    "/password": _SESSION,
    "/tokens": _TOKENS,
    "/tokens/{token}/revoke": _TOKENS,
    "/statements/import": _STEP,
    "/money/statements": _STEP,
    "/money/statements/choose": _STEP,
    "/copies/sent": _BULK,
    "/copies/decisions-sent": _BULK,
    "/copies/delivered": _BULK,
    "/body/distribution": _BULK,
    "/body/executors/{executor}": _BULK,
    "/operations/": _CONSOLE,
}
"""Forms without a path operation, each with its reason; an address that ends with a slash stands for all below it."""


def forms() -> Iterator[str]:
    """The addresses to which the forms of pages are sent."""
    for page in _PAGES:
        for route in page.router.routes:
            if isinstance(route, Route) and "POST" in (route.methods or ()):
                yield route.path.replace(":path}", "}")


@pytest.fixture(scope="module")
def paths() -> Mapping[str, object]:
    found: Mapping[str, object] = described(ACTS)["paths"]
    return found


def _stated(form: str) -> str:
    """As the tables above state it."""
    above = (each for each in EXCEPTIONS if each.endswith("/") and form.startswith(each))
    return next(above, form)


def test_each_form_has_its_path_operations_or_a_reason_why_not() -> None:
    assert {_stated(form) for form in forms()} == {*SAME, *EXCEPTIONS}
    assert not set(SAME) & set(EXCEPTIONS)


@pytest.mark.parametrize("form", SAME)
def test_the_path_operations_of_a_form_are_there(form: str, paths: Mapping[str, object]) -> None:
    for path in SAME[form]:
        assert "post" in paths[path]  # type: ignore[operator]


def test_every_path_operation_that_changes_something_is_on_a_page(paths: Mapping[str, object]) -> None:
    known = {path for same in SAME.values() for path in same}
    of_rows = re.compile(r"/(acts|corrections)/")
    others = {path for path, found in paths.items() if "post" in found and not of_rows.search(path)}  # type: ignore[operator]
    assert others <= known
