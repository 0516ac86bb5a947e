"""Suspensions and their terms (Art. 362-364)."""

from services.proceedings.domain.refusals.refusal import Refusal

TERM_MISSING = Refusal("suspension-term-missing", "the suspension has a term", "Art. 364(1)", "until")
TERM_NOT_A_DATE = Refusal(
    "suspension-term-not-a-date", "the suspension lasts until its circumstance ends", "Art. 364(1)", "until"
)
TERM_BEFORE_START = Refusal("suspension-term-too-short", "the term ends after it begins", "Art. 364(1)", "until")
TERM_OUTSIDE_CALENDAR = Refusal(
    "suspension-term-outside-calendar", "the working calendar knows the last day", "Art. 135(7)", "until"
)
TERM_TOO_LONG = Refusal("suspension-term-too-long", "the term has a longest length", "Art. 364(1)", "until")
TERM_NOT_LONGER = Refusal("suspension-term-not-later", "an extension ends later than the term", "Art. 364(1)", "until")
REASON_UNFIT = Refusal("reason-unfit", "the reason is one of resumption", "Art. 364(2)", "reason")
SUSPENSION_NOT_OVER = Refusal(
    "suspension-term-not-over", "the term of the suspension has expired", "Art. 364(1)", "effective_date"
)
SUSPENDED_ON_THIS_GROUND = Refusal(
    "suspended-on-this-ground", "a ground suspends once while it lasts", "Art. 362(1)", "ground"
)
SUSPENSION_NOT_NAMED = Refusal(
    "suspension-not-named", "of several grounds of suspension the resumption names one", "Art. 364(2)", "ground"
)
SUSPENSION_UNKNOWN = Refusal(
    "suspension-unknown", "the resumption ends a suspension that lasts", "Art. 364(2)", "ground"
)
SUCCESSOR_MISSING = Refusal(
    "successor-not-named", "the suspension lasts until a successor is named", "Art. 364(1) ind. 2", "ground"
)
