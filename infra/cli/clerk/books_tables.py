"""Tables of the books."""

from contracts.queries import proceedings as queries
from infra.cli.clerk.labels import money, words_in
from infra.cli.clerk.tables import table
from infra.cli.common.terminal import PlainTable
from shared.clock import MINSK
from shared.law.names import Language


def balances_table(found: queries.Balances, language: Language) -> PlainTable:
    """What accounts hold, debits and credits apart."""
    return table(
        words_in(language),
        "",
        ("book", "account", "line", "debit", "credit"),
        ((each.book, each.account, _line(each), *_sides(each)) for each in found.balances),
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
            _line(leg),
            *_sides(leg),
        )
        for each in found.transactions
        for leg in each.legs
    )
    columns = ("number", "recorded", "posted on", "effective", "account", "line", "debit", "credit")
    return table(words_in(language), "", columns, rows)


def _line(leg: queries.AccountBalance | queries.PostedLeg) -> str:
    return f"{leg.line or ''}{f' {leg.claim}' if leg.claim else ''}"


def _sides(leg: queries.AccountBalance | queries.PostedLeg) -> tuple[str, str]:
    return (money(leg.sum), "") if leg.side == "debit" else ("", money(leg.sum))
