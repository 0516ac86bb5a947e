"""What it takes to lift an ensuring measure in part (Art. 348(9))."""

from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.measure_requests import granted_by, is_lifted_in_part, restricted_rights
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("part-to-be-lifted")
def part_to_be_lifted(course: Course, act: Act, row: ActRow) -> Problems:
    """A petition, or the decision on it, names some of the rights that the measure still restricts, and not all.

    Of a measure that restricts no such rights the decision says in words what stays.
    """
    measure = course.measures.get(act.data.measure)
    if measure is None:
        return  # other conditions say so
    filed = act.name == "petition-on-measure"
    in_part = granted_by(course, act.data.kind).to is None if filed else is_lifted_in_part(course, act.data)
    named = set(getattr(act.data, "lifted_rights", None) or ())
    rights = set(restricted_rights(course, measure)) if in_part else set()
    of_rights = in_part and bool(course.rules.asked_by_measure(measure.code).rights)
    if not named.issubset(rights) or (of_rights and not named):
        detail = f"{measure.code} restricts {', '.join(sorted(rights)) or 'nothing that is lifted apart'}"
        yield refused.RIGHTS_UNFIT.at("lifted_rights").because(detail, row.article)
    elif of_rights and named == rights:
        yield refused.RIGHTS_UNFIT.at("lifted_rights").because("nothing of the measure is left", row.article)
    elif in_part and not filed and not of_rights and getattr(act.data, "subject", None) is None:
        yield refused.PART_UNSTATED.because(f"{measure.code} is lifted in part", row.article)
