"""What the clerk's tables of money show, in three languages."""

from decimal import Decimal

import pytest

from contracts.queries.proceedings import AccountBalance, Allocation, Balances
from contracts.values import Money, PositiveMoney
from infra.cli.clerk.books_tables import balances_table
from infra.cli.clerk.fields import row_of, rows
from infra.cli.clerk.previews import allocation_table
from infra.cli.common.terminal import PlainTable
from shared.act_fields import creates
from shared.law.names import Language

NOTHING = Money(amount=Decimal("0.00"), currency="933")
HELD = Money(amount=Decimal("3300.00"), currency="933")


def cells(table: PlainTable) -> list[list[str]]:
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("language", "called"),
    [("en", "held unallocated"), ("ru", "остается нераспределенным"), ("be", "застаецца неразмеркаваным")],
)
def test_what_stays_unallocated_is_shown(language: Language, called: str) -> None:
    allocation = Allocation(
        costs=Money(amount=Decimal("10.00"), currency="933"),
        fee=NOTHING,
        repayments=(),
        surplus=NOTHING,
        unallocated=HELD,
        explanation=(),
    )
    assert [called, "3300.00 BYN"] in cells(allocation_table(allocation, language))


def test_nothing_is_shown_where_nothing_stays() -> None:
    allocation = Allocation(costs=NOTHING, fee=NOTHING, repayments=(), surplus=HELD, explanation=())
    assert cells(allocation_table(allocation, "en")) == [["surplus", "3300.00 BYN"]]


@pytest.mark.parametrize(("language", "line"), [("en", "claim 1"), ("ru", "требование 1"), ("be", "патрабаванне 1")])
def test_what_an_account_is_for_is_said_in_each_language(language: Language, line: str) -> None:
    balance = AccountBalance(
        book="debt",
        account="outstanding",
        line="claim",
        claim=1,
        side="debit",
        sum=PositiveMoney(amount=HELD.amount, currency="933"),
    )
    [row] = cells(balances_table(Balances(balances=(balance,)), language))
    assert row[2] == line


def test_an_act_gives_an_id_to_what_it_opens_and_to_nothing_else() -> None:
    for act, row in rows().items():
        opened = {move.of for move in row.moves_thing if not move.from_}
        named = {move.of for move in row.moves_thing} - {"measure", "payment", "cost"}
        assert {of for of in named if creates(row, of)} == opened & named, act
    assert creates(row_of("order-payout"), "payout")
    assert not creates(row_of("confirm-payout"), "payout")
