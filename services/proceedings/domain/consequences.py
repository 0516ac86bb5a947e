"""What an act asks for besides what it changes: the document it is made in, whom to notify, duties."""

from collections.abc import Iterator
from uuid import UUID

from contracts.codelists import Names
from contracts.queries import proceedings as queries
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.documents.force import copies_to, kind_of
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.rules import Rules
from services.proceedings.domain.views import duties
from shared.law.procedures import Act
from shared.law.rule_sets.parts.acts import ActRow


def document_of(state: Journal, course: Course, act: UUID) -> str | None:
    """The kind of document that the act is made in; none: it is made in none, or the command records no act."""
    found = _recorded(state, act)
    return kind_of(_row(found, course), found.data, course.rules, found.day) if found else None


def notices_of(state: Journal, course: Course, act: UUID) -> Iterator[queries.NoticeDue]:
    """Who is to be informed of the act: by its row, and of a resolution who carries out what it orders."""
    found = _recorded(state, act)
    if found is None:
        return
    row, made = _row(found, course), document_of(state, course, act)
    for place, notice in enumerate(row.notify):
        whom = copies_to(row, act, course) if made and place == 0 else tuple(notice.whom)
        limit = notice.limit and _limit_names(notice.limit, course.rules)
        yield queries.NoticeDue(whom=whom, within=limit, article=str(notice.article))


def duty_changes(
    stream: UUID, before: tuple[Journal, Course], after: tuple[Journal, Course]
) -> Iterator[queries.DutyChange]:
    """The duties that open, and those that close."""
    was, now = (
        {(each.duty, each.act): each for each in duties(stream, state, course.items)}
        for state, course in (before, after)
    )
    for opens, here, there in ((True, now, was), (False, was, now)):
        for key, duty in here.items():
            if key not in there:
                yield queries.DutyChange(
                    duty=duty.duty, opens=opens, who=duty.who, whom=duty.whom, article=duty.article
                )


def _recorded(state: Journal, act: UUID) -> Act | None:
    return next((each for each in state.acts if each.id == act), None)


def _row(act: Act, course: Course) -> ActRow:
    return procedure_of(course.rules.id).rows[act.name]


def _limit_names(limit: str, rules: Rules) -> Names:
    what = rules.law.limit(limit).what
    return Names(en=what.en, ru=what.ru or what.en, be=what.be or what.en)
