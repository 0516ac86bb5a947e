"""`lea court`: ask service 3.11.01 as the Supreme Court's system does."""

from datetime import datetime
from typing import Annotated, Any

import httpx
import typer

from contracts.codelists import LEGAL_GROUNDS
from contracts.identifiers import new_id
from contracts.service_3_11_01 import InformationRequest
from infra.cli.output import AsJson, console, print_json
from infra.cli.system import Name, addresses_of, court_key
from infra.court.client import CourtClient, Refusal
from infra.court.display import displayed
from infra.stack.errors import StackError

app = typer.Typer(no_args_is_help=True, help="Ask as the Supreme Court's system does.")

_DOCUMENT_PARTS = 3


@app.callback()
def court() -> None:
    """Ask as the Supreme Court's system does."""


@app.command()
def ask(
    number: Annotated[list[str] | None, typer.Option("--number", help="Number of a proceeding.")] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", help="Execution document: ISSUER/NUMBER/YYYY-MM-DD.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="Number of a court case.")] = None,
    debtor: Annotated[
        list[str] | None, typer.Option("--debtor", help="Debtor's identifier: unp:…, personal-number:…, foreign:….")
    ] = None,
    ground: Annotated[str, typer.Option(help=f"Legal ground: {', '.join(LEGAL_GROUNDS)}.")] = "case-at-hand",
    court_case: Annotated[str, typer.Option(help="The court case the information is for.")] = "1-1/2026",
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As things stood on a day.")] = None,
    language: Annotated[str, typer.Option(help="en, ru or be.")] = "en",
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Ask for one or many proceedings, by number, execution document, court case or debtor."""
    look_ups: list[dict[str, Any]] = [
        *({"by": "proceeding-number", "number": value} for value in number or ()),
        *(_by_document(value) for value in document or ()),
        *({"by": "court-case", "case_number": value} for value in case or ()),
        *(_by_debtor(value) for value in debtor or ()),
    ]
    if not look_ups:
        raise typer.BadParameter("name something to look up: --number, --document, --case or --debtor")
    consumer, key = court_key(name)
    try:
        request = InformationRequest.model_validate(
            {
                "request_id": new_id(),
                "consumer": consumer,
                "legal_ground": ground,
                "court_case": court_case,
                "look_ups": look_ups,
                "as_of": as_of.date() if as_of else None,
            }
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        with CourtClient(addresses_of(name).http("edge"), key, language) as client:
            answered = client.ask(request)
    except (Refusal, httpx.HTTPError) as error:
        raise StackError(str(error)) from None
    if as_json:
        print_json(answered.answer.model_dump(mode="json"))
        return
    console.print(displayed(answered.answer))
    console.print(f"Answered in {answered.seconds * 1000:.1f} ms.", style="dim")


def _by_document(value: str) -> dict[str, Any]:
    parts = value.split("/")
    if len(parts) < _DOCUMENT_PARTS:
        raise typer.BadParameter("a document is ISSUER/NUMBER/YYYY-MM-DD")
    return {
        "by": "execution-document",
        "issuer": parts[0],
        "number": "/".join(parts[1:-1]),
        "issued_on": parts[-1],
    }


def _by_debtor(value: str) -> dict[str, Any]:
    kind, _, identifier = value.partition(":")
    return {"by": "debtor", "identifier": {"kind": kind, "value": identifier}}
