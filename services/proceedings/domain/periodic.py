"""Claims that fall due in periods: what was presented is paid, and other payments are to come (Art. 337(3))."""

from services.proceedings.domain.course import Course

NONE_TO_COME = "no-payment-to-come"
"""What a paper may show: no payment is to come any more."""


def payments_to_come(course: Course) -> bool:
    """Whether a claim goes on to fall due in periods, as far as acts show; a paper may show that none is to come."""
    periodic = (claim.number for claim in course.initiation.claims if claim.periodic)
    return not course.rest_waived and any(not course.claims[number].fell_away for number in periodic)
