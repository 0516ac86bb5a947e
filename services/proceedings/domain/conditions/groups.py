"""What a repayment by another debtor of the same debt asks for (Art. 331)."""

from contracts.events.debtor_groups import RepaidByAnotherDebtor
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.procedures import Act, ActRow

GROUP = "policy:debtor-group"
"""Who records what other debtors repaid."""


@CONDITIONS.derived("stated-by-the-group", of_form=True)
def stated_by_the_group(_: Course, act: Act, __: ActRow) -> Problems:
    """It follows from the acts of another proceeding, and is nobody's to state."""
    if act.actor != GROUP:
        yield refused.NOT_BY_THE_GROUP.because(f"{act.actor} is not the group of the debtors")


@CONDITIONS.derived("known-act-of-another", of_form=True)
def known_act_of_another(course: Course, act: Act, _: ActRow) -> Problems:
    """The other debtor's act is one of the procedure."""
    data: RepaidByAnotherDebtor = act.data
    if data.what not in course.rules.law.procedures.enforcement.acts:
        yield refused.OTHER_ACT_UNKNOWN.because(f"there is no act {data.what}")


@CONDITIONS.derived("debtor-shares-the-debt")
def debtor_shares_the_debt(course: Course, _: Act, __: ActRow) -> Problems:
    """The document says that several debtors are liable."""
    if course.liability is None:
        yield refused.NO_COMMON_DEBT.because("the document names no other debtor")
