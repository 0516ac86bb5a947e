"""The console's pages about held messages: who may see and do what, and what the services are sent."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.held import (
    HOLDERS,
    Approve,
    DecideHeld,
    DecisionLine,
    DecisionState,
    Drop,
    HeldLine,
    HeldMessages,
    HeldMessageView,
    HeldReason,
    ListHeld,
    PassOver,
    RetriedMessages,
    RetryHeld,
    ShowHeld,
    Withdraw,
)
from services.desk.domain.people import Role
from shared.clerk_client import QueryRefused
from shared.messaging.client import NoReply
from shared.services import holders_of_messages
from tests.unit.desk import running
from tests.unit.desk.console import Console
from tests.unit.desk.running import CODES

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIST, MESSAGE = "/operations/messages", "/operations/messages/deadlines/17"
LINE = HeldLine(
    id=17,
    consumer="deadlines",
    reason=HeldReason.PARKED,
    problem="<b>does not fit</b>",
    ordered=True,
    source="/lea/proceedings",
    stream=new_id(),
    version=2,
    type="lea.proceedings.payment-received.v1",
    trace_id="0af7651916cd43dd8448eb211c80319c",
    routing_key="lea.proceedings.payment-received.v1",
    attempts=8,
    first_seen_at=NOW,
    changed_at=NOW,
)
PROPOSAL = DecisionLine(
    id=5,
    action="pass-over",
    state=DecisionState.PROPOSED,
    held_id=17,
    consumer="deadlines",
    problem="x",
    actor="operator:ivanov",
    reason="letter 7",
    decided_at=NOW,
)


class Services(running.Services):
    """Services of which `deadlines` holds a message, and `edge` does not run."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str, Any]] = []
        self.view = HeldMessageView(message=LINE, headers={"x": "<i>"}, decisions=(PROPOSAL,))
        self.refusal: Problem | None = None

    async def held_messages(self, service: str, asked: ListHeld) -> HeldMessages:
        self.asked.append((self.actor, service, asked))
        if service == "edge":
            raise NoReply
        mine = service == "deadlines"
        return HeldMessages(
            messages=(LINE,) if mine else (),
            total=int(mine),
            decisions=(PROPOSAL,) if mine else (),
            decisions_total=int(mine),
        )

    async def held_message(self, service: str, asked: ShowHeld) -> HeldMessageView:
        self.asked.append((self.actor, service, asked))
        if asked.message != LINE.id:
            raise QueryRefused((Problem(code="not-held", rule="r", detail="message is not held"),))
        return self.view.model_copy(update={"body": "<secret>" if asked.body else None})

    async def retry_held(self, service: str, asked: RetryHeld) -> RetriedMessages:
        self.asked.append((self.actor, service, asked))
        return RetriedMessages(ids=(17,), waiting=(18,), not_held=(19,))

    async def decide_held(self, service: str, asked: DecideHeld) -> DecisionLine:
        self.asked.append((self.actor, service, asked))
        if self.refusal:
            raise QueryRefused((self.refusal,))
        return PROPOSAL

    def operations(self) -> list[Any]:
        return [asked for _, _, asked in self.asked if isinstance(asked, RetryHeld | DecideHeld)]


@pytest.fixture
async def operator() -> AsyncIterator[Console[Services]]:
    desk = Console(Services(), Role.OPERATOR)
    async with desk.client:
        yield desk


def test_the_services_of_the_pages_are_those_that_hold_messages() -> None:
    assert set(HOLDERS) == set(holders_of_messages())


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_look_and_operators_alone_act(role: Role) -> None:
    desk = Console(Services(), role)
    looks, acts = role in (Role.OPERATOR, Role.AUDITOR), role is Role.OPERATOR
    async with desk.client:
        for path in (LIST, f"{LIST}?reason=all", MESSAGE):
            page = await desk.get(path)
            assert page.status_code == (200 if looks else 404), path
            assert ("<button>Try" in page.text) == acts
        assert ((await desk.post(f"{MESSAGE}/body")).status_code == 200) == looks
        assert (f'href="{LIST}"' in (await desk.get("/password")).text) == looks
        for path, fields in (
            (f"{LIST}/deadlines/retry", {"message": "17", "reason": "x"}),
            (f"{MESSAGE}/drop", {"reason": "x"}),
            (f"{MESSAGE}/pass-over", {"reason": "x"}),
            (f"{MESSAGE}/approve/5", {}),
            (f"{MESSAGE}/withdraw/5", {"reason": "x"}),
        ):
            answer = await desk.post(path, **fields)
            assert answer.status_code in ((200, 303) if acts else (404,)), path
    assert len(desk.services.operations()) == (5 if acts else 0)
    assert {actor for actor, _, _ in desk.services.asked} <= {f"{role}:{CODES[role]}"}


async def test_the_list_names_what_is_held_decided_and_silent(operator: Console[Services]) -> None:
    page = (await operator.get(LIST)).text
    assert "&lt;b&gt;does not fit" in page
    assert f'href="{MESSAGE}"' in page
    assert "letter 7" in page
    assert "edge does not answer" in page
    assert "lea parked list edge" in page
    asked = {service: asked.reason for _, service, asked in operator.services.asked}
    assert asked == dict.fromkeys(HOLDERS, HeldReason.PARKED)


