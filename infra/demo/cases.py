"""The cases of the demo: which statement comes in when, what is wrong with it, and what becomes of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from contracts.commands import intake
from contracts.documents import Claim
from contracts.events.intake import Circumstance, Proposal
from contracts.values import PartyKind
from infra.demo.defects import DEFECTS, Defect
from infra.demo.lives import LIVES, Course, Life
from infra.demo.papers import Order, executor, money_claims, register
from infra.demo.script import Script
from shared.law.calendar import WorkingCalendar

CASES = 320
EVERY_NTH_IS_DEFECTIVE = 5
SEED = 3_11_01


def scripts(today: date, calendar: WorkingCalendar, cases: int = CASES) -> Iterator[Script]:
    """The same scripts for the same day, in the order in which the statements came in."""
    lives = tuple(LIVES.values())
    for number in range(1, cases + 1):
        random = Random(SEED * 1000 + number)  # noqa: S311 - a demo must be deterministic
        if number % EVERY_NTH_IS_DEFECTIVE == 0:
            yield _defective(number, DEFECTS[number // EVERY_NTH_IS_DEFECTIVE % len(DEFECTS)], random, today, calendar)
        else:
            yield _lived(number, lives[number % len(lives)], random, today, calendar)


def _received(random: Random, today: date, calendar: WorkingCalendar, *, recent: bool = False) -> date:
    days_ago = random.randint(10, 12) if recent else random.randint(30, 360)
    return calendar.next_working(today - timedelta(days=days_ago))


def _defective(number: int, defect: Defect, random: Random, today: date, calendar: WorkingCalendar) -> Script:
    received = _received(random, today, calendar)
    order = Order(number, received, claims=money_claims(random))
    statement = register(random, order, f"{today:%y%m%d}", **defect.changes_on(received))
    deciding = executor(random, statement.body)
    script = Script(number, today, calendar, deciding.id, f"{_decision(defect)}: {defect.told}")
    script.intake(received, statement)
    if defect.circumstance:
        told = Circumstance(ground=defect.ground, established_on=received, evidence="Letter of the court")
        script.intake(received, intake.EstablishCircumstance(circumstance=told))
    script.intake(script.after(received, 1), intake.AssessStatement())
    decided = script.after(received, 2)
    decision = Proposal.REFUSE if defect.ground.startswith("refuse") else Proposal.RETURN
    reasons = f"Found: {defect.told}."
    script.intake(
        decided,
        intake.DecideOnStatement(executor=deciding, decision=decision, ground=defect.ground, reasons=reasons),
    )
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("signatory",)))
    return script


def _decision(defect: Defect) -> str:
    return "refused" if defect.ground.startswith("refuse") else "returned"


def _lived(number: int, life: Life, random: Random, today: date, calendar: WorkingCalendar) -> Script:
    received = _received(random, today, calendar, recent=life.recent)
    order = Order(number, received, life.debtor, _claims(life, random), life.immediate)
    statement = register(random, order, f"{today:%y%m%d}")
    deciding = executor(random, statement.body)
    script = Script(number, today, calendar, deciding.id, life.told)
    script.intake(received, statement)
    script.intake(script.after(received, 1), intake.AssessStatement())
    decided = script.after(received, 2)
    script.intake(decided, intake.DecideOnStatement(executor=deciding, decision=Proposal.INITIATE))
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("recoverer", "debtor")))
    served = script.after(decided, random.randint(2, 4))
    course = Course(
        script=script,
        random=random,
        initiated_on=decided,
        claims=order.claims,
        executor=deciding,
        served_on=served,
        compulsory_on=decided if life.immediate else script.after(served, 8),
    )
    life.write(course)
    return script


def _claims(life: Life, random: Random) -> tuple[Claim, ...]:
    if not life.money:
        return (Claim(number=1, type="perform-action"),)
    if life.currencies is None and life.debtor is PartyKind.CITIZEN:
        return money_claims(random, ("933",))
    return money_claims(random, life.currencies)
