"""What the commands on statements share: by what a statement is named, and the decision as a clerk means it."""

import json
import re
from typing import Annotated

import typer

from contracts.events.intake import Proposal
from contracts.queries.intake import FindingView, StatementView
from shared.law.names import Language, article_in, in_language

StatementNumber = Annotated[str, typer.Argument(metavar="NUMBER", help="Registration number of the statement.")]
Body = Annotated[
    str | None,
    typer.Option("--body", help="Body that registered it, such as 0101; the body of the acting person by default."),
]

_OF_A_BODY = re.compile(r"(?:executor|head):([0-9]{4})")


def body_of(body: str | None, actor: str) -> str:
    """The body that is meant. Raises BadParameter."""
    found = re.fullmatch(r"[0-9]{4}", body) if body else _OF_A_BODY.match(actor)
    if found is None:
        hint = "the code of an enforcement body is four digits, such as 0101" if body else "name the body: --body 0101"
        raise typer.BadParameter(hint, param_hint="--body")
    return found[found.re.groups]


def decision_of(
    view: StatementView,
    decision: Proposal,
    actor: str,
    executor: str | None,
    full_name: str,
    ground: str | None,
    reasons: str | None,
    language: Language,
) -> bytes:
    """The data of the decision: what is not stated of a refusal or return is what was found."""
    data = {
        "decision": decision.value,
        "executor": {"id": executor or actor.partition(":")[2], "full_name": full_name},
        "ground": ground,
        "reasons": reasons,
    }
    if decision is not Proposal.INITIATE:
        found = [each for each in _findings(view) if each.proposal is decision]
        data["ground"] = ground or (found[0].ground if found else None)
        data["reasons"] = reasons or _reasons([each for each in found if each.ground == data["ground"]], language)
    return json.dumps({name: value for name, value in data.items() if value}).encode()


def _findings(view: StatementView) -> tuple[FindingView, ...]:
    return view.assessment.findings if view.assessment else ()


def _reasons(findings: list[FindingView], language: Language) -> str:
    return " ".join(f"{article_in(each.article, language)}: {in_language(each.text, language)}" for each in findings)
