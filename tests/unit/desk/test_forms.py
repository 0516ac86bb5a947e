"""Tokens of forms: bound to a session, and valid for a time."""

from unittest.mock import patch

import pytest
from starlette.requests import Request

from services.desk.access.dependencies import SESSION_COOKIE
from services.desk.access.forms import VISIT_COOKIE, FormRefused, Forms
from tests.unit.desk.conftest import Desk

KEY = "k" * 32
FORMS = Forms(KEY, lifetime=60)


def request(**cookies: str) -> Request:
    line = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
    return Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"cookie", line)]})


def test_a_token_is_good_for_the_session_it_was_made_for() -> None:
    token = FORMS.token(request(**{SESSION_COOKIE: "one"}))
    FORMS.check(request(**{SESSION_COOKIE: "one"}), token)
    for other in (request(**{SESSION_COOKIE: "other"}), request(**{VISIT_COOKIE: "one"}), request()):
        with pytest.raises(FormRefused):
            FORMS.check(other, token)


def test_before_signing_in_it_is_bound_to_the_visit() -> None:
    token = FORMS.token(request(**{VISIT_COOKIE: "one"}))
    FORMS.check(request(**{VISIT_COOKIE: "one"}), token)
    with pytest.raises(FormRefused):
        FORMS.check(request(**{VISIT_COOKIE: "one", SESSION_COOKIE: "two"}), token)


@pytest.mark.parametrize("token", ["", None, "ъ", "a.b.c", b"\xff", "x" * 10_000])
def test_what_is_no_token_is_refused(token: object) -> None:
    with pytest.raises(FormRefused):
        FORMS.check(request(**{SESSION_COOKIE: "one"}), token)


def test_it_is_refused_under_another_key_and_after_its_time() -> None:
    asked = request(**{SESSION_COOKIE: "one"})
    token = FORMS.token(asked)
    with pytest.raises(FormRefused):
        Forms("j" * 32, lifetime=60).check(asked, token)
    with patch("itsdangerous.timed.time.time", return_value=2_000_000_000), pytest.raises(FormRefused):
        FORMS.check(asked, token)


@pytest.mark.parametrize(
    ("site", "origin", "status"),
    [
        ("same-origin", "https://desk", 404),
        ("none", None, 404),
        ("same-site", "https://other.desk", 403),
        ("cross-site", "https://desk", 403),
        ("x", None, 403),
        (None, None, 404),
        (None, "https://desk", 404),
        (None, "https://elsewhere", 403),
        (None, "https://desk.elsewhere", 403),
        (None, "https://desk:8443", 403),
        (None, "null", 403),
        (None, "", 403),
    ],
)
async def test_a_form_that_comes_from_another_site_is_refused_with_its_token(
    desk: Desk, site: str | None, origin: str | None, status: int
) -> None:
    headers = {name: value for name, value in (("sec-fetch-site", site), ("origin", origin)) if value is not None}
    sent = {"csrf_token": desk.token, "id": "x"}
    answer = await desk.client.post("/money/acts/no-such-act", data=sent, headers=headers)
    assert answer.status_code == status


async def test_pages_let_browsers_say_that_forms_come_from_them(desk: Desk) -> None:
    assert (await desk.client.get("/sign-in")).headers["referrer-policy"] == "same-origin"
