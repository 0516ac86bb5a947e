"""Typical courses of a proceeding after its initiation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from contracts.acts.check_performance import CheckPerformance
from contracts.acts.record_ruling_on_measure import RecordRulingOnMeasure
from contracts.acts.send_income_order import SendIncomeOrder
from contracts.commands import proceedings as act
from contracts.documents import Claim, Executor
from contracts.events.proceedings import CostKind, PaymentSource, ServiceMethod
from contracts.recording import Paper
from contracts.values import IdentifierKind, Party, PartyKind, PersonIdentifier, PositiveMoney
from infra.demo.persons import payer_number
from infra.demo.script import Script

BYN = "933"
OF_INCOME = frozenset({"comp-levy-wages", "wage-levy-referral"})
"""Levies on income, which wait until property was looked for."""
ENSURING = frozenset({"ens-arrest-bank-money", "ens-suspend-account-operations"})
"""Ensuring measures of the executor; the parties receive copies on the next working day."""
OF_THE_COURT = frozenset({"ens-exit-restriction", "ens-driving-restriction"})
"""Ensuring measures that the court applies by a ruling."""
_METHODS = (ServiceMethod.REGISTERED_MAIL, ServiceMethod.ELECTRONIC, ServiceMethod.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A typical course: the kind of debtor and claims it needs, and the function that writes its script."""

    summary: str
    write: Callable[["CaseBuilder"], None]
    debtor: PartyKind = PartyKind.LEGAL_PERSON
    currencies: tuple[str, ...] | None = None
    money: bool = True
    immediate: bool = False
    recent: bool = False
    """Initiated so recently that the voluntary term still runs."""


@dataclass(slots=True)
class CaseBuilder:
    """Writes the script of a proceeding."""

    script: Script
    random: Random
    initiated_on: date
    claims: tuple[Claim, ...]
    executor: Executor
    served_on: date
    compulsory_on: date

    def owed(self, currency: str) -> Decimal:
        """Sum of the claims in a currency."""
        return sum(
            (claim.sum.amount for claim in self.claims if claim.sum and claim.sum.currency == currency), Decimal()
        )

    @property
    def currency(self) -> str:
        """The currency of the first money claim."""
        return next(claim.sum.currency for claim in self.claims if claim.sum)

    def serve(self) -> None:
        """Send copies of the resolution on initiation; the debtor receives one, which starts the voluntary term."""
        copies = self.script.after(self.initiated_on, 1)  # Art. 343(5)
        self.script.act(copies, act.SendResolutionCopies(recipients=("recoverer", "debtor")))
        method = self.random.choice(
            (ServiceMethod.REGISTERED_MAIL, ServiceMethod.ELECTRONIC, ServiceMethod.HANDED_OVER)
        )
        self.script.act(self.served_on, act.RecordService(method=method))

    def day(self, working_days: int) -> date:
        """The day after so many working days of compulsory execution."""
        return self.script.after(self.compulsory_on, working_days)

    def measure(self, name: str, code: str, day: date, *statuses: str, sum_: Decimal | None = None) -> None:
        """Add a measure, then its further statuses, one or two working days apart.

        A measure that needs the end of the voluntary term is refused until that end is recorded. A scenario that
        continues after the term has such a measure before its next status, so its history does not depend on the speed
        of playing.
        """
        measure = self.script.id(name)
        money = PositiveMoney(amount=sum_, currency=self.currency) if sum_ else None
        add = act.AddMeasure(measure=measure, code=code, sum=money)
        if code in ENSURING:
            self.script.resolve(day, add)  # Art. 348(2)
        elif code in OF_INCOME:
            self.script.attested(day, add, "wage-levy-allowed")  # Art. 389(1)
        else:
            self.script.act(day, add)
        for status in statuses:
            day = self.script.after(day, self.random.randint(1, 2))
            if code in OF_THE_COURT and status == "adopted":  # Art. 348(4)
                ruling = Paper(kind="ruling", dated=day, author="Economic Court")
                self.script.act(day, RecordRulingOnMeasure(measure=measure, code=code, outcome="applied", basis=ruling))
            else:
                self.script.act(day, act.ChangeMeasureStatus(measure=measure, status=status))

    def send_to_payer(self, measure: str, day: date) -> None:
        """Send the document to a payer of income, which carries a levy on income out (Art. 391(1))."""
        self.script.act(
            day,
            SendIncomeOrder(
                income_order=self.script.id("order"),
                measure=self.script.id(measure),
                payer=_employer(self.random),
                kinds=("wages",),
                sum=PositiveMoney(amount=self.owed(BYN), currency=BYN),
            ),
        )

    def pay(
        self,
        name: str,
        day: date,
        amount: Decimal,
        source: PaymentSource,
        measure: str | None = None,
        currency: str | None = None,
    ) -> None:
        """Record a payment."""
        self.script.act(
            day,
            act.RecordPayment(
                payment=self.script.id(name),
                sum=PositiveMoney(amount=_kopecks(amount), currency=currency or self.currency),
                source=source,
                measure=self.script.id(measure) if measure else None,
            ),
        )

    def cost(self, name: str, day: date, kind: CostKind, amount: str) -> None:
        """Record a cost of execution, in Belarusian rubles."""
        self.script.act(
            day,
            act.RecordCost(
                cost=self.script.id(name), kind=kind, sum=PositiveMoney(amount=Decimal(amount), currency=BYN)
            ),
        )


