"""Answers of service 3.11.01 besides cards, as tables for a person."""

from collections.abc import Iterable

from rich.console import Group, RenderableType

from contracts.service_3_11_01 import BulkTask, ChangesAnswer, Policy, ReconciliationAnswer
from infra.terminal import PlainTable


def policy_tables(policy: Policy) -> Group:
    """What the service offers to the consumer that asks."""
    rights, contact = policy.rights, policy.contact
    until = rights.valid_to.isoformat() if rights.valid_to else "further notice"
    quotas = (
        f"{rights.quotas.requests_per_second:g} requests a second (burst {rights.quotas.burst}),"
        f" {rights.quotas.look_ups_per_day} look-ups a day"
        if rights.quotas
        else "none set"
    )
    parts: list[RenderableType] = [
        f"Electronic service {policy.service}, version {policy.version}; {policy.openapi}",
        f"{rights.consumer}, valid until {until}: by {', '.join(rights.scopes)}",
        f"Grounds: {', '.join(rights.legal_grounds)}",
        f"Quotas: {quotas}",
        "",
        _table("Operations", ("method", "path"), ((one.method, one.path) for one in policy.operations)),
        "",
        _table("Limits", ("limit", "value"), ((name, f"{value:,.12g}") for name, value in policy.limits)),
        "",
        _table(
            "Code lists",
            ("list", "version", "codes"),
            ((one.name, one.version, str(len(one.codes))) for one in policy.code_lists),
        ),
        "",
        _table("Rule sets", ("id", "from"), ((one.id, str(one.valid_from)) for one in policy.rule_sets)),
        "",
        _table("Keys of the service", ("id", "algorithm"), ((key.id, key.algorithm) for key in policy.keys)),
        "",
        f"Contact: {contact.name}, {contact.email}, {contact.telephone}",
    ]
    return Group(*parts)


def changes_table(answer: ChangesAnswer) -> PlainTable:
    """A page of the feed."""
    rows = ((one.number, f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", one.digest[:16]) for one in answer.changes)
    return _table("Changed cards", ("number", "recorded at", "digest"), rows)


def reconciliation_table(answer: ReconciliationAnswer) -> PlainTable:
    """How beliefs compare, a row for each difference."""
    rows: list[tuple[str, ...]] = []
    for result in answer.results:
        rows.append((result.number, result.agreement.value, "", "", ""))
        rows += [("", "", one.field, one.believed or "", one.actual or "") for one in result.differences]
    return _table("Reconciliation", ("number", "agreement", "field", "believed", "actual"), rows)


def task_line(task: BulkTask) -> str:
    """How far a bulk request is."""
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in task.outcomes.items())
    return f"Bulk request {task.id}: {task.state.value}, {task.done} of {task.look_ups} ({outcomes or 'none yet'})."


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> PlainTable:
    table = PlainTable(
        *columns, prose=("believed", "actual"), title=title, title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    for row in rows:
        table.add_row(*row)
    return table
