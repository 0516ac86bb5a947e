"""A form that comes after the session ended, or after its own time, loses nothing and records once."""

import html
import re
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from contracts.identifiers import new_id
from contracts.queries.intake import StatementTasks
from contracts.queries.proceedings import Duties
from contracts.replies import Accepted
from services.desk.access.sessions import SignedIn
from services.desk.domain.people import Person
from services.desk.pages.copies import row_of
from shared.messaging.client import NoReply
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_act_pages import known
from tests.unit.desk.test_outgoing_pages import DUE

__all__ = ["known"]

RECORD = f"/proceedings/{NUMBER}/acts/record-cost/record"
ID = str(new_id())
SENT = {"id": ID, "day": "2026-11-20", "data.kind": "sale", "data.sum.amount": "1<2>", "data.sum.currency": "BYN"}
FITTING = {**SENT, "data.sum.amount": "12.40"}
LATER = 2_000_000_000
NEW = "of-a-new-session"


def ended(desk: Desk) -> None:
    """The session is over; who signs in has another one."""

    async def nobody(_: str) -> None:
        return None

    async def sign_in(*_: Any) -> SignedIn:
        desk.app.state.sessions.person = lambda of: desk._person(of) if of == NEW else nobody(of)
        return SignedIn(desk.person, NEW)

    desk.app.state.sessions = SimpleNamespace(person=nobody, sign_in=sign_in)


def inputs(page: str, action: str) -> dict[str, str]:
    """The hidden inputs of a form of the page."""
    [form] = re.findall(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    return {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }


async def test_what_was_typed_is_sent_again_after_signing_in(desk: Desk) -> None:
    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=new_id(), version=4)
    ended(desk)
    lost = (await desk.post(RECORD, SENT, status=403)).text
    assert "Your session has ended. Nothing was recorded." in lost
    assert desk.services.calls("send") == []
    signing_in = {**inputs(lost, "/sign-in"), "name": "ivanova", "password": "x"}
    answer = await desk.client.post("/sign-in", data=signing_in)
    assert answer.status_code == 200, answer.text
    again = inputs(answer.text, RECORD)
    assert {name: text for name, text in again.items() if name != "csrf_token"} == SENT
    corrected = {**again, "data.sum.amount": "12.40"}
    for _ in range(2):
        recorded = await desk.client.post(RECORD, data=corrected)
        assert recorded.status_code == 303, recorded.text
    ids = {str(named["id"]) for name, _, named in desk.services.asked if name == "send"}
    assert ids == {ID}, "sent twice, it records once"


async def test_a_form_that_is_too_old_is_sent_again_by_a_button(desk: Desk) -> None:
    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=new_id(), version=4)
    token = desk.token
    with patch("itsdangerous.timed.time.time", return_value=LATER):
        page = (await desk.client.post(RECORD, data={**SENT, "csrf_token": token})).text
        assert "Send it once more" in page
        assert desk.services.calls("send") == []
        again = inputs(page, RECORD)
        assert again["csrf_token"] != token
        corrected = {**again, "data.sum.amount": "12.40"}
        assert (await desk.client.post(RECORD, data=corrected)).status_code == 303


@pytest.mark.parametrize("token", ["", "forged", None])
async def test_of_another_site_nothing_is_shown_again(desk: Desk, token: str | None) -> None:
    sent = SENT if token is None else {**SENT, "csrf_token": token}
    for path in (RECORD, "/copies/sent"):
        answer = await desk.client.post(path, data=sent)
        assert answer.status_code == 403
        assert ID not in answer.text
        assert "The form is too old" in answer.text


async def test_what_another_session_kept_is_not_opened(desk: Desk) -> None:
    ended(desk)
    kept = inputs((await desk.post(RECORD, SENT, status=403)).text, "/sign-in")["kept"]
    desk.client.cookies.set("__Host-lea-session", "of-another", domain="desk")
    desk.client.cookies.delete("__Host-lea-session", domain="")
    page = (await desk.client.get("/sign-in")).text
    sent = {**inputs(page, "/sign-in"), "name": "ivanova", "password": "x", "kept": kept}
    answer = await desk.client.post("/sign-in", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/sign-out"])
async def test_no_page_shows_a_password(desk: Desk, path: str) -> None:
    token = desk.token
    with patch("itsdangerous.timed.time.time", return_value=LATER):
        answer = await desk.client.post(path, data={"csrf_token": token, "password": "secret", "old": "secret"})
    ended(desk)
    lost = [await desk.post(path, {"old": "secret", "new": "secret"}, status=403)] if path != "/sign-in" else []
    for each in (answer, *lost):
        assert each.status_code == 403
        assert "secret" not in each.text
        assert "kept" not in each.text


async def test_while_no_service_answers_nothing_typed_is_lost(desk: Desk) -> None:
    desk.services.replies["send"] = NoReply(without_effect=True)
    page = (await desk.post(RECORD, FITTING, status=503)).text
    assert "Nothing was recorded, and nothing of what you typed is lost." in page
    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=new_id(), version=4)
    again = inputs(page, RECORD)
    assert {name: text for name, text in again.items() if name != "csrf_token"} == FITTING
    assert (await desk.client.post(RECORD, data=again)).status_code == 303
    [command_id] = {str(named["id"]) for name, _, named in desk.services.asked if name == "send"}
    assert command_id == ID


@pytest.mark.parametrize("error", [NoReply("silence"), ConnectionRefusedError()])
async def test_what_may_have_been_recorded_is_not_called_unrecorded(desk: Desk, error: Exception) -> None:
    desk.services.replies["send"] = error
    page = (await desk.post(RECORD, FITTING, status=503)).text
    assert "What you sent may have been recorded." in page
    assert inputs(page, RECORD)["id"] == ID, "sent again, it is recorded once"


async def test_a_command_that_was_replied_to_may_have_been_recorded(desk: Desk) -> None:
    def replied(*_: Any, **named: Any) -> Accepted:
        desk.services.on_effect()
        return Accepted(command_id=named["id"], stream=new_id(), version=4)

    answers = iter((Duties(duties=(DUE,), more=False),))

    def once(*_: Any) -> Duties:
        if (found := next(answers, None)) is None:
            raise NoReply(without_effect=True)
        return found

    desk.services.replies |= {"send": replied, "duties": once, "statement_tasks": StatementTasks(tasks=(), more=False)}
    page = (await desk.post("/copies/sent", {"id": ID, "row": row_of(DUE)}, status=503)).text
    assert len(desk.services.calls("send")) == 1
    assert "What you sent may have been recorded." in page


async def test_a_page_without_a_form_says_when_to_load_it_again(desk: Desk) -> None:
    desk.services.replies["duties"] = NoReply(without_effect=True)
    page = await desk.get("/copies", status=503)
    assert "Load the page again in a minute." in page
    assert "recorded" not in page


async def test_a_person_who_is_signed_in_again_as_another_sees_who_is(desk: Desk) -> None:
    ended(desk)
    desk.person = Person("petrova", "Petrova <O.>", desk.person.role, "0101-018")
    lost = (await desk.post(RECORD, SENT, status=403)).text
    answer = await desk.client.post("/sign-in", data={**inputs(lost, "/sign-in"), "name": "petrova", "password": "x"})
    assert "Petrova &lt;O.&gt;" in answer.text
