"""Who may act on time limits: those who have the case, and operators where it is about the calendar."""

from collections.abc import Collection, Iterator, Mapping

from contracts.commands.deadlines import (
    AnnounceDueLimits,
    ExtendLimit,
    MeetLimit,
    PublishCalendar,
    RescheduleLimits,
    RestoreLimit,
)
from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.registry import Command
from services.deadlines.domain.rules import Carrier
from shared.actors import CLERKS, COURT, OPERATOR, SUPERIOR, Sender
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.limit_acts import ActOnLimit, LimitActTable

OF_THE_CASE: Mapping[type[Command], ActOnLimit] = {
    ExtendLimit: "extend-limit",
    RestoreLimit: "restore-limit",
    MeetLimit: "meet-limit",
}
"""The acts on one limit; the rule set has the article of each."""
UPKEEP: frozenset[type[Command]] = frozenset({PublishCalendar, RescheduleLimits, AnnounceDueLimits})
"""What operators and the service's timer send."""


def unfit(
    command: CommandEnvelope[Command], carrier: Carrier | None, stands_in: Collection[str], law: RuleSet
) -> Iterator[Problem]:
    """Why its sender does not send a command. The system is not asked; operators keep the calendar."""
    sender, act, rules = Sender.named(command.actor), OF_THE_CASE.get(type(command.data)), law.proceedings.limit_acts
    article = str(rules.acts[act].article) if act is not None else None
    # What the service observes or reads anew comes from no sender.
    if sender.is_system or type(command.data) not in {*OF_THE_CASE, *UPKEEP}:
        return
    allowed = {OPERATOR} if article is None else {*CLERKS, COURT, SUPERIOR}
    if sender.role not in allowed:
        detail = f"{command.actor} is none of {', '.join(sorted(allowed))}"
        yield _problem("actor-unfit", "the act is for those whom the Code names", article, detail)
    elif carrier is not None and sender.body not in {None, carrier.body}:
        rule = "the body that has the case acts on its time limits"
        yield _problem(
            "actor-of-another-body", rule, _of(rules, "body"), f"{command.actor} is not of body {carrier.body}"
        )
    elif _is_with_another(carrier, sender, stands_in):
        rule = "the executor who has the case acts on its time limits"
        detail = f"the case has executor {carrier.executor if carrier else None}"
        yield _problem("not-the-executor", rule, _of(rules, "executor"), detail)


def _is_with_another(carrier: Carrier | None, sender: Sender, stands_in: Collection[str]) -> bool:
    if carrier is None or carrier.executor is None or sender.executor is None:
        return False
    return carrier.executor not in {sender.executor, *stands_in}


def _of(rules: LimitActTable, holder: str) -> str:
    return str(rules.holders[holder].article)


def _problem(code: str, rule: str, article: str | None, detail: str) -> Problem:
    return Problem(code=code, field="actor", rule=rule, article=article, detail=detail)