def _kopecks(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _paid_at_once(case: CaseBuilder) -> None:
    """Needs a recent initiation: the end of an older term could be recorded before the payment."""
    case.serve()
    for currency in sorted({claim.sum.currency for claim in case.claims if claim.sum}):
        owed = case.owed(currency)
        case.pay(f"paid-{currency}", case.served_on, owed, PaymentSource.DEBTOR, currency=currency)
    case.script.resolve(case.served_on, act.CompleteProceeding(ground="complete-fulfilled"))


def _levied_in_full(case: CaseBuilder) -> None:
    case.measure("arrest", "ens-arrest-bank-money", case.initiated_on, "in-force")
    case.serve()
    case.measure("levy", "comp-levy-bank-money", case.day(2), "performed")
    # Debt and fee of ten percent on top (Art. 402).
    case.pay("levied", case.day(8), case.owed(case.currency) * Decimal("1.1"), PaymentSource.ACCOUNT_LEVY, "levy")
    case.script.resolve(case.day(10), act.CompleteProceeding(ground="complete-fulfilled"))


def _levied_in_part(case: CaseBuilder) -> None:
    case.serve()
    case.measure("data", "ea-request-property-data", case.script.after(case.served_on, 1), "performed")
    case.measure("accounts", "ens-suspend-account-operations", case.day(1), "in-force")
    case.measure("levy", "comp-levy-bank-money", case.day(2), "in-force")
    for number in range(case.random.randint(1, 4)):
        part = case.owed(case.currency) * case.random.randint(5, 20) / 100
        case.pay(f"part-{number}", case.day(6 + 15 * number), part, PaymentSource.ACCOUNT_LEVY, "levy")


def _wages(case: CaseBuilder) -> None:
    case.serve()
    case.measure("data", "ea-request-info", case.day(1), "performed")
    case.measure("wages", "comp-levy-wages", case.day(5))
    case.send_to_payer("wages", case.day(7))
    case.script.resolve(case.day(12), act.CompleteProceeding(ground="complete-sent-to-work"))


def _employer(random: Random) -> Party:
    identifier = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(random.randint(0, 34_000_000)))
    return Party(kind=PartyKind.LEGAL_PERSON, identifier=identifier, name="Employer", address="Minsk")


def _suspended(case: CaseBuilder) -> None:
    case.serve()
    case.measure("levy", "comp-levy-bank-money", case.day(1), "in-force")
    since = case.day(4)
    case.script.resolve(since, act.SuspendProceeding(ground="suspend-must-document-appealed"))
    case.script.resolve(case.script.after(since, 40), act.ResumeProceeding(reason="resume-ground-ended"))
    case.measure("data", "ea-request-property-data", case.script.after(since, 43), "performed")


def _still_suspended(case: CaseBuilder) -> None:
    case.serve()
    case.measure("accounts", "bank-presentation", case.day(1), "in-force")
    case.script.resolve(case.day(5), act.SuspendProceeding(ground="suspend-must-release-claim"))


