"""Cases for a sample that the demo lacks: every ground, measure, cost and source of money, acts registered late."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from contracts.codelists import CLAIM_TYPES
from contracts.commands import intake
from contracts.commands import proceedings as act
from contracts.commands.intake import RegisterStatement
from contracts.documents import Claim, Executor, InterruptionKind, PresentationInterruption
from contracts.events.intake import Proposal
from contracts.events.proceedings import CostKind, PaymentSource, ServiceGround, ServiceMethod
from contracts.values import PartyKind, PositiveMoney
from infra.demo.scenarios import OF_INCOME, CaseBuilder
from infra.demo.script import Script
from infra.demo.statements import Order, executor, money_claims, register
from services.proceedings.domain.rules import Rules, rules_on
from shared.law.calendar import WorkingCalendar
from shared.law.rule_sets.parts.measures import Transition
from shared.law.rule_sets.rows import Ground, Measure
from shared.law.rule_sets.vocabulary import Nature

FIRST_NUMBER = 1001
"""Numbers below belong to the cases of the demo."""
BYN = "933"
MEASURES_PER_CASE = 4

Write = Callable[[CaseBuilder], None]


@dataclass(frozen=True, slots=True)
class Case:
    """What a case is about and how its life is written."""

    kind: str
    write: Write
    debtor: PartyKind = PartyKind.CITIZEN
    claims: tuple[Claim, ...] = ()
    """None: random money claims in rubles."""
    days_ago: int = 240
    """When the statement came in."""
    immediate: bool = False


def further_scripts(today: date, calendar: WorkingCalendar) -> list[Script]:
    """The same scripts for the same day."""
    rules = rules_on(today)
    cases = (
        *_suspensions(rules, today, calendar),
        *_ends(rules),
        *_measures(rules),
        *_payments(rules),
        *_late_acts(),
        Case("served by law", _deemed_served, PartyKind.ENTREPRENEUR),
        *(Case("the voluntary term runs", CaseBuilder.serve, days_ago=days_ago) for days_ago in range(8, 18, 2)),
    )
    return [_script(number, case, today, calendar) for number, case in zip(count(FIRST_NUMBER), cases, strict=False)]


def presented_again(first: Script) -> Script:
    """The document of a returned proceeding, presented again; to be played after the first script."""
    registered = next(step for step in first.steps if isinstance(step.data, RegisterStatement))
    returned = next(step for step in first.steps if isinstance(step.data, act.ReturnDocument))
    statement = registered.data
    assert isinstance(statement, RegisterStatement)
    assert isinstance(returned.data, act.ReturnDocument)
    earlier = PresentationInterruption(
        kind=InterruptionKind.PROCEEDING_INITIATED,
        presented_on=registered.day,
        returned_on=returned.day,
        ground=returned.data.ground,
    )
    document = statement.document.model_copy(update={"interruptions": (earlier,)})
    number = first.number + 1000
    again = statement.model_copy(update={"document": document, "registration_number": f"again/{number}"})
    script = Script(number, first.today, first.calendar, first.executor, "presented again")
    received = script.after(returned.day, 10)
    deciding = executor(Random(number), statement.body)
    _initiated(script, received, again, deciding)
    return script


def _script(number: int, case: Case, today: date, calendar: WorkingCalendar) -> Script:
    random = Random(number)
    received = calendar.next_working(today - timedelta(days=case.days_ago))
    claims = case.claims or money_claims(random, (BYN,))
    order = Order(number, received, case.debtor, claims, case.immediate)
    statement = register(random, order, f"{today:%y%m%d}")
    deciding = executor(random, statement.body)
    script = Script(number, today, calendar, deciding.id, case.kind)
    decided = _initiated(script, received, statement, deciding)
    served = script.after(decided, random.randint(2, 4))
    compulsory = decided if case.immediate else script.after(served, 8)
    case.write(CaseBuilder(script, random, decided, claims, deciding, served, compulsory))
    return script


def _initiated(script: Script, received: date, statement: RegisterStatement, deciding: Executor) -> date:
    """The statement is registered, examined and accepted; the day of initiation."""
    decided = script.after(received, 2)
    script.intake(received, statement)
    script.intake(script.after(received, 1), intake.AssessStatement())
    script.intake(decided, intake.DecideOnStatement(executor=deciding, decision=Proposal.INITIATE))
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("recoverer", "debtor")))
    return decided


# -- suspensions


def _suspensions(rules: Rules, today: date, calendar: WorkingCalendar) -> Iterator[Case]:
    grounds = [ground for ground in rules.law.all(Ground) if ground.decision.startswith("suspend-")]
    for place, ground in enumerate(grounds):
        has_last_day = ground.term is not None and rules.law.limit(ground.term).amount is not None
        yield Case(f"suspended: {ground.id}", _suspended(ground.id, place, has_last_day), days_ago=250 - 5 * place)
    later = calendar.next_working(today + timedelta(days=40))
    for ground_id in ("suspend-may-other-law", "suspend-must-other-law", "suspend-may-recoverer-plea"):
        yield Case(f"suspended until a day to come: {ground_id}", _suspended_until(ground_id, later), days_ago=45)
    soon = calendar.next_working(today + timedelta(days=4))
    yield Case("suspended until a day near by", _suspended_until("suspend-may-recoverer-plea", soon), days_ago=60)
    for days_ago in (12, 13, 14):
        yield Case("suspended in the voluntary term, and resumed", _suspended_in_term, days_ago=days_ago)


def _suspended(ground: str, place: int, has_last_day: bool) -> Write:
    def write(case: CaseBuilder) -> None:
        script = case.script
        before_service = place % 3 == 0
        since = script.after(case.initiated_on, 1) if before_service else case.day(3)
        last = script.after(since, 40) if has_last_day else None
        if not before_service:
            case.serve()
            case.measure("levy", "comp-levy-bank-money", case.day(1), "in-force")
        script.resolve(since, act.SuspendProceeding(ground=ground, until=last))
        if before_service:
            case.serve()
        # A suspension with a last day ends by itself; of the others every second one goes on.
        if not has_last_day and place % 2 == 0:
            script.resolve(script.after(since, 35), act.ResumeProceeding(reason="resume-ground-ended"))

    return write


def _suspended_until(ground: str, last: date) -> Write:
    def write(case: CaseBuilder) -> None:
        case.serve()
        case.script.resolve(case.day(2), act.SuspendProceeding(ground=ground, until=last))

    return write


def _suspended_in_term(case: CaseBuilder) -> None:
    case.serve()
    since = case.script.after(case.served_on, 2)
    case.script.resolve(since, act.SuspendProceeding(ground="suspend-may-conciliation"))
    case.script.resolve(case.script.after(since, 1), act.ResumeProceeding(reason="resume-ground-ended"))


# -- ends


def _ends(rules: Rules) -> Iterator[Case]:
    for ground in rules.law.all(Ground):
        if ground.decision == "terminate":
            yield Case(f"terminated: {ground.id}", _terminated(ground.id))
        elif ground.decision == "return-to-recoverer":
            nature = rules.asked_by(ground).claim
            claims = _CLAIMS[nature] if nature else ()
            measure = "np-liability" if nature is Nature.NON_PROPERTY else "ens-prohibit-actions"
            yield Case(f"returned: {ground.id}", _returned(ground.id, measure), claims=claims, days_ago=200)


def _terminated(ground: str) -> Write:
    def write(case: CaseBuilder) -> None:
        case.measure("arrest", "ens-arrest-bank-money", case.initiated_on, "in-force")
        case.measure("exit", "ens-exit-restriction", case.script.after(case.initiated_on, 1), "adopted")
        case.serve()
        case.measure("property", "arrest-of-property", case.day(2), "in-force")
        case.script.resolve(case.day(12), act.TerminateProceeding(ground=ground))

    return write


def _returned(ground: str, measure: str) -> Write:
    def write(case: CaseBuilder) -> None:
        case.serve()
        case.measure("data", "ea-request-property-data", case.day(1), "performed")
        case.measure("measure", measure, case.day(2), "in-force")
        case.script.resolve(case.day(30), act.ReturnDocument(ground=ground, act_drawn_up=True))

    return write


# -- measures


_TRANSFER = Claim(number=1, type="transfer-of-property")
_DUTY_TO_ACT = Claim(number=1, type="perform-action")
_CLAIMS = {
    Nature.NAMED_PROPERTY: (_TRANSFER,),
    Nature.NON_PROPERTY: (_DUTY_TO_ACT,),
}


def _measures(rules: Rules) -> Iterator[Case]:
    """Every measure that can begin in a proceeding, each going another way."""
    by_claim: dict[Nature, list[Measure]] = {nature: [] for nature in Nature}
    for measure in rules.law.all(Measure):
        if rules.family(measure) is not None:
            by_claim[rules.asked_by_measure(measure.id).claim or Nature.MONEY].append(measure)
    for nature, measures in by_claim.items():
        for start in range(0, len(measures), MEASURES_PER_CASE):
            group = measures[start : start + MEASURES_PER_CASE]
            ways = [(measure.id, _way(rules, measure)) for measure in group]
            names = ", ".join(name for name, _ in ways)
            yield Case(f"measures: {names}", _taken(ways), claims=_CLAIMS.get(nature, ()), days_ago=150)


def _way(rules: Rules, measure: Measure) -> tuple[str, ...]:
    """Up to three steps of a measure, chosen by chance."""
    random, family, way = Random(measure.id), rules.family(measure), list[str]()
    status = family.starts if family else ""
    for _ in range(random.randint(1, 3)):
        following = [step.to for step in rules.steps(measure) if step.from_ == status and _alone(measure, step)]
        if not following:
            break
        status = random.choice(following)
        way.append(status)
    return tuple(way)


def _alone(measure: Measure, step: Transition) -> bool:
    """Whether the script takes the step without a petition."""
    applied = step.to == "adopted" or "court" not in measure.decided_by
    return step.taken_by is None or (step.taken_by == "court-ruling" and applied)


def _taken(ways: Sequence[tuple[str, tuple[str, ...]]]) -> Write:
    def write(case: CaseBuilder) -> None:
        case.serve()
        for place, (code, way) in enumerate(ways):
            case.measure(code, code, case.day(1 + 3 * place), *way)

    return write


# -- money


def _payments(rules: Rules) -> Iterator[Case]:
    money = [
        code for code in CLAIM_TYPES if code not in ("transfer-of-property", "perform-action", "refrain-from-action")
    ]
    claims = tuple(
        Claim(number=place, type=code, sum=PositiveMoney(amount=Decimal(100 * place), currency=BYN))
        for place, code in enumerate(money, start=1)
    )
    yield Case("claims of every kind", _in_parts, claims=claims)
    yield Case("money from every source", _from_every_source)
    yield Case("paid too much", _paid_too_much)


def _in_parts(case: CaseBuilder) -> None:
    case.serve()
    for kind in CostKind:
        case.cost(kind.value, case.day(3), kind, "12.34")
    for part in range(5):
        owed = case.owed(BYN) * Decimal("0.17")
        case.pay(f"part-{part}", case.day(5 + 9 * part), owed, PaymentSource.DEBTOR)


_BRINGS = {
    PaymentSource.DEBTOR: None,
    PaymentSource.THIRD_PERSON: "third-party-levy",
    PaymentSource.ACCOUNT_LEVY: "multi-account-levy",
    PaymentSource.INCOME_LEVY: "wage-levy-referral",
    PaymentSource.PROPERTY_SALE: "arrest-real-estate",
    PaymentSource.CASH_SEIZURE: "cash-levy",
}


def _from_every_source(case: CaseBuilder) -> None:
    case.serve()
    for place, (source, measure) in enumerate(_BRINGS.items()):
        if measure in OF_INCOME:
            case.measure(measure, measure, case.day(1 + place))
            case.send_to_payer(measure, case.day(2 + place))
        elif measure:
            case.measure(measure, measure, case.day(1 + place), "in-force")
        amount = case.owed(BYN) * Decimal("0.08")
        case.pay(f"from-{source.value}", case.day(20 + place), amount, source, measure)


def _paid_too_much(case: CaseBuilder) -> None:
    case.serve()
    case.pay("paid", case.day(3), case.owed(BYN) * Decimal("1.3"), PaymentSource.DEBTOR)
    case.script.resolve(case.day(4), act.CompleteProceeding(ground="complete-fulfilled"))


# -- acts registered in another order than made


def _late_acts() -> Iterator[Case]:
    yield Case("payments registered in another order than made", _late_payments)
    yield Case("a measure registered after a later one", _late_measure, days_ago=120)
    yield Case("immediate execution, everything late", _late_everything, immediate=True)


def _late_payments(case: CaseBuilder) -> None:
    case.serve()
    for name, day in (("third", 30), ("first", 5), ("second", 12)):
        case.pay(name, case.day(day), case.owed(BYN) / 7, PaymentSource.DEBTOR)
    case.cost("experts", case.day(2), CostKind.EXPERTS, "75.00")
    other = Executor(id=f"{case.executor.id[:5]}008", full_name="Zhuk Volha Piatrouna")
    case.script.act(case.day(4), act.AssignExecutor(executor=other))


def _late_measure(case: CaseBuilder) -> None:
    case.serve()
    case.measure("levy", "comp-levy-bank-money", case.day(20), "in-force")
    case.measure("data", "ea-request-info", case.day(3), "performed")


def _late_everything(case: CaseBuilder) -> None:
    case.measure("levy", "comp-levy-bank-money", case.day(15), "in-force", "performed")
    case.pay("levied", case.day(9), case.owed(BYN) / 2, PaymentSource.ACCOUNT_LEVY, "levy")
    case.serve()


def _deemed_served(case: CaseBuilder) -> None:
    copies = case.script.after(case.initiated_on, 1)
    case.script.act(copies, act.SendResolutionCopies(recipients=("recoverer", "debtor")))
    deemed = act.RecordService(method=ServiceMethod.DEEMED, ground=ServiceGround.NOT_COLLECTED)
    case.script.attested(case.served_on, deemed, "post-reports-not-collected")
