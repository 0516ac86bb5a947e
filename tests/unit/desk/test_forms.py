"""Tokens of forms: bound to a session, and valid for a time."""

from unittest.mock import patch

import pytest
from starlette.requests import Request

from services.desk.access.dependencies import SESSION_COOKIE
from services.desk.access.forms import VISIT_COOKIE, FormRefused, Forms

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
