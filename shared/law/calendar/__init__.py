"""The working calendar of Belarus: holidays, transfers of working days, office hours, night time."""

from shared.law.calendar.acts import Act, ActDay, CalendarAct, Kind, load_acts
from shared.law.calendar.belarus import belarus
from shared.law.calendar.days import Day, Reason
from shared.law.calendar.hours import (
    Hours,
    NightTime,
    OfficeClosed,
    OfficeHours,
    Permission,
    executive_action,
    packaged_hours,
)
from shared.law.calendar.working import OutsideCalendar, WorkingCalendar

__all__ = [
    "Act",
    "ActDay",
    "CalendarAct",
    "Day",
    "Hours",
    "Kind",
    "NightTime",
    "OfficeClosed",
    "OfficeHours",
    "OutsideCalendar",
    "Permission",
    "Reason",
    "WorkingCalendar",
    "belarus",
    "executive_action",
    "load_acts",
    "packaged_hours",
]