def _no_property(case: CaseBuilder) -> None:
    case.serve()
    case.measure("data", "ea-request-property-data", case.day(1), "performed")
    case.measure("levy", "comp-levy-bank-money", case.day(1), "not-performed")
    case.measure("data-2", "ea-request-info", case.day(2), "performed")
    case.script.resolve(case.day(40), act.ReturnDocument(ground="return-no-property", act_drawn_up=True))


def _waived(case: CaseBuilder) -> None:
    case.measure("arrest", "ens-arrest-bank-money", case.initiated_on, "in-force")
    case.serve()
    case.measure("levy", "comp-levy-bank-money", case.day(2), "in-force")
    case.script.resolve(case.day(6), act.TerminateProceeding(ground="terminate-waived"))


def _kept_in_the_country(case: CaseBuilder) -> None:
    case.serve()
    case.measure("exit", "ens-exit-restriction", case.day(2), "adopted", "in-force")
    case.measure("property", "arrest-of-property", case.day(4), "in-force")
    case.pay("paid", case.day(25), case.owed(case.currency) / 3, PaymentSource.DEBTOR)


def _duty_to_act(case: CaseBuilder) -> None:
    case.serve()
    check = CheckPerformance(
        performance_check=case.script.id("check"), claim=1, found="not-performed", circumstances="The wall stands"
    )
    case.script.act(case.day(2), check)
    case.script.resolve(case.day(2), act.ImposeFee())
    case.script.act(case.day(30), act.RecordFulfilment(claim=1))


def _property_sold(case: CaseBuilder) -> None:
    case.serve()
    case.measure("property", "arrest-of-property", case.day(2), "in-force", "performed")
    case.cost("storage", case.day(10), CostKind.STORAGE_AND_TRANSPORT, "184.60")
    case.cost("expert", case.day(12), CostKind.EXPERTS, "320.00")
    other = Executor(id=f"{case.executor.id[:5]}009", full_name="Karpovich Natallia Uladzimirauna")
    case.script.act(case.day(20), act.AssignExecutor(executor=other))
    case.pay("sold", case.day(45), case.owed(BYN) * Decimal("0.7"), PaymentSource.PROPERTY_SALE, "property")


def _two_currencies(case: CaseBuilder) -> None:
    case.serve()
    case.measure("data", "ea-request-property-data", case.day(1), "performed")
    for currency, part in ((BYN, Decimal("0.5")), ("840", Decimal("0.25"))):
        case.pay(f"paid-{currency}", case.day(9), case.owed(currency) * part, PaymentSource.DEBTOR, None, currency)


def _at_once(case: CaseBuilder) -> None:
    case.measure("arrest", "ens-arrest-bank-money", case.initiated_on, "in-force")
    case.serve()
    case.measure("levy", "comp-levy-bank-money", case.script.after(case.initiated_on, 1), "in-force")


def _only_served(case: CaseBuilder) -> None:
    case.serve()


SCENARIOS: Mapping[str, Scenario] = {
    "paid-at-once": Scenario("paid in the voluntary term", _paid_at_once, recent=True),
    "levied-in-full": Scenario("levied from accounts in full, with the fee", _levied_in_full),
    "levied-in-part": Scenario("levied from accounts in part", _levied_in_part),
    "wages": Scenario("sent to the place of work", _wages, debtor=PartyKind.CITIZEN, currencies=(BYN,)),
    "suspended": Scenario("suspended and resumed", _suspended),
    "still-suspended": Scenario("suspended", _still_suspended),
    "no-property": Scenario("returned: no property was found", _no_property),
    "waived": Scenario("terminated: the recoverer waived", _waived),
    "exit": Scenario(
        "exit restricted by the court", _kept_in_the_country, debtor=PartyKind.ENTREPRENEUR, currencies=(BYN,)
    ),
    "duty-to-act": Scenario("a duty to act, with the fee in base units", _duty_to_act, money=False),
    "property-sold": Scenario("property arrested and sold", _property_sold, currencies=(BYN,)),
    "two-currencies": Scenario("claims in two currencies", _two_currencies, currencies=(BYN, "840")),
    "immediate": Scenario("immediate execution", _at_once, currencies=(BYN,), immediate=True),
    "recent": Scenario("the voluntary term runs", _only_served, recent=True),
}