async def test_a_message_is_shown_with_its_trace_and_its_body_only_on_request(operator: Console[Services]) -> None:
    page = (await operator.get(MESSAGE)).text
    assert f'href="https://traces/{LINE.trace_id}"' in page
    assert "secret" not in page
    assert operator.trail.entries == []
    shown = (await operator.post(f"{MESSAGE}/body")).text
    assert "&lt;secret&gt;" in shown
    assert operator.trail.entries == [("ivanova", "held-body-shown", "deadlines 17")]


async def test_what_is_decided_is_sent_and_in_the_trail(operator: Console[Services]) -> None:
    reason = " letter 7 "
    for path, decision in (
        ("drop", Drop(message=17, reason="letter 7")),
        ("pass-over", PassOver(message=17, reason="letter 7")),
        ("approve/5", Approve(proposal=5)),
        ("withdraw/5", Withdraw(proposal=5, reason="letter 7")),
    ):
        answer = await operator.post(f"{MESSAGE}/{path}", reason=reason)
        assert answer.headers["location"] == f"{MESSAGE}?done={decision.action}"
        assert operator.services.operations()[-1] == DecideHeld(decision=decision)
        about = decision.message if isinstance(decision, Drop | PassOver) else decision.proposal
        assert operator.trail.entries[-1] == ("ivanova", "held-decided", f"deadlines {decision.action} {about}")
        assert 'role="status"' in (await operator.get(answer.headers["location"])).text


async def test_a_dry_run_and_a_retry_say_what_they_do(operator: Console[Services]) -> None:
    dry = await operator.post(f"{LIST}/deadlines/retry", message=["17", "18"], dry_run="true")
    assert "Would be tried again: deadlines 17" in " ".join(dry.text.split()).replace("</p> <p>", " ")
    assert operator.trail.entries == []
    for_real = await operator.post(f"{LIST}/deadlines/retry", message=["17", "18"], reason=" letter 7 ")
    assert "Are tried again:" in for_real.text
    assert operator.trail.entries == [("ivanova", "held-retried", "deadlines 17,18")]
    assert operator.services.operations() == [
        RetryHeld(messages=(17, 18), dry_run=True),
        RetryHeld(messages=(17, 18), reason="letter 7"),
    ]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{LIST}/deadlines/retry", {"reason": "x"}),
        (f"{LIST}/deadlines/retry", {"message": "17"}),
        (f"{LIST}/deadlines/retry", {"message": "17", "reason": "x" * 2001}),
        (f"{LIST}/deadlines/retry", {"message": "x", "reason": "x"}),
        (f"{LIST}/deadlines/retry", {"message": [str(number) for number in range(1, 502)], "reason": "x"}),
        (f"{MESSAGE}/drop", {"reason": "  "}),
        (f"{MESSAGE}/pass-over", {"reason": "x" * 2001}),
        (f"{MESSAGE}/withdraw/5", {}),
    ],
)
async def test_an_incomplete_form_sends_nothing(operator: Console[Services], path: str, fields: dict[str, Any]) -> None:
    answer = await operator.post(path, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert operator.services.operations() == []
    assert operator.trail.entries == []


async def test_a_refusal_of_the_service_is_shown(operator: Console[Services]) -> None:
    operator.services.refusal = Problem(code="decision-refused", rule="r", detail="the stream waits for version 2")
    answer = await operator.post(f"{MESSAGE}/drop", reason="x")
    assert answer.status_code == 422
    assert "the stream waits for version 2" in answer.text


async def test_who_proposed_does_not_approve(operator: Console[Services]) -> None:
    assert "Approve: pass over the event" in (await operator.get(MESSAGE)).text
    own = PROPOSAL.model_copy(update={"actor": f"operator:{CODES[Role.OPERATOR]}"})
    operator.services.view = operator.services.view.model_copy(update={"decisions": (own,)})
    page = (await operator.get(MESSAGE)).text
    assert "Approve: pass over the event" not in page
    assert "Another person approves what you proposed" in page


async def test_of_a_message_that_is_gone_the_decisions_remain(operator: Console[Services]) -> None:
    done = PROPOSAL.model_copy(update={"state": DecisionState.DONE, "approved_by": "operator:x"})
    operator.services.view = HeldMessageView(decisions=(done,))
    page = (await operator.get(MESSAGE)).text
    assert "not held any more" in page
    assert "Approved by operator:x" in page
    assert "<button>Drop" not in page


@pytest.mark.parametrize("path", [f"{LIST}/desk/17", f"{LIST}/deadlines/18", f"{LIST}/deadlines/x", f"{LIST}/x/0"])
async def test_what_is_not_there_is_not_found(operator: Console[Services], path: str) -> None:
    assert (await operator.get(path)).status_code == 404


@pytest.mark.parametrize("language", ["ru", "be"])
async def test_the_pages_are_in_three_languages(operator: Console[Services], language: str) -> None:
    for path in (LIST, MESSAGE):
        page = await operator.client.get(path, headers={"accept-language": language})
        assert page.headers["content-language"] == language
        assert "Held messages" not in page.text
