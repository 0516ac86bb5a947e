"""The working calendar with the acts of government that `deadlines` has published (table `calendar_act`)."""

from collections.abc import Sequence

from contracts.events.deadlines import CalendarPublished
from shared.database import Connection
from shared.failures import PermanentFailure
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.calendar.published import calendar_with, encoded


async def current_calendar(connection: Connection) -> WorkingCalendar:
    """The calendar with every act published so far."""
    return calendar_with(await _acts(connection))


async def note_acts(connection: Connection, published: Sequence[CalendarPublished]) -> None:
    """Keep acts in the order of publication. Raises PermanentFailure for one that does not fit those before it."""
    acts = [*await _acts(connection), *map(encoded, published)]
    try:
        calendar_with(acts)
    except (ValueError, OutsideCalendar) as error:
        raise PermanentFailure(f"the calendar act cannot be applied: {error}") from error
    await connection.executemany(_NOTE, [(act.version, encoded(act)) for act in published])


async def _acts(connection: Connection) -> list[bytes]:
    return [row["act"] for row in await connection.fetch(_ACTS)]


_ACTS = "SELECT act FROM calendar_act ORDER BY position"
_NOTE = "INSERT INTO calendar_act (version, act) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING"
