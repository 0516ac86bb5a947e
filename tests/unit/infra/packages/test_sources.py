"""The source of the wheels: copied under other names, and nothing foreign in it."""

from pathlib import Path

import pytest

from infra.packages import sources
from infra.packages.sources import EVENTS, ForeignImport, Package, renamed, write_source


@pytest.mark.parametrize(
    ("own", "public"),
    [
        ("from contracts import acts", "from lea_events import acts"),
        ("from contracts.base import Contract", "from lea_events.base import Contract"),
        ('    "a": "contracts.acts.accept_offer",', '    "a": "lea_events.acts.accept_offer",'),
        ("from shared.subscriber.stores import Store", "from lea_subscriber.stores import Store"),
        ("self.contracts.size", "self.contracts.size"),
        ("contracts. The next sentence", "contracts. The next sentence"),
    ],
)
def test_names_are_rewritten_where_a_module_is_named(own: str, public: str) -> None:
    assert renamed(own) == public


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("from services.edge import main", "imports services.edge"),
        ("import asyncpg", "imports asyncpg"),
        ("from contracts.soap import wsdl", "imports lea_events.soap"),
        ("if True:\n    import lxml.etree", "imports lxml.etree"),
    ],
)
def test_what_a_wheel_neither_has_nor_declares_stops_the_build(
    line: str, foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    (project / "contracts").mkdir(parents=True)
    (project / "LICENSE").touch()
    (project / "contracts" / "fine.py").write_text("import json\n\nimport pydantic\n\n\ndef late():\n    import yaml\n")
    monkeypatch.setattr(sources, "PROJECT", project)
    package = Package(EVENTS.name, "contracts", frozenset({"pydantic"}))
    write_source(package, tmp_path)
    (project / "contracts" / "wrong.py").write_text(f"{line}\n")
    with pytest.raises(ForeignImport, match=foreign):
        write_source(package, tmp_path)
