"""Statements, documents, parties and claims of the demo; all persons and firms are invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from contracts.commands.intake import RegisterStatement
from contracts.documents import BankStep, Claim, ExecutionDocument, Executor, IssuingAuthority, StatementContents
from contracts.values import IdentifierKind, Party, PartyKind, PersonIdentifier, PositiveMoney
from infra.demo.persons import payer_number, personal_number

BODIES = ("0101", "0102", "0201", "0301", "0401", "0501", "0601", "0701")
COURTS = {
    "EC-MINSK": "Economic Court of the City of Minsk",
    "EC-BREST": "Economic Court of Brest Region",
    "EC-VITEBSK": "Economic Court of Vitebsk Region",
    "EC-GOMEL": "Economic Court of Gomel Region",
    "EC-GRODNO": "Economic Court of Grodno Region",
    "EC-MOGILEV": "Economic Court of Mogilev Region",
}
_SURNAMES = ("Kavaliova", "Navitski", "Zhuk", "Marozava", "Sidarenka", "Lapitski", "Baranava", "Hurynovich")
_GIVEN = ("Alena Viktarauna", "Siarhei Ivanavich", "Volha Piatrouna", "Dzmitry Alehavich", "Iryna Mikalaeuna")
_FIRMS = (
    "Agrobud",
    "Belmetal",
    "Dvina Trade",
    "Zapad Les",
    "Karelia Stroi",
    "Neman Plast",
    "Polesie Grain",
    "Svisloch",
)
_CURRENCIES = ("933", "933", "933", "933", "643", "840", "978")


@dataclass(frozen=True, slots=True)
class Order:
    """The parameters of a case."""

    number: int
    received_on: date
    debtor_kind: PartyKind = PartyKind.LEGAL_PERSON
    claims: tuple[Claim, ...] = ()
    immediate: bool = False


def executor(random: Random, body: str) -> Executor:
    """One of five executors of a body."""
    return executor_of(body, random.randint(1, 5))


def executor_of(body: str, number: int) -> Executor:
    """The executor of a body with this number."""
    index = int(body) + number
    surname, given = _SURNAMES[index % len(_SURNAMES)], _GIVEN[index % len(_GIVEN)]
    return Executor(id=f"{body}-{number:03}", full_name=f"{surname} {given}")


def party(random: Random, kind: PartyKind) -> Party:
    """A party with an identifier of its kind."""
    if kind is PartyKind.CITIZEN:
        born = date(1960, 1, 1) + timedelta(days=random.randint(0, 14_000))
        start = f"{random.randint(3, 4)}{born:%d%m%y}A{random.randint(0, 999):03}PB"
        identifier = PersonIdentifier(kind=IdentifierKind.PERSONAL_NUMBER, value=personal_number(start))
        name = f"{random.choice(_SURNAMES)} {random.choice(_GIVEN)}"
    else:
        identifier = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(random.randint(0, 34_000_000)))
        name = f"{random.choice(_FIRMS)} {'LLC' if kind is PartyKind.LEGAL_PERSON else '(sole trader)'}"
    return Party(kind=kind, identifier=identifier, name=name, address=f"Street {random.randint(1, 90)}, Belarus")


def money_claims(random: Random, currencies: tuple[str, ...] | None = None) -> tuple[Claim, ...]:
    """A principal debt, often with a penalty, sometimes with state duty; one set per currency."""
    claims: list[Claim] = []
    for currency in currencies or (random.choice(_CURRENCIES),):
        debt = Decimal(random.randint(20_000, 4_500_000)) / 100
        sums = {"principal-debt": debt}
        if random.random() < 0.6:
            sums["penalty"] = (debt * random.randint(3, 18) / 100).quantize(Decimal("0.01"))
        if random.random() < 0.4 and currency == "933":
            sums["state-duty"] = Decimal(random.randint(9_000, 90_000)) / 100
        claims += [
            Claim(number=len(claims) + place, type=type_, sum=PositiveMoney(amount=amount, currency=currency))
            for place, (type_, amount) in enumerate(sums.items(), start=1)
        ]
    return tuple(claims)


def register(random: Random, order: Order, tag: str, **changes: object) -> RegisterStatement:
    """The statement with its document; `changes` replaces fields of the statement, its document or its contents."""
    court = random.choice(tuple(COURTS))
    decided = order.received_on - timedelta(days=random.randint(45, 110))
    in_force = decided + timedelta(days=16)
    case_number = f"{random.randint(100, 399)}EIP{decided:%y}{order.number:04}"
    document = ExecutionDocument(
        kind="court-order" if order.number % 5 else "writ-ruling",
        issuer=IssuingAuthority(code=court, name=COURTS[court]),
        number=f"{case_number}-{tag}",
        decided_on=decided,
        in_force_on=in_force,
        issued_on=in_force + timedelta(days=2),
        case_number=case_number,
        immediate_execution=order.immediate,
        operative_part="To recover the debt from the debtor in favour of the recoverer.",
    )
    has_money = any(claim.sum for claim in order.claims)
    statement = RegisterStatement(
        body=random.choice(BODIES),
        registration_number=f"{tag}/{order.number:04}",
        recoverer=party(random, PartyKind.LEGAL_PERSON),
        debtor=party(random, order.debtor_kind),
        document=document,
        claims=order.claims,
        contents=StatementContents(bank_step=BankStep.PROVED if has_money else BankStep.NOT_APPLICABLE),
    )
    return _changed(statement, changes)


def _changed(statement: RegisterStatement, changes: dict[str, object]) -> RegisterStatement:
    parts: dict[str, object] = {}
    for name in ("document", "contents", "recoverer"):
        part = getattr(statement, name)
        own = {field: value for field, value in changes.items() if field in type(part).model_fields}
        if own:
            parts[name] = part.model_copy(update=own)
    return statement.model_copy(update=parts)
