"""Every event and command of the house, by type."""

from types import ModuleType

from contracts import acts
from contracts.commands import accounts as account_commands
from contracts.commands import backlogs as backlog_commands
from contracts.commands import corrections as corrections_commands
from contracts.commands import deadlines as deadlines_commands
from contracts.commands import debtor_groups as debtor_group_commands
from contracts.commands import distribution as distribution_commands
from contracts.commands import edge as edge_commands
from contracts.commands import information as information_commands
from contracts.commands import intake as intake_commands
from contracts.commands import intake_corrections as intake_correction_commands
from contracts.commands import intake_facts as intake_fact_commands
from contracts.commands import intake_handling as intake_handling_commands
from contracts.commands import parties as parties_commands
from contracts.commands import proceedings as proceedings_commands
from contracts.commands import subscribers as subscriber_commands
from contracts.commands import substitutes as substitute_commands
from contracts.events import accounts as account_events
from contracts.events import corrections as corrections_events
from contracts.events import deadlines as deadlines_events
from contracts.events import debtor_groups as debtor_group_events
from contracts.events import distribution as distribution_events
from contracts.events import duties as duties_events
from contracts.events import edge as edge_events
from contracts.events import information as information_events
from contracts.events import intake as intake_events
from contracts.events import intake_corrections as intake_correction_events
from contracts.events import intake_duties as intake_duty_events
from contracts.events import intake_facts as intake_fact_events
from contracts.events import intake_handling as intake_handling_events
from contracts.events import money as money_events
from contracts.events import parties as parties_events
from contracts.events import proceedings as proceedings_events
from contracts.events import subscribers as subscriber_events
from contracts.events import substitutes as substitute_events
from contracts.events import valuation as valuation_events
from contracts.registry import Command, Event, Registry


def _declared_in(base: type[Event] | type[Command], *modules: ModuleType) -> list[type[Event] | type[Command]]:
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, base)
        and value.__module__ == module.__name__
        and "type" in vars(value)
    ]


EVENTS = Registry(
    _declared_in(
        Event,
        intake_events,
        intake_fact_events,
        intake_duty_events,
        intake_correction_events,
        intake_handling_events,
        proceedings_events,
        duties_events,
        valuation_events,
        parties_events,
        debtor_group_events,
        distribution_events,
        information_events,
        money_events,
        account_events,
        substitute_events,
        corrections_events,
        deadlines_events,
        edge_events,
        subscriber_events,
    ),
    unknown_fields="ignore",
    elsewhere=acts.EVENTS,
)
COMMANDS = Registry(
    _declared_in(
        Command,
        intake_commands,
        intake_fact_commands,
        intake_correction_commands,
        intake_handling_commands,
        proceedings_commands,
        corrections_commands,
        parties_commands,
        debtor_group_commands,
        distribution_commands,
        information_commands,
        account_commands,
        substitute_commands,
        backlog_commands,
        deadlines_commands,
        edge_commands,
        subscriber_commands,
    ),
    unknown_fields="forbid",
    elsewhere=acts.COMMANDS,
)
