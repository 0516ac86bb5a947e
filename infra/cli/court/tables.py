"""Tables for the other answers of service 3.11.01: policy, changes, reconciliation, bulk requests."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType

from contracts.service_3_11_01 import BulkTask, Change, ChangesAnswer, Policy, ReconciliationAnswer
from infra.cli.common.terminal import PlainTable
from infra.cli.court.labels import Say, words_in
from shared.law.names import Language


def policy_tables(policy: Policy, language: Language = "en") -> Group:
    """Operations, limits and code lists of the service, and the rights of the consumer."""
    say = words_in(language)
    rights, contact = policy.rights, policy.contact
    until = rights.valid_to.isoformat() if rights.valid_to else say("further notice")
    quotas = (
        f"{rights.quotas.requests_per_second:g} {say('requests a second')} ({say('burst')} {rights.quotas.burst}),"
        f" {rights.quotas.look_ups_per_day} {say('look-ups a day')}"
        if rights.quotas
        else say("none set")
    )
    parts: list[RenderableType] = [
        f"{say('Electronic service')} {policy.service}, {say('version')} {policy.version}; {policy.openapi}",
        f"{rights.consumer}, {say('valid until')} {until}: {say('by')} {', '.join(rights.scopes)}",
        f"{say('Grounds')}: {', '.join(rights.legal_grounds)}",
        f"{say('Quotas')}: {quotas}",
        "",
        _table(say, "Operations", ("method", "path"), ((one.method, one.path) for one in policy.operations)),
        "",
        _table(say, "Limits", ("limit", "value"), ((name, f"{value:,.12g}") for name, value in policy.limits)),
        "",
        _table(
            say,
            "Code lists",
            ("list", "version", "codes"),
            ((one.name, one.version, str(len(one.codes))) for one in policy.code_lists),
        ),
        "",
        _table(say, "Rule sets", ("id", "from"), ((one.id, str(one.valid_from)) for one in policy.rule_sets)),
        "",
        _table(say, "Keys of the service", ("id", "algorithm"), ((key.id, key.algorithm) for key in policy.keys)),
        "",
        f"{say('Contact')}: {contact.name}, {contact.email}, {contact.telephone}",
    ]
    return Group(*parts)


def changes_table(answer: ChangesAnswer, language: Language = "en") -> PlainTable:
    """A page of changed cards; of those that were revised, from which day on the last revision changes them."""
    rows = ((one.number, f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", *_revision(one), one.digest) for one in answer.changes)
    columns = ("number", "recorded at", "revision", "from", "digest")
    return _table(words_in(language), "Changed cards", columns, rows)


def _revision(change: Change) -> tuple[str, str]:
    if not change.revisions:
        return "", ""
    last = change.revisions[-1]
    return str(last.revision), last.first_changed_day.isoformat()


def reconciliation_table(answer: ReconciliationAnswer, language: Language = "en") -> PlainTable:
    """The result of a reconciliation, a row for each difference."""
    say = words_in(language)
    rows: list[tuple[str, ...]] = []
    for result in answer.results:
        compared = (result.number, say(result.agreement.value))
        rows += [(*compared, one.field, one.believed or "", one.actual or "") for one in result.differences] or [
            (*compared, "", "", "")
        ]
    columns = ("number", "agreement", "field", "believed", "actual")
    return _table(say, "Reconciliation", columns, rows, prose=columns[3:])


def task_line(task: BulkTask, language: Language = "en") -> str:
    """The progress of a bulk request."""
    say = words_in(language)
    outcomes = ", ".join(f"{count} {say(outcome.value)}" for outcome, count in task.outcomes.items())
    progress = f"{say(task.state.value)}, {task.done} {say('of')} {task.look_ups}"
    return f"{say('Bulk request')} {task.id}: {progress} ({outcomes or say('none yet')})."


def _table(
    say: Say, title: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]], prose: Sequence[str] = ()
) -> PlainTable:
    table = PlainTable(
        *map(say, columns),
        prose=tuple(map(say, prose)),
        title=say(title),
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for row in rows:
        table.add_row(*row)
    return table
