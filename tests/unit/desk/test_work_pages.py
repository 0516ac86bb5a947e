"""The work list, the calendar and outgoing copies."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.queries import deadlines
from contracts.queries import proceedings as queries
from contracts.queries.intake import ListStatementTasks, StatementTask, StatementTasks, StatementView
from contracts.replies import Accepted, Rejected
from services.desk.domain.people import Role
from services.desk.domain.work import (
    OF_DUTIES,
    OF_TASKS,
    SEND_BACK,
    SEND_COPIES,
    Lists,
    WorkKind,
    beside,
    counts_of,
    key_of_duty,
    key_of_task,
    month_of,
    weeks_of,
)
from services.desk.pages import copies
from shared.act_fields import ActFields
from tests.unit.desk.conftest import Desk, partly

NUMBER = "0101-2026-000017"
NAMES = {"en": "<i>to decide", "ru": "решить", "be": "вырашыць"}


def limit(number: str, due: str, who: tuple[str, ...] = ()) -> deadlines.LimitView:
    return deadlines.LimitView.model_validate(
        {
            "number": number, "body": "0101", "limit": "x", "names": NAMES, "article": "Art. 356(2)",
            "starts_on": "2026-11-01", "due": due, "provisional": False, "id": new_id(), "who": who,
            "standing": "expired" if due < "2026-11-20" else "running",
        }
    )  # fmt: skip


def duty(name: str, whom: tuple[str, ...] = (), number: str = NUMBER) -> queries.DutyView:
    return queries.DutyView.model_validate(
        {
            "proceeding": new_id(), "number": number, "body": "0101", "executor": "0101-017", "duty": name,
            "who": "court-executor", "act": new_id(), "opened_on": "2026-11-10", "whom": whom,
        }
    )  # fmt: skip


def task(name: str, whom: tuple[str, ...] = (), number: str = "17/2026") -> StatementTask:
    return StatementTask.model_validate(
        {
            "statement": new_id(), "registration_number": number, "body": "0101", "executor": "0101-017", "duty": name,
            "who": "court-executor", "act": new_id(), "opened_on": "2026-11-12", "whom": whom, "article": "Art. 343(5)",
        }
    )  # fmt: skip


LIMITS = (limit("17/2026", "2026-11-19"), limit(NUMBER, "2026-11-24"))
DUTIES = (duty("send-resolution-copies"), duty("distribute-money"), duty("reopen-proceeding"))


def listed(
    desk: Desk,
    duties: tuple[queries.DutyView, ...] = DUTIES,
    limits: tuple[deadlines.LimitView, ...] = LIMITS,
    tasks: tuple[StatementTask, ...] = (),
) -> None:
    """These duties, limits and tasks, as the services page and filter them."""

    def of_statements(asked: ListStatementTasks) -> StatementTasks:
        found = [each for each in tasks if asked.duties is None or each.duty in asked.duties]
        found = sorted(found, key=lambda each: tuple(key_of_task(each).model_dump().values()))
        after = asked.after and tuple(asked.after.model_dump().values())
        left = [each for each in found if not after or tuple(key_of_task(each).model_dump().values()) > after]
        return StatementTasks(tasks=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    def of_duties(asked: queries.ListDuties) -> queries.Duties:
        found = [each for each in duties if asked.duties is None or each.duty in asked.duties]
        found = sorted(found, key=lambda each: tuple(key_of_duty(each).model_dump().values()))
        after = asked.after and tuple(asked.after.model_dump().values())
        left = [each for each in found if not after or tuple(key_of_duty(each).model_dump().values()) > after]
        return queries.Duties(duties=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    def of_limits(asked: deadlines.ListLimits) -> deadlines.Limits:
        first, last = asked.due_from or date.min, asked.due_to or date.max
        found = [each for each in limits if each.standing is asked.standing and first <= each.due <= last]
        found = sorted(found, key=_limit_place)
        left = [each for each in found if not asked.after or _limit_place(each) > _limit_place(asked.after)]
        return deadlines.Limits(limits=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    desk.services.replies |= {"duties": of_duties, "limits": of_limits, "statement_tasks": of_statements}


def _limit_place(each: Any) -> tuple[Any, ...]:
    return each.due, each.number, each.id


def test_work_is_sorted_by_day_and_counted_by_kind() -> None:
    others = limit(NUMBER, "2026-11-25", who=("debtor",))
    expired, running = LIMITS
    lists = Lists(
        queries.Duties(duties=DUTIES, more=False),
        StatementTasks(
            tasks=tuple(map(task, (SEND_COPIES, "decide-statement-anew", "send-refused-document"))), more=False
        ),
        deadlines.Limits(limits=(expired,), more=False),
        deadlines.Limits(limits=(running, others), more=False),
    )
    work = lists.work({"court-executor"})
    assert [each.day.day for each in work] == [10, 10, 10, 12, 12, 12, 19, 24, 25]
    assert counts_of(work) == dict(zip(WorkKind, (2, 1, 2, 1, 2, 1), strict=True))
    assert [each.is_late(date(2026, 11, 20)) for each in work] == [False] * 6 + [True, False, False]


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ((), WorkKind.LIMITS),
        (("court-executor",), WorkKind.LIMITS),
        (("debtor", "head-of-enforcement-body"), WorkKind.LIMITS),
        (("enforcement-body",), WorkKind.LIMITS),
        (("debtor",), WorkKind.OTHERS),
        (("court", "recoverer"), WorkKind.OTHERS),
    ],
)
async def test_time_limits_of_others_stand_apart_and_say_whose_they_are(
    desk: Desk, who: tuple[str, ...], kind: WorkKind
) -> None:
    listed(desk, duties=(), limits=(limit(NUMBER, "2026-11-24", who=who),))
    own, others = await desk.get("/"), await desk.get("/?kind=others")
    link = f'href="/proceedings/{NUMBER}"'
    assert (link in own, link in others) == (kind is WorkKind.LIMITS, kind is WorkKind.OTHERS)
    if who == ("debtor",):
        assert "<td>Debtor</td>" in others


def test_duties_that_are_listed_apart_exist(acts: ActFields) -> None:
    of_statements = {each.duty for each in acts.rule_set.intake.duties.duties.values()}
    assert OF_TASKS.keys() <= {SEND_COPIES, *of_statements}
    assert SEND_COPIES in acts.rows
    assert OF_DUTIES.keys() <= acts.rule_set.procedures.duties.duties.keys()
    assert {copies.COPIES, copies.SERVICE} <= OF_DUTIES.keys()


@pytest.mark.parametrize(("text", "month"), [("2026-12", 12), ("", 11), ("2026-13", 11), ("<b>", 11)])
def test_the_month_that_is_asked_for(text: str, month: int) -> None:
    assert month_of(text, date(2026, 11, 20)) == date(2026, month, 1)


def test_a_month_has_whole_weeks() -> None:
    weeks = weeks_of(date(2026, 12, 1), LIMITS)
    assert {len(week) for week in weeks} == {7}
    assert weeks[0][0][0] == date(2026, 11, 30)
    assert dict(day for week in weeks_of(date(2026, 11, 1), LIMITS) for day in week)[date(2026, 11, 24)] == 1
    assert beside(date(2026, 12, 1)) == ("2026-11", "2027-01")


async def test_the_list_is_filtered(desk: Desk) -> None:
    listed(desk)
    page = await desk.get("/")
    assert "&lt;i&gt;to decide" in page
    assert 'href="/statements/0101/17%2F2026"' in page
    assert page.count(f'href="/proceedings/{NUMBER}"') == 4
    only = await desk.get("/?kind=statements&span=month")
    assert f'href="/proceedings/{NUMBER}"' not in only
    assert await desk.get("/?kind=<b>&span=x") != page
    desk.person = replace(desk.person, role=Role.OPERATOR, code="x")
    assert "no duties" in await desk.get("/")


async def test_the_calendar_shows_what_ends_on_a_day(desk: Desk) -> None:
    listed(desk)
    page = await desk.get("/calendar?month=2026-11&day=2026-11-24")
    assert "November 2026" in page
    assert f'href="/proceedings/{NUMBER}"' in page
    assert "17%2F2026" not in page
    desk.person = replace(desk.person, role=Role.AUDITOR, code="x")
    await desk.get("/calendar", status=404)


async def test_copies_are_marked_in_bulk_and_once(desk: Desk) -> None:
    one, part, other, served = (
        duty("send-resolution-copies"),
        duty("send-resolution-copies", ("debtor",)),
        duty("send-resolution-copies"),
        duty("serve-initiation"),
    )
    listed(desk, (one, part, other, served))
    problem = Problem(code="x", rule="r", detail="<b>not open", article="Art. 343(5)")
    replies: list[Any] = [Accepted(command_id=new_id(), stream=new_id(), version=1), Rejected(problems=(problem,))]
    desk.services.replies |= {
        "show": partly(queries.ProceedingView, id=new_id()),
        "send": lambda *_, **__: replies.pop(0),
    }
    form = new_id()
    rows = [copies.row_of(each) for each in (one, part, served)]
    answer = await desk.post("/copies/sent", {"id": str(form), "day": "2026-11-19", "row": [*rows, "0401 x"]})
    sent = desk.services.calls("send")
    assert [(call[1].resolution, call[1].recipients, call[2].day) for call in sent] == [
        (one.act, ("recoverer", "debtor"), 19),
        (part.act, ("debtor",), 19),
    ]
    ids = [named["id"] for name, _, named in desk.services.asked if name == "send"]
    assert ids == [derived_id(form, row) for row in rows[:2]]
    assert "&lt;b&gt;not open" in answer.text
    replies.append(Accepted(command_id=new_id(), stream=new_id(), version=2))
    await desk.post("/copies/delivered", {"id": str(form), "method": "registered-mail", "row": rows})
    assert desk.services.calls("send")[-1][1].method == "registered-mail"
    await desk.post("/copies/delivered", {"id": str(form), "method": "<b>", "row": rows}, status=404)
    desk.person = replace(desk.person, role=Role.AUDITOR, code="x")
    await desk.post("/copies/sent", {"id": str(form), "row": rows}, status=404)


async def test_duties_about_statements_stand_among_the_others(desk: Desk) -> None:
    listed(desk, tasks=(task(SEND_COPIES, ("debtor",)), task("send-refused-document", number="18/<b>")))
    page = await desk.get("/")
    assert "Send copies of the refusal: Debtor" in page
    assert "18/&lt;b&gt;" in page
    assert 'href="/statements/0101/18%2F%3Cb%3E"' in page
    copies_due = await desk.get("/?kind=copies")
    assert "Send copies of the refusal" in copies_due
    assert "18/&lt;b&gt;" not in copies_due


async def test_copies_of_refusals_are_marked_in_bulk_and_once(desk: Desk) -> None:
    refusal, returned, left = task(SEND_COPIES, ("debtor",)), task(SEND_BACK, ("signatory",), "18"), task(SEND_COPIES)
    listed(desk, tasks=(refusal, returned, left, task("send-refused-document", number="19")))
    desk.services.replies |= {
        "statement": partly(StatementView, id=new_id()),
        "send": Accepted(command_id=new_id(), stream=new_id(), version=1),
    }
    page = await desk.get("/copies")
    assert page.count('name="row"') == 4
    form, rows = new_id(), [copies.row_of_task(each) for each in (refusal, returned)]
    await desk.post("/copies/decisions-sent", {"id": str(form), "day": "2026-11-19", "row": [*rows, "x"]})
    assert [(call[1].recipients, call[2].day) for call in desk.services.calls("send")] == [
        (("debtor",), 19),
        (("signatory",), 19),
    ]
    assert [named["id"] for name, _, named in desk.services.asked if name == "send"] == [
        derived_id(form, row) for row in rows
    ]
    desk.person = replace(desk.person, role=Role.AUDITOR, code="x")
    await desk.post("/copies/decisions-sent", {"id": str(form), "row": rows}, status=404)
