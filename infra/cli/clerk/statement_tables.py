"""A statement on a terminal: as it is on record, its assessment, and what a command would do."""

from collections.abc import Iterator

import typer
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from contracts.commands.intake import DecideOnStatement
from contracts.events.intake import Proposal
from contracts.queries import intake as queries
from contracts.registry import Command
from infra.cli.clerk.histories import acts_table, corrections_table
from infra.cli.clerk.labels import money, name_of, words_in
from infra.cli.clerk.names import actor_names, duty_name, ground_name
from infra.cli.clerk.problems import REFUSED, problems_table, reasons_in, refuse
from infra.cli.clerk.tables import identified, table
from infra.cli.common.output import console, print_json
from infra.cli.common.terminal import PlainTable
from shared.law.names import Language, article_in, in_language


def statement_panel(view: queries.StatementView, language: Language) -> Panel:
    """A statement as it is on record."""
    say, document = words_in(language), view.document
    head = PlainTable.grid(padding=(0, 2))
    head.add_row(say("Status"), say(view.status.value))
    head.add_row(say("Body"), f"{view.body}  {name_of(view.body, language)}")
    posted = f" ({say('posted')} {view.posted_on})" if view.posted_on else ""
    head.add_row(say("Received"), f"{view.received_on}{posted}")
    for role, party in ((say("Recoverer"), view.recoverer), (say("Debtor"), view.debtor)):
        head.add_row(role, f"{party.name}, {say(party.kind.value)}, {identified(party)}")
    kind = name_of(document.kind, language)
    head.add_row(say("Document"), f"{kind}, {document.issuer.code} {document.number}, {document.issued_on}")
    claims = ((f"{each.number}. {name_of(each.type, language)}", money(each.sum)) for each in view.claims)
    parts: list[RenderableType] = [head, "", table(say, say("Claims"), ("claim", "sum"), claims, prose=("claim",))]
    if view.assessment:
        parts += ["", assessment_tables(view.assessment, language)]
    if view.decision:
        numbers = [each.number for each in view.resolutions]
        parts += ["", _decision(view.decision, numbers, language)]
    parts += ["", acts_table(view.acts, language)]
    if view.corrections:
        parts += ["", corrections_table(view.corrections, view.acts, language)]
    if view.duties:
        parts += ["", _duties(view.duties, language)]
    title = Text(f"{say('Statement')} {view.registration_number}")
    return Panel(Group(*parts), title=title, title_align="left")


def assessment_tables(assessment: queries.AssessmentView, language: Language) -> Group:
    """What was found, the presentation limit with its computation, and the proposal."""
    say, limit = words_in(language), assessment.presentation
    in_time = say("in time") if limit.in_time else say("too late")
    due = f"{say('until')} {limit.due}" if limit.due else say("it does not run")
    presented = f"{say('presented')} {limit.presented_on}, {in_time}"
    parts: list[RenderableType] = [
        Text.assemble((f"{say('Assessment')} {assessment.day}: ", "bold"), say(f"propose-{assessment.proposal.value}")),
        f"{say('Presentation limit')} ({article_in(limit.article, language)}): {due}; {presented}.",
    ]
    if assessment.steps:
        steps = ((str(each.day), in_language(each.text, language)) for each in assessment.steps)
        parts += [table(say, say("Computation"), ("day", "step"), steps, prose=("step",))]
    if assessment.findings:
        found = (
            (
                article_in(each.article, language),
                in_language(each.text, language),
                say(f"propose-{each.proposal.value}"),
                each.ground,
            )
            for each in assessment.findings
        )
        columns = ("article", "found", "follows", "ground")
        parts += [table(say, say("Lacking"), columns, found, prose=("found", "follows"))]
    return Group(*parts)


def show_preview(
    preview: queries.StatementPreview, *, language: Language, as_json: bool, command: Command | None = None
) -> None:
    """Print what a command on a statement would do; one that would be refused ends with exit code 3."""
    if as_json:
        print_json(preview.model_dump(mode="json"))
        if preview.outcome == "refused":
            raise typer.Exit(REFUSED)
    elif preview.outcome == "refused":
        refuse(preview.problems, language=language, as_json=False)
    else:
        for part in _preview_parts(preview, language, command):
            console.print(part)


def _preview_parts(
    preview: queries.StatementPreview, language: Language, command: Command | None
) -> Iterator[RenderableType]:
    say = words_in(language)
    yield Text(f"{say('Would be accepted')}.", "green")
    before = say(preview.before.value) if preview.before else say("none")
    if preview.after and preview.after != preview.before:
        yield f"{say('Status')}: {before} → {say(preview.after.value)}"
    if isinstance(command, DecideOnStatement):
        yield from _asked(command, language)
    elif preview.assessment:
        yield assessment_tables(preview.assessment, language)
    if preview.irregular:
        yield f"{say('Not open on its day')}:"
        yield problems_table(preview.irregular, language)
    if preview.duties:
        yield _duties(preview.duties, language)


def _asked(command: DecideOnStatement, language: Language) -> Iterator[str]:
    say = words_in(language)
    yield f"{say('Executor')}: {command.executor.id} {command.executor.full_name}"
    if command.decision is not Proposal.INITIATE and command.ground:
        yield f"{say('ground')}: {ground_name(command.ground, language)} ({command.ground})"
        yield f"{say('Reasons')}: {command.reasons}"


def _decision(decision: queries.DecisionView, numbers: list[str], language: Language) -> RenderableType:
    say = words_in(language)
    shown = PlainTable.grid(padding=(0, 2))
    shown.add_row(
        say("Decision"),
        f"{decision.day}: {say(decision.decision.value)}, {article_in(decision.article, language)}",
    )
    if numbers:
        shown.add_row(say("number"), ", ".join(numbers))
    shown.add_row(say("Executor"), f"{decision.executor.id}  {decision.executor.full_name}")
    if decision.ground:
        shown.add_row(say("ground"), ground_name(decision.ground, language))
    if decision.reasons:
        shown.add_row(say("Reasons"), decision.reasons)
    return shown


def _duties(duties: tuple[queries.StatementDuty, ...], language: Language) -> PlainTable:
    say = words_in(language)
    rows = (
        (
            duty_name(duty.duty, language),
            actor_names([duty.who], language),
            article_in(duty.article, language),
            str(duty.opened_on),
            reasons_in(duty.problems, language),
            str(duty.act),
        )
        for duty in duties
    )
    columns = ("duty", "who", "article", "opened", "why", "act")
    return table(say, say("Duties"), columns, rows, prose=("duty", "who", "why"))
