"""What acts of book-keeping do: their rows say which sums they post and which thing they move."""

from collections.abc import Iterator
from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.overpayments import end_overpayments, find_overpayments, on_accounts
from services.proceedings.domain.reductions import release
from services.proceedings.domain.things import named_in
from shared.books import Account
from shared.law.procedures import Act, ActRow


@EFFECTS.named("post")
def post(course: Course, act: Act, row: ActRow) -> None:
    """The act moves its things; its event posts what the row says."""
    before = on_accounts(course)
    course.things.take(act, row)
    course.publish(act.data, act.day)
    for payout in _came_back(course, act, row):
        end_overpayments(course, row, before, payout)
    release(course, act.day, row.article)
    find_overpayments(course, row)


@EFFECTS.named("post-step")
def post_step(course: Course, act: Act, row: ActRow) -> None:
    """The same of an act that posts what lies on a thing: nothing where the thing is not there to be moved."""
    if all(course.things.status(named.id) in named.before for named in named_in(row, act.data)):
        post(course, act, row)


def _came_back(course: Course, act: Act, row: ActRow) -> Iterator[UUID]:
    """The payout that did not leave, or came back: its sum is on the account again that it left."""
    credited = {posting.credit for posting in row.posts}
    for given in (getattr(act.data, move.of) for move in row.moves_thing if f"{{{move.of}}}" in credited):
        opened = course.custody.postings.opened.get(given)
        if opened is not None and opened.to is Account.PAYOUT_IN_TRANSIT:
            yield given
