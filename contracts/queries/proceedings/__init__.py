"""Queries to `proceedings`, and their replies."""

from contracts.queries.proceedings.books import (
    AccountBalance,
    Balances,
    BookTransaction,
    ListTransactions,
    PostedLeg,
    ShowBalances,
    Transactions,
)
from contracts.queries.proceedings.duties import Duties, DutyView, ListDuties
from contracts.queries.proceedings.finding import FindProceedings, Identifier, ProceedingRow, ProceedingRows
from contracts.queries.proceedings.histories import ActView, CorrectionView, History, RevisionView, ShowHistory
from contracts.queries.proceedings.openings import GroundOpening, Opening, Openings, ShowOpenActs
from contracts.queries.proceedings.previews import (
    Allocation,
    Conflict,
    MeasureChange,
    MoneyChange,
    Preview,
    PreviewAct,
    StatusChange,
)
from contracts.queries.proceedings.showing import (
    Balance,
    ClaimBalance,
    MeasureState,
    MeasureView,
    ProceedingView,
    ShowProceeding,
    StatusEntry,
    Term,
    TermKind,
)

__all__ = [
    "AccountBalance",
    "ActView",
    "Allocation",
    "Balance",
    "Balances",
    "BookTransaction",
    "ClaimBalance",
    "Conflict",
    "CorrectionView",
    "Duties",
    "DutyView",
    "FindProceedings",
    "GroundOpening",
    "History",
    "Identifier",
    "ListDuties",
    "ListTransactions",
    "MeasureChange",
    "MeasureState",
    "MeasureView",
    "MoneyChange",
    "Opening",
    "Openings",
    "PostedLeg",
    "Preview",
    "PreviewAct",
    "ProceedingRow",
    "ProceedingRows",
    "ProceedingView",
    "RevisionView",
    "ShowBalances",
    "ShowHistory",
    "ShowOpenActs",
    "ShowProceeding",
    "StatusChange",
    "StatusEntry",
    "Term",
    "TermKind",
    "Transactions",
]
