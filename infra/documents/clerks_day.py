"""`docs/clerks-day.md`: its commands, their outputs, and the pictures of the terminal made from these."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "clerks-day.md"
COLUMNS = 110
"""Width of the terminal."""

_SCENE = re.compile(
    r"```console\n\$ (?P<command>lea [^`]*?)\n```\n\n"
    r"!\[(?P<meaning>[^\]]*)\]\((?P<picture>images/[a-z0-9-]+\.svg)\)\n\n"
    r"<details><summary>As text</summary>\n\n```text\n(?P<output>.*?)```\n\n</details>\n",
    re.DOTALL,
)
_PICTURED = re.compile(r"<text[^>]*>(.*?)</text>")
_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9]{4}-[0-9]{4}-[0-9]{6}\b")
_ALIAS, _NUMBER = "0197a3c0-7b1e-7c52-9d2f-{:012x}", "0101-2026-{:06d}"
_MOMENT = re.compile(r"\b([0-9]{4}-[0-9][0-9]-[0-9][0-9]) [0-9][0-9]:[0-9][0-9]\b")
_SIZE = re.compile(r"\b([0-9][0-9]:[0-9][0-9]) [0-9]{4,}\b")
_RESOLUTION = re.compile(r"\b[0-9]{4}-[0-9]{4}/[0-9]+\b")
_DAYS = (
    re.compile(r"\b[0-9]{4}-[0-9][0-9]-[0-9][0-9]\b"),
    re.compile(r"\b[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b"),
    re.compile(r"\b[0-9]{1,2} [а-яіў]+ [0-9]{4} г\."),
)


@dataclass(frozen=True)
class Scene:
    """A command of the page with what it prints."""

    command: str
    """On one line, without the prompt."""
    picture: str
    """Path of its picture, from the folder of the page."""
    output: str


class Aliases:
    """Ids and numbers of proceedings as the page writes them: the same in every run, by order of appearance."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def written(self, output: str) -> str:
        """The output as the page writes it: other ids, and one time of the day."""
        return _MOMENT.sub(r"\1 10:00", _ID.sub(lambda found: self._name(found[0]), output))

    def meant(self, command: str) -> str:
        """The command of the page with the ids of this run."""
        meant: Mapping[str, str] = {written: name for name, written in self._written.items()}
        return _ID.sub(lambda found: meant.get(found[0], found[0]), command)

    def _name(self, name: str) -> str:
        if name not in self._written:
            place = 1 + sum(len(each) == len(name) for each in self._written)
            form = _ALIAS if len(name) == len(_ALIAS.format(place)) else _NUMBER
            self._written[name] = form.format(place)
        return self._written[name]


def scenes_of(page: str) -> list[Scene]:
    """The commands of the page in their order."""
    return [
        Scene(" ".join(found["command"].replace("\\\n", " ").split()), found["picture"], found["output"])
        for found in _SCENE.finditer(page)
    ]


def with_outputs(page: str, outputs: Mapping[str, str]) -> str:
    """The page with other outputs, by picture."""

    def replaced(found: re.Match[str]) -> str:
        start, end = (place - found.start() for place in found.span("output"))
        return f"{found[0][:start]}{outputs[found['picture']]}{found[0][end:]}"

    return _SCENE.sub(replaced, page)


def drawn(command: str, output: Text, name: str) -> str:
    """A picture of the terminal, as SVG."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(output)
    return console.export_svg(title="lea", unique_id=name)


def pictured(svg: str) -> str:
    """What a picture shows, without spaces."""
    return "".join(_without_spaces(unescape(found)) for found in _PICTURED.findall(svg))


def shown(scene: Scene) -> str:
    """What the picture of a scene has to show, without spaces."""
    return _without_spaces(f"lea$ {scene.command}{scene.output}")


def apart_from_days(output: str) -> list[str]:
    """The words of an output; days, numbers of resolutions, sizes of files and how lines are broken do not count."""
    text = " ".join(re.sub(r"[│╭╮╰╯─]", " ", output).replace("(provisional)", "").split())
    text = _SIZE.sub(r"\1 <size>", text)
    for day in _DAYS:
        text = day.sub("<day>", text)
    return _RESOLUTION.sub("<resolution>", text).split()


def unpictured(page: str) -> Iterator[str]:
    """Pictures that the page does not show."""
    known = {scene.picture for scene in scenes_of(page)}
    for file in sorted((DOCS / "images").glob("clerks-day-*.svg")):
        if f"images/{file.name}" not in known:
            yield file.name


def _without_spaces(text: str) -> str:
    return "".join(text.split())
