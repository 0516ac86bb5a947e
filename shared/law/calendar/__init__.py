"""The working calendar of Belarus: holidays, transfers of working days, office hours, night time."""

from shared.law.calendar.acts import Act, ActDay, CalendarAct, Kind, load_acts
from shared.law.calendar.belarus import belarus
from shared.law.calendar.days import Day, Reason
from shared.law.calendar.working import OutsideCalendar, WorkingCalendar

__all__ = [
    "Act",
    "ActDay",
    "CalendarAct",
    "Day",
    "Kind",
    "OutsideCalendar",
    "Reason",
    "WorkingCalendar",
    "belarus",
    "load_acts",
]
