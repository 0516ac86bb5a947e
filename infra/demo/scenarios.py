"""What happens in a proceeding after its initiation, in a dozen usual ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from contracts.commands import proceedings as act
from contracts.documents import Claim, Executor
from contracts.events.proceedings import CostKind, PaymentSource, ServiceMethod
from contracts.values import PartyKind, PositiveMoney
from infra.demo.script import Script

BYN = "933"
ENSURING = frozenset({"ens-arrest-bank-money", "ens-suspend-account-operations"})
"""Ensuring measures of the executor, of which the parties are told on the next working day."""
_METHODS = (ServiceMethod.REGISTERED_MAIL, ServiceMethod.ELECTRONIC, ServiceMethod.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Life:
    """A usual way: what kind of debtor and claims it needs, and how it is written."""

    told: str
    write: Callable[["Course"], None]
    debtor: PartyKind = PartyKind.LEGAL_PERSON
    currencies: tuple[str, ...] | None = None
    money: bool = True
    immediate: bool = False
    recent: bool = False
    """Begun so lately that its voluntary term still runs."""


@dataclass(slots=True)
class Course:
    """A proceeding while its life is written."""

    script: Script
    random: Random
    initiated_on: date
    claims: tuple[Claim, ...]
    executor: Executor
    served_on: date
    compulsory_on: date

    def owed(self, currency: str) -> Decimal:
        """The claims in one currency."""
        return sum(
            (claim.sum.amount for claim in self.claims if claim.sum and claim.sum.currency == currency), Decimal()
        )

    @property
    def currency(self) -> str:
        """The currency of the first money claim."""
        return next(claim.sum.currency for claim in self.claims if claim.sum)

    def serve(self) -> None:
        """Copies of the resolution on initiation go out; the debtor receives one, and the voluntary term starts."""
        copies = self.script.after(self.initiated_on, 1)  # Art. 343(5)
        self.script.act(copies, act.SendResolutionCopies(recipients=("recoverer", "debtor")))
        method = self.random.choice(
            (ServiceMethod.REGISTERED_MAIL, ServiceMethod.ELECTRONIC, ServiceMethod.HANDED_OVER)
        )
        self.script.act(self.served_on, act.RecordService(method=method))

    def day(self, working_days: int) -> date:
        """So many working days into compulsory execution."""
        return self.script.after(self.compulsory_on, working_days)

    def measure(self, name: str, code: str, day: date, *statuses: str, sum_: Decimal | None = None) -> None:
        """A measure and how it moves on, a working day or two apart.

        A measure that waits for the end of the voluntary term is refused until that end is registered. So a life that
        goes on after the term has one before its next status: its history is the same however fast it is played.
        """
        measure = self.script.id(name)
        money = PositiveMoney(amount=sum_, currency=self.currency) if sum_ else None
        add = act.AddMeasure(measure=measure, code=code, sum=money)
        if code in ENSURING:
            self.script.resolve(day, add)  # Art. 348(2)
        else:
            self.script.act(day, add)
        for status in statuses:
            day = self.script.after(day, self.random.randint(1, 2))
            self.script.act(day, act.ChangeMeasureStatus(measure=measure, status=status))

    def pay(
        self,
        name: str,
        day: date,
        amount: Decimal,
        source: PaymentSource,
        measure: str | None = None,
        currency: str | None = None,
    ) -> None:
        """Money comes in."""
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
        """A cost of execution arises, in Belarusian rubles."""
        self.script.act(
            day,
            act.RecordCost(
                cost=self.script.id(name), kind=kind, sum=PositiveMoney(amount=Decimal(amount), currency=BYN)
            ),
        )


def _kopecks(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _paid_at_once(course: Course) -> None:
    """Told of one begun lately: the end of an older term might be registered before the payment is."""
    course.serve()
    for currency in sorted({claim.sum.currency for claim in course.claims if claim.sum}):
        owed = course.owed(currency)
        course.pay(f"paid-{currency}", course.served_on, owed, PaymentSource.DEBTOR, currency=currency)
    course.script.resolve(course.served_on, act.CompleteProceeding(ground="complete-fulfilled"))


def _levied_in_full(course: Course) -> None:
    course.measure("arrest", "ens-arrest-bank-money", course.initiated_on, "in-force")
    course.serve()
    course.measure("levy", "comp-levy-bank-money", course.day(2), "performed")
    # Debt and fee of ten percent on top (Art. 402).
    course.pay(
        "levied", course.day(8), course.owed(course.currency) * Decimal("1.1"), PaymentSource.ACCOUNT_LEVY, "levy"
    )
    course.script.resolve(course.day(10), act.CompleteProceeding(ground="complete-fulfilled"))


def _levied_in_part(course: Course) -> None:
    course.serve()
    course.measure("data", "ea-request-property-data", course.script.after(course.served_on, 1), "performed")
    course.measure("accounts", "ens-suspend-account-operations", course.day(1), "in-force")
    course.measure("levy", "comp-levy-bank-money", course.day(2), "in-force")
    for number in range(course.random.randint(1, 4)):
        part = course.owed(course.currency) * course.random.randint(5, 20) / 100
        course.pay(f"part-{number}", course.day(6 + 15 * number), part, PaymentSource.ACCOUNT_LEVY, "levy")


def _wages(course: Course) -> None:
    course.serve()
    course.measure("data", "ea-request-info", course.day(1), "performed")
    course.measure("wages", "comp-levy-wages", course.day(5), "in-force")
    course.script.resolve(course.day(12), act.CompleteProceeding(ground="complete-sent-to-work"))


def _suspended(course: Course) -> None:
    course.serve()
    course.measure("levy", "comp-levy-bank-money", course.day(1), "in-force")
    since = course.day(4)
    course.script.resolve(since, act.SuspendProceeding(ground="suspend-must-document-appealed"))
    course.script.resolve(course.script.after(since, 40), act.ResumeProceeding(reason="resume-ground-ended"))
    course.measure("data", "ea-request-property-data", course.script.after(since, 43), "performed")


def _still_suspended(course: Course) -> None:
    course.serve()
    course.measure("accounts", "bank-presentation", course.day(1), "in-force")
    course.script.resolve(course.day(5), act.SuspendProceeding(ground="suspend-must-release-claim"))


def _no_property(course: Course) -> None:
    course.serve()
    course.measure("data", "ea-request-property-data", course.day(1), "performed")
    course.measure("levy", "comp-levy-bank-money", course.day(1), "not-performed")
    course.measure("data-2", "ea-request-info", course.day(2), "performed")
    course.script.resolve(course.day(40), act.ReturnDocument(ground="return-no-property", act_drawn_up=True))


def _waived(course: Course) -> None:
    course.measure("arrest", "ens-arrest-bank-money", course.initiated_on, "in-force")
    course.serve()
    course.measure("levy", "comp-levy-bank-money", course.day(2), "in-force")
    course.script.resolve(course.day(6), act.TerminateProceeding(ground="terminate-waived"))


def _kept_in_the_country(course: Course) -> None:
    course.serve()
    course.measure("exit", "ens-exit-restriction", course.day(2), "adopted", "in-force")
    course.measure("property", "arrest-of-property", course.day(4), "in-force")
    course.pay("paid", course.day(25), course.owed(course.currency) / 3, PaymentSource.DEBTOR)


def _duty_to_act(course: Course) -> None:
    course.serve()
    course.script.resolve(course.day(2), act.ImposeFee())
    course.script.act(course.day(30), act.RecordFulfilment(claim=1))


def _property_sold(course: Course) -> None:
    course.serve()
    course.measure("property", "arrest-of-property", course.day(2), "in-force", "performed")
    course.cost("storage", course.day(10), CostKind.STORAGE_AND_TRANSPORT, "184.60")
    course.cost("expert", course.day(12), CostKind.EXPERTS, "320.00")
    other = Executor(id=f"{course.executor.id[:5]}009", full_name="Karpovich Natallia Uladzimirauna")
    course.script.act(course.day(20), act.AssignExecutor(executor=other))
    course.pay("sold", course.day(45), course.owed(BYN) * Decimal("0.7"), PaymentSource.PROPERTY_SALE, "property")


def _two_currencies(course: Course) -> None:
    course.serve()
    course.measure("data", "ea-request-property-data", course.day(1), "performed")
    for currency, part in ((BYN, Decimal("0.5")), ("840", Decimal("0.25"))):
        course.pay(
            f"paid-{currency}", course.day(9), course.owed(currency) * part, PaymentSource.DEBTOR, None, currency
        )


def _at_once(course: Course) -> None:
    course.measure("arrest", "ens-arrest-bank-money", course.initiated_on, "in-force")
    course.serve()
    course.measure("levy", "comp-levy-bank-money", course.script.after(course.initiated_on, 1), "in-force")


def _only_served(course: Course) -> None:
    course.serve()


LIVES: Mapping[str, Life] = {
    "paid-at-once": Life("paid in the voluntary term", _paid_at_once, recent=True),
    "levied-in-full": Life("levied from accounts in full, with the fee", _levied_in_full),
    "levied-in-part": Life("levied from accounts in part", _levied_in_part),
    "wages": Life("sent to the place of work", _wages, debtor=PartyKind.CITIZEN, currencies=(BYN,)),
    "suspended": Life("suspended and resumed", _suspended),
    "still-suspended": Life("suspended", _still_suspended),
    "no-property": Life("returned: no property was found", _no_property),
    "waived": Life("terminated: the recoverer waived", _waived),
    "exit": Life(
        "exit restricted by the court", _kept_in_the_country, debtor=PartyKind.ENTREPRENEUR, currencies=(BYN,)
    ),
    "duty-to-act": Life("a duty to act, with the fee in base units", _duty_to_act, money=False),
    "property-sold": Life("property arrested and sold", _property_sold, currencies=(BYN,)),
    "two-currencies": Life("claims in two currencies", _two_currencies, currencies=(BYN, "840")),
    "immediate": Life("immediate execution", _at_once, currencies=(BYN,), immediate=True),
    "recent": Life("the voluntary term runs", _only_served, recent=True),
}
