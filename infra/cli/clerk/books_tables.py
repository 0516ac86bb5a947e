"""Tables of the books."""

from contracts.queries import proceedings as queries
from infra.cli.clerk.labels import money, words_in
from infra.cli.clerk.names import value_name
from infra.cli.clerk.tables import table
from infra.cli.common.terminal import PlainTable
from shared.clock import MINSK
from shared.law.names import Language


def balances_table(found: queries.Balances, language: Language) -> PlainTable:
    """What accounts hold, debits and credits apart."""
    return table(
        words_in(language),
        "",
        ("account", "name", "line", "debit", "credit"),
        (
            (each.account, value_name(each.account, language), _line(each, language), *_sides(each))
            for each in found.balances
        ),
        prose=("name",),
    )


def transactions_table(found: queries.Transactions, language: Language) -> PlainTable:
    """What was posted, leg by leg."""
    rows = (
        (
            each.number,
            f"{each.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
            str(each.posted_on),
            str(leg.effective_on),
            leg.account,
            value_name(leg.account, language),
            _line(leg, language),
            *_sides(leg),
        )
        for each in found.transactions
        for leg in each.legs
    )
    columns = ("number", "recorded", "posted on", "effective", "account", "name", "line", "debit", "credit")
    return table(words_in(language), "", columns, rows, prose=("name",))


def unidentified_table(found: queries.UnidentifiedMoney, language: Language) -> PlainTable:
    """Money that no proceeding is named for, and payouts that send it back."""
    rows: list[tuple[str, ...]] = []
    for each in found.receipts:
        order = f"{each.bank_order.number} {each.bank_order.dated}"
        head = (str(each.credited_on), each.payer, order, each.purpose)
        rows.append((*head, money(each.sum), money(each.held), str(each.receipt)))
        for sent in each.returns:
            say = words_in(language)
            what = say("debited") if sent.confirmed_on else say("ordered back")
            day = str(sent.confirmed_on or sent.ordered_on)
            rows.append((day, what, "", "", money(sent.sum), "", str(sent.payout)))
    columns = ("credited", "payer", "bank order", "purpose", "sum", "held", "id")
    return table(words_in(language), "", columns, rows, prose=("payer", "purpose"))


def _line(leg: queries.AccountBalance | queries.PostedLeg, language: Language) -> str:
    return f"{words_in(language)(leg.line) if leg.line else ''} {leg.claim or ''}".strip()


def _sides(leg: queries.AccountBalance | queries.PostedLeg) -> tuple[str, str]:
    return (money(leg.sum), "") if leg.side == "debit" else ("", money(leg.sum))
