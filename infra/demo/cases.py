"""The cases of the demo: when each statement is received, its defect or scenario, and its script."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from contracts.commands import intake
from contracts.documents import Claim
from contracts.events.intake import Circumstance, Proposal
from contracts.values import PartyKind
from infra.demo.defects import DEFECTS, Defect
from infra.demo.people import BODY, EXECUTOR
from infra.demo.scenarios import BYN, SCENARIOS, CaseBuilder, Scenario
from infra.demo.script import Script
from infra.demo.statements import Order, executor, money_claims, register
from shared.law.calendar import WorkingCalendar

CASES = 320
"""Cases of a year. `lea demo` plays the first of them, tests take later ones, too."""
FIRST_UNDECIDED = 6001
"""Statements that nobody has decided yet have higher numbers than cases."""
EVERY_NTH_IS_DEFECTIVE = 5
SEED = 3_11_01


def scripts(today: date, calendar: WorkingCalendar, cases: int = CASES) -> Iterator[Script]:
    """Scripts in the order of their case numbers; the same for the same day."""
    scenarios = tuple(SCENARIOS.values())
    for number in range(1, cases + 1):
        random = Random(SEED * 1000 + number)  # noqa: S311 - a demo must be deterministic
        if number % EVERY_NTH_IS_DEFECTIVE == 0:
            yield _defective(number, DEFECTS[number // EVERY_NTH_IS_DEFECTIVE % len(DEFECTS)], random, today, calendar)
        else:
            yield _initiated(number, scenarios[number % len(scenarios)], random, today, calendar)


def undecided(today: date, calendar: WorkingCalendar) -> Iterator[Script]:
    """Statements of the last two working days at the body of those who sign in: received, the older ones assessed."""
    for place, debtor in enumerate((PartyKind.LEGAL_PERSON, PartyKind.CITIZEN, PartyKind.ENTREPRENEUR) * 2):
        number = FIRST_UNDECIDED + place
        random = Random(SEED * 1000 + number)  # noqa: S311 - a demo must be deterministic
        received = calendar.nth_before(today, 1 + place % 2)
        statement = register(
            random, Order(number, received, debtor, money_claims(random, (BYN,))), f"{today:%y%m%d}"
        ).model_copy(update={"body": BODY})
        script = Script(number, today, calendar, EXECUTOR.id, "not decided yet")
        script.intake(received, statement)
        if place % 2:
            script.intake(script.after(received, 1), intake.AssessStatement())
        yield script


def _received(random: Random, today: date, calendar: WorkingCalendar, *, recent: bool = False) -> date:
    days_ago = random.randint(10, 12) if recent else random.randint(30, 360)
    return calendar.next_working(today - timedelta(days=days_ago))


def _defective(number: int, defect: Defect, random: Random, today: date, calendar: WorkingCalendar) -> Script:
    received = _received(random, today, calendar)
    order = Order(number, received, claims=money_claims(random))
    statement = register(random, order, f"{today:%y%m%d}", **defect.changes_on(received))
    deciding = executor(random, statement.body)
    script = Script(number, today, calendar, deciding.id, f"{_decision(defect)}: {defect.summary}")
    script.intake(received, statement)
    if defect.circumstance:
        circumstance = Circumstance(ground=defect.ground, established_on=received, evidence="Letter of the court")
        script.intake(received, intake.EstablishCircumstance(circumstance=circumstance))
    script.intake(script.after(received, 1), intake.AssessStatement())
    decided = script.after(received, 2)
    decision = Proposal.REFUSE if defect.ground.startswith("refuse") else Proposal.RETURN
    reasons = f"Found: {defect.summary}."
    script.intake(
        decided,
        intake.DecideOnStatement(executor=deciding, decision=decision, ground=defect.ground, reasons=reasons),
    )
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("signatory",)))
    return script


def _decision(defect: Defect) -> str:
    return "refused" if defect.ground.startswith("refuse") else "returned"


def _initiated(number: int, scenario: Scenario, random: Random, today: date, calendar: WorkingCalendar) -> Script:
    received = _received(random, today, calendar, recent=scenario.recent)
    order = Order(number, received, scenario.debtor, _claims(scenario, random), scenario.immediate)
    statement = register(random, order, f"{today:%y%m%d}")
    deciding = executor(random, statement.body)
    script = Script(number, today, calendar, deciding.id, scenario.summary)
    script.intake(received, statement)
    script.intake(script.after(received, 1), intake.AssessStatement())
    decided = script.after(received, 2)
    script.intake(decided, intake.DecideOnStatement(executor=deciding, decision=Proposal.INITIATE))
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("recoverer", "debtor")))
    served = script.after(decided, random.randint(2, 4))
    case = CaseBuilder(
        script=script,
        random=random,
        initiated_on=decided,
        claims=order.claims,
        executor=deciding,
        served_on=served,
        compulsory_on=decided if scenario.immediate else script.after(served, 8),
    )
    scenario.write(case)
    return script


def _claims(scenario: Scenario, random: Random) -> tuple[Claim, ...]:
    if not scenario.money:
        return (Claim(number=1, type="perform-action"),)
    if scenario.currencies is None and scenario.debtor is PartyKind.CITIZEN:
        return money_claims(random, ("933",))
    return money_claims(random, scenario.currencies)
