"""Queries to `proceedings`, and their replies."""

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
    "ActView",
    "Allocation",
    "Balance",
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
    "MeasureChange",
    "MeasureState",
    "MeasureView",
    "MoneyChange",
    "Opening",
    "Openings",
    "Preview",
    "PreviewAct",
    "ProceedingRow",
    "ProceedingRows",
    "ProceedingView",
    "RevisionView",
    "ShowHistory",
    "ShowOpenActs",
    "ShowProceeding",
    "StatusChange",
    "StatusEntry",
    "Term",
    "TermKind",
]
