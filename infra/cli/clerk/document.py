"""`lea document`: resolutions as documents."""

from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.queries.intake import (
    ShowStatementDocument,
    StatementDocument,
    StatementResolution,
    StatementResolutionNumber,
)
from contracts.queries.proceedings import DocumentFile, ResolutionNumber, ResolutionView, ShowDocument
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.names import document_name
from infra.cli.clerk.session import NOBODY, Asker, Number, checked, with_client
from infra.cli.clerk.tables import table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from shared.clock import MINSK
from shared.explanations import explained
from shared.law.names import Language

app = typer.Typer(
    no_args_is_help=True, help="Resolutions as documents: list those of a proceeding, show one, save it as PDF."
)

Resolution = Annotated[
    str, typer.Argument(help="Number of the resolution, such as 0401-2026/17; 0401-2026/S3 of a statement.")
]
Wanted = Annotated[
    Language | None, typer.Option("--in", help="Language of the document; left out: the one in which it was made.")
]
_NUMBER: TypeAdapter[str] = TypeAdapter(ResolutionNumber)
_OF_STATEMENT: TypeAdapter[str] = TypeAdapter(StatementResolutionNumber)


@app.command("list")
def list_(
    number: Number,
    *,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List the resolutions made in a proceeding, with their documents."""
    asked = checked(number)
    found = with_client(name, actor, lambda client: client.documents(asked), language=language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say = words_in(language)
    console.print(_table(found.resolutions, language) if found.resolutions else say("none"))


@app.command()
def show(
    resolution: Resolution,
    *,
    wanted: Wanted = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Show what is known of a document: its hash, its signature, when its copies were sent."""
    found = _fetched(resolution, wanted, actor, name, language, as_json=as_json)
    if as_json:
        print_json(found.model_dump(mode="json", exclude={"content"}))
        return
    only = found.resolution.model_copy(update={"documents": (found.document,)})
    console.print(_table((only,), language))
    console.print(f"SHA-256 {found.document.sha256}")


@app.command()
def save(
    resolution: Resolution,
    *,
    wanted: Wanted = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write; left out: named after the resolution.")
    ] = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Save a document as a PDF file."""
    found = _fetched(resolution, wanted, actor, name, language, as_json=as_json)
    content = b64decode(found.content)
    if sha256(content).hexdigest() != found.document.sha256:
        raise StackError("the document does not have the hash that was kept with it")
    path = to or Path(f"{resolution.replace('/', '-')}-{found.document.language}.pdf")
    path.write_bytes(content)
    if as_json:
        print_json({"file": str(path), **found.document.model_dump(mode="json")})
    else:
        console.print(str(path))


def _fetched(
    resolution: str, wanted: Language | None, actor: str, name: str, language: Language, *, as_json: bool
) -> DocumentFile | StatementDocument:
    if "/S" in resolution:
        return _of_statement(resolution, wanted, actor, name, language, as_json=as_json)
    try:
        asked = ShowDocument(resolution=_NUMBER.validate_python(resolution), language=wanted)
    except ValidationError as error:
        raise typer.BadParameter(explained(error.errors()[0]["msg"]), param_hint="RESOLUTION") from None
    return with_client(name, actor, lambda client: client.document(asked), language=language, as_json=as_json)


def _of_statement(
    resolution: str, wanted: Language | None, actor: str, name: str, language: Language, *, as_json: bool
) -> StatementDocument:
    try:
        asked = ShowStatementDocument(resolution=_OF_STATEMENT.validate_python(resolution), language=wanted)
    except ValidationError as error:
        raise typer.BadParameter(explained(error.errors()[0]["msg"]), param_hint="RESOLUTION") from None
    return with_client(name, actor, lambda client: client.statement_document(asked), language=language, as_json=as_json)


def _table(resolutions: Sequence[ResolutionView | StatementResolution], language: Language) -> PlainTable:
    say = words_in(language)
    return table(
        say,
        say("Documents"),
        ("number", "day", "what", "copies sent", "language", "signed by", "rendered", "bytes"),
        (
            (
                each.number,
                str(each.made_on),
                document_name(each.kind, language),
                str(each.copies_sent_on or "") if isinstance(each, ResolutionView) else "",
                *(
                    (
                        document.language,
                        document.signed_by or say("unsigned"),
                        f"{document.rendered_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                        str(document.size),
                    )
                    if document
                    else ("", "", "", "")
                ),
            )
            for each in resolutions
            for document in each.documents or (None,)
        ),
        prose=("what", "signed by"),
    )
