"""`lea act show`: all acts, or the fields and grounds of one."""

from typing import Annotated, Any

import typer

from infra.cli.clerk.fields import fields_of, row_of, rows, rule_set
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.names import act_name, actor_names, field_name, value_name
from infra.cli.clerk.tables import table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from shared.law.names import Language, article_in


def show(
    *,
    act: Annotated[str | None, typer.Argument(metavar="[ACT]", help="The act; none: all of them.")] = None,
    language: InLanguage,
    as_json: AsJson = False,
) -> None:
    """Show the fields of an act, who does it, its article and grounds; without an act list them all."""
    if act is None:
        _show_all(language, as_json)
    else:
        _show_one(act, language, as_json)


def _show_all(language: Language, as_json: bool) -> None:
    if as_json:
        acts: list[dict[str, Any]] = [
            {"act": name, "name": act_name(name, language), "article": str(row.article), "by": row.by}
            for name, row in rows().items()
        ]
        print_json(acts)
        return
    say = words_in(language)
    listed = (
        (name, act_name(name, language), article_in(str(row.article), language), actor_names(row.by, language))
        for name, row in rows().items()
    )
    console.print(table(say, say("Acts"), ("act", "name", "article", "by"), listed, prose=("name", "by")))


def _show_one(act: str, language: Language, as_json: bool) -> None:
    row, fields, say = row_of(act), fields_of(act), words_in(language)
    from shared.law.rule_sets.rows import Ground  # large, and of no use for help

    grounds = [each for each in rule_set().all(Ground) if each.decision in row.decisions]
    if as_json:
        shown = [
            {
                "option": each.option,
                "name": field_name(each.path, language),
                "required": each.required,
                "form": each.form,
                "meaning": each.meaning,
                "codes": {code: value_name(code, language, each.path) for code in each.codes},
            }
            for each in fields
        ]
        named = {
            ground.id: {"article": str(ground.article), "name": getattr(ground.name, language)} for ground in grounds
        }
        document = {"act": act, "name": act_name(act, language), "article": str(row.article), "by": row.by}
        print_json({**document, "fields": shown, "grounds": named})
        return
    article = article_in(str(row.article), language)
    console.print(f"{act}: {act_name(act, language)}, {article}: {actor_names(row.by, language)}")
    if fields:
        columns = ("option", "field", "required", "form", "meaning")
        listed = [
            (each.option, field_name(each.path, language), say("yes") if each.required else "", each.form, each.meaning)
            for each in fields
        ]
        prose = ("field", "form", "meaning")
        console.print(table(say, say("Fields"), columns, listed, prose=prose))
    values = [
        (each.option, code, name)
        for each in fields
        for code in each.codes
        if (name := value_name(code, language, each.path)) != code
    ]
    if values:
        console.print(table(say, say("Values"), ("option", "value", "meaning"), values, prose=("meaning",)))
    if grounds:
        reasons = [(each.id, article_in(str(each.article), language), getattr(each.name, language)) for each in grounds]
        console.print(table(say, say("Grounds"), ("ground", "article", "meaning"), reasons, prose=("meaning",)))
