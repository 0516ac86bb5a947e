"""Which status the read model had of a proceeding at a moment: by day, and before and after a revision."""

from datetime import date, timedelta

from contracts.queries.access_log import KnownMoment, ListKnownStates
from services.court_query.known_states import known_states
from shared.court_card.card import known_at, until
from shared.court_card.entries import CardEntries, current, in_effect
from shared.database import Connection
from tests.factories.proceedings import life, number_of
from tests.integration.court_query.test_projection import applied, whole
from tests.integration.court_query.test_revisions import LATER, corrected


def last_of(card: CardEntries) -> tuple[str, date] | None:
    statuses = sorted(current(card.statuses), key=in_effect)
    return (statuses[-1].code, statuses[-1].effective) if statuses else None


async def states(service: Connection, *moments: KnownMoment) -> list[tuple[str, date] | None]:
    asked = ListKnownStates(proceeding=number_of(3), moments=moments)
    found = (await known_states(service, asked)).states
    return [(each.status, each.since) if each else None for each in found]


async def test_it_is_the_last_status_of_the_card_of_each_moment(service: Connection) -> None:
    events = life(3)
    await applied(service, events)
    card = whole(3).course
    moments = [event.recorded_at for event in events[:8]]
    days = [None, *(event.effective_date for event in events[:8]), events[0].effective_date - timedelta(days=1)]
    asked = [KnownMoment(as_of=day, known_at=moment) for moment in moments for day in days]
    expected = [last_of(until(known_at(card, each.known_at), each.as_of)) for each in asked]
    assert await states(service, *asked) == expected
    assert len(set(expected)) > 2


async def test_a_revision_leaves_what_was_known_before(service: Connection) -> None:
    await applied(service, corrected())
    before, after = (KnownMoment(known_at=LATER + each) for each in (-timedelta(seconds=1), timedelta()))
    assert None not in await states(service, before, after)


async def test_what_an_earlier_release_recorded_is_not_known(owner: Connection, service: Connection) -> None:
    await applied(service, life(3))
    await owner.execute("UPDATE read_model_a.status SET recorded_at = NULL")
    assert await states(service, KnownMoment(known_at=LATER)) == [None]


async def test_a_proceeding_that_is_not_there_has_no_state(service: Connection) -> None:
    assert await states(service, KnownMoment(known_at=LATER)) == [None]
