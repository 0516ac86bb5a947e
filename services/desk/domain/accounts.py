"""Who records which act on the account of a body: the rows of the rule set say it, and the service keeps them, too."""

from contracts.commands.accounts import ClosePeriod
from services.desk.domain.people import Person
from shared.actors import Sender
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.proceeding_money import AccountActs
from shared.law.senders import actor_of

CLOSE = ClosePeriod.type.split(".")[2]


def row_of(law: RuleSet, act: str) -> AccountActs:
    """The row that names who records an act."""
    money = law.proceedings.money
    return money.closing if act == CLOSE else money.unidentified


def records(law: RuleSet, person: Person, act: str) -> bool:
    """Whether a person records an act on the account of the person's body."""
    return actor_of(law, Sender.named(person.actor)) in row_of(law, act).by
