"""What the JSON interface looks up: each path with its parameters and reply, for the description."""

from collections.abc import Mapping
from typing import NamedTuple

from contracts.base import Contract
from services.desk.api.disclosures import AnswersShown
from services.desk.api.schemas import Json
from services.desk.domain.statement_files import TakenEntries, TakenStatements


class LookUp(NamedTuple):
    """A path operation that looks something up."""

    path: str
    summary: str
    reply: str | type[Contract]
    """Type of the reply, shortened; empty: a PDF. A model where several replies are put together."""
    query: Mapping[str, Json] = {}
    """Parameters after the question mark."""


_TEXT: Json = {"type": "string", "maxLength": 100}
_FLAG: Json = {"type": "boolean", "default": False}
DAY: Json = {"type": "string", "format": "date"}
_AFTER: Json = {
    "type": "string",
    "maxLength": 1000,
    "description": 'Where the page begins, as the header `Link` of the page before says (`rel="next"`)',
}
_ROWS: Json = {"type": "integer", "minimum": 1, "maximum": 1000}
_PARTY: Json = {**_TEXT, "examples": ["unp:191234563"]}
_PAGE: Mapping[str, Json] = {"limit": _ROWS, "after": _AFTER}
_OF_DAY: Mapping[str, Json] = {"day": DAY, "executor": _TEXT, **_PAGE}
_POSTED: Mapping[str, Json] = {"since": DAY, "until": DAY, **_PAGE}
_STANDINGS: Json = {"type": "string", "enum": ["running", "suspended", "expired", "met", "closed"]}

LOOK_UPS = (
    LookUp(
        "/proceedings",
        "Find proceedings by number, execution document, or identifier of a party",
        "proceedings.find-proceedings",
        {
            "number": _TEXT,
            "document": _TEXT,
            "issuer": _TEXT,
            "debtor": _PARTY,
            "recoverer": _PARTY,
            "limit": _ROWS,
            "after": _AFTER,
        },
    ),
    LookUp("/proceedings/{number}", "A proceeding as it stands", "proceedings.show-proceeding"),
    LookUp(
        "/proceedings/{number}/history",
        "Its last acts in the order of their days; the next page has those before them",
        "proceedings.show-history",
        _PAGE,
    ),
    LookUp(
        "/proceedings/{number}/open-acts",
        "Which acts are open to the person on a day, and why others are not",
        "proceedings.show-open-acts",
        {"day": DAY},
    ),
    LookUp(
        "/proceedings/{number}/limits", "Its time limits, each with how it is computed", "deadlines.list-limits", _PAGE
    ),
    LookUp(
        "/proceedings/{number}/disclosures",
        "What the court was answered about it, and the status that each answer showed; by default of thirty days",
        AnswersShown,
        {"since": DAY, "until": DAY, "limit": {**_ROWS, "maximum": 100}, "after": _AFTER},
    ),
    LookUp(
        "/proceedings/{number}/documents",
        "Its last resolutions in the order of their numbers; the next page has those before them",
        "proceedings.list-documents",
        _PAGE,
    ),
    LookUp("/proceedings/{number}/documents/{resolution}", "The document of a resolution", ""),
    LookUp(
        "/proceedings/{number}/balances",
        "What its accounts hold at the end of a day; without a day by everything on record",
        "proceedings.show-balances",
        {"as_of": DAY},
    ),
    LookUp(
        "/proceedings/{number}/transactions",
        "What was posted for it, in the order of recording",
        "proceedings.list-transactions",
        _POSTED,
    ),
    LookUp(
        "/balances",
        "What the accounts of the body hold at the end of a day; without a day by everything on record",
        "proceedings.show-balances",
        {"as_of": DAY},
    ),
    LookUp(
        "/transactions",
        "What was posted in the books of the body, in the order of recording",
        "proceedings.list-transactions",
        _POSTED,
    ),
    LookUp(
        "/payables",
        "Money of the body's proceedings for which no payout is ordered",
        "proceedings.list-payables",
        _PAGE,
    ),
    LookUp(
        "/bank-statements",
        "Files of the bank that were taken in, the latest first",
        TakenStatements,
        {"limit": {**_ROWS, "maximum": 200}, "after": _AFTER},
    ),
    LookUp(
        "/bank-statements/{statement}",
        "A file of the bank that was taken in, with what became of its entries",
        TakenEntries,
        {"limit": {**_ROWS, "maximum": 200}, "after": _AFTER},
    ),
    LookUp("/duties", "Open duties", "proceedings.list-duties", {"executor": _TEXT, "limit": _ROWS, "after": _AFTER}),
    LookUp(
        "/limits",
        "Time limits",
        "deadlines.list-limits",
        {"executor": _TEXT, "standing": _STANDINGS, "due_from": DAY, "due_to": DAY, "limit": _ROWS, "after": _AFTER},
    ),
    LookUp("/outgoing", "What the body sent on a day in its proceedings", "proceedings.list-outgoing", _OF_DAY),
    LookUp("/outgoing/statements", "What the body sent on a day about statements", "intake.list-outgoing", _OF_DAY),
    LookUp(
        "/unidentified",
        "Money that no proceeding is named for",
        "proceedings.list-unidentified",
        {"settled": _FLAG, "limit": _ROWS, "after": _AFTER},
    ),
    LookUp("/substitutes", "Who stands in for whom, now and later", "proceedings.list-substitutions"),
    LookUp(
        "/caseload",
        "The proceedings of the body in numbers; statuses and money since a day, by default of twelve months",
        "proceedings.show-caseload",
        {"since": DAY},
    ),
    LookUp(
        "/statements/undistributed",
        "Statements that no executor has, the oldest first, and what each executor has in work",
        "intake.list-undistributed",
        _PAGE,
    ),
    LookUp("/statements/{body}/{number}/documents/{resolution}", "The document of a refusal or return", ""),
    LookUp("/statements/{body}/{number}", "A statement as it is on record", "intake.show-statement"),
)
