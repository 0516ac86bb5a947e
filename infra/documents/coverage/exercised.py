"""Which tests exercise a row: found in the tables of cases and in the tests themselves."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from shared.law.rule_sets.citation import Citation

ROOT = Path(__file__).resolve().parents[3]
UNIT = ROOT / "tests" / "unit"
CONDITIONS = UNIT / "proceedings" / "conditions.txt"
MONEY = UNIT / "law" / "money" / "cases"
NO_CASES = ("unit/proceedings/samples.yaml", "unit/law/data/", "unit/law/test_rule_set", "unit/law/test_coverage.py")
"""One example of every act, for what all acts have in common; lists; tests of how the tables are written."""

_COMMAND = re.compile(r"\bcommand: ([a-z]+(?:-[a-z]+)*)")
_QUOTED = re.compile(r"""["'`]([a-z0-9]+(?:-[a-z0-9]+)*)["'`]""")
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_ARTICLE = re.compile(r"^  article: (.+)$", re.MULTILINE)
_LISTED = re.compile(r"[a-z_/]+\.(?:yaml|py)")


class Exercised:
    """The tests by what they exercise; paths are from `tests`."""

    def __init__(self) -> None:
        self._commands = defaultdict[str, list[str]](list)
        self._names = defaultdict[str, list[str]](list)
        for path, text in _files():
            for command in set(_COMMAND.findall(text)):
                self._commands[command].append(path)
            for name in {*_QUOTED.findall(text), *_PLAIN.findall(text)}:
                self._names[name].append(path)
        self._conditions = dict(_conditions())
        self._money = list(_money())

    def act(self, name: str) -> list[str]:
        """The cases that carry an act out; acts on a statement have short names there."""
        return self._commands[name] or [path for path in self._names[name] if path.startswith("unit/intake/")]

    def condition(self, name: str) -> list[str]:
        """The case that a condition decides."""
        return self._conditions.get(name, [])

    def money(self, article: Citation) -> list[str]:
        """The cases of money rules that cite the article and part."""
        return sorted({path for path, cited in self._money if cited.place[:3] == article.place[:3]})

    def named(self, name: str) -> list[str]:
        """The tests that name a limit, ground, measure or duty; those of the deadlines and the cases first."""
        return sorted(self._names[name], key=_rank)


@cache
def exercised() -> Exercised:
    """Read once."""
    return Exercised()


def short(paths: Iterable[str], most: int = 2) -> list[str]:
    """The first few of them."""
    return list(dict.fromkeys(paths))[:most]


def _files() -> Iterator[tuple[str, str]]:
    for pattern in ("*.yaml", "*.py"):
        for path in sorted(UNIT.rglob(pattern)):
            if not (name := path.relative_to(UNIT.parent).as_posix()).startswith(NO_CASES):
                yield name, path.read_text(encoding="utf-8")


def _rank(path: str) -> tuple[bool, bool, bool, str]:
    return (path.endswith(".py"), "/deadlines/" not in path, "/cases/" not in path, path)


def _conditions() -> Iterator[tuple[str, list[str]]]:
    for line in CONDITIONS.read_text(encoding="utf-8").splitlines():
        code, _, case = line.split(" | ", 2)
        if found := _LISTED.match(case):
            yield code, [f"unit/{found[0]}"]


def _money() -> Iterator[tuple[str, Citation]]:
    for path in sorted(MONEY.glob("*.yaml")):
        for cited in _ARTICLE.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(UNIT.parent).as_posix(), Citation(cited)
