"""Every command of `lea`: help, JSON, errors without a traceback, a quick start."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from infra.cli.common.lazy import LazyGroup
from infra.cli.main import app
from infra.database.databases import ROLES
from infra.stack.addresses import SIGNING_KEY
from infra.stack.passwords import Passwords, password_of
from shared.messaging.senders import OPERATOR

HEAVY = {"aio_pika", "aiormq", "fastapi", "faststream", "holidays", "httpx", "lxml", "numpy", "psycopg", "services"}
WRITES_JSON_LINES = {("access-log", "export"), ("access-log", "heads")}
STARTS_SOMETHING = {("demo",), ("stack", "up")}
WELL_WITHOUT_A_STACK = {("stack", "down"), ("stack", "logs")}

ID = "0197a3c0-7b1e-7c52-9d2f-3f1f0a6b8c11"
ACT = {
    "version": "by-2027-1",
    "act": {"adopted": "2026-10-09", "number": "500", "title": {"en": "a", "ru": "b", "be": "c"}},
    "settles": [2027],
    "days": [],
}
VALUES = {
    "act": "impose-fee",
    "act_id": ID,
    "actor": "security:petrova",
    "by": "court",
    "body": "0101",
    "consumer": "supreme-court",
    "correction": ID,
    "day": "2026-06-30",
    "decision": "initiate",
    "full_name": "Ivanova A. P.",
    "kind": "travel",
    "sum_": "10.00 BYN",
    "sums": "10.00 BYN",
    "key_name": "first",
    "message": "1",
    "messages": "1",
    "number": "0101-2026-000001",
    "order": "17",
    "payer": "Payer",
    "payout": ID,
    "purpose": "debt",
    "receipt": ID,
    "paper": "memo:17",
    "reason": "letter 7",
    "reasons": "letter 7",
    "basis": "letter 7",
    "resolution": "0101-2026/17",
    "subscriber": "bank",
    "role": "executor",
    "code": "0101-017",
    "account": "ivanova",
    "service": "edge",
    "services": "edge",
    "since": "2026-06-30",
    "statement": "bank-statement:6",
    "to": "end",
    "until": "2026-06-30",
}
OWN: dict[tuple[str, ...], str] = {
    ("money", "import", "actor"): "accountant:0101",
    ("money", "import", "file"): str(
        Path(__file__).parents[2] / "shared" / "bank_statements" / "files" / "export-en.csv"
    ),
    ("resync", "service"): "intake",
    ("substitutes", "appoint", "executor"): "0101-017",
    ("substitutes", "appoint", "substitute"): "0101-018",
    ("substitutes", "appoint", "since"): "2026-07-01",
    ("substitutes", "end", "substitution"): ID,
    ("accounts", "token", "revoke", "token"): ID,
    ("subscribers", "add", "type_"): "lea.deadlines.#",
    ("subscribers", "replay", "from_"): "beginning",
    ("subscribers", "replays", "stop", "replay"): "1",
    ("subscribers", "replays", "resume", "replay"): "1",
    **{("deadlines", act, "limit"): "voluntary-term" for act in ("extend", "restore", "meet")},
    ("statement", "do", "act"): "assess-statement",
    ("statement", "correct", "act"): "assess-statement",
}
STATEMENT = {
    "body": "0101",
    "registration-number": "17",
    "recoverer.kind": "citizen",
    "recoverer.identifier": "unp:191234563",
    "recoverer.name": "Alfa",
    "debtor.kind": "citizen",
    "debtor.identifier": "unp:191234576",
    "debtor.name": "Beta",
    "document.kind": "court-order",
    "document.issuer.code": "EC-MINSK",
    "document.issuer.name": "Economic Court",
    "document.number": "1",
    "document.issued-on": "2026-02-01",
    "document.case-number": "1",
    "document.decided-on": "2026-01-20",
    "claims": "{type: principal-debt, sum: 10.00 BYN}",
}
OF_A_BODY = ["--body", "0101"]
MORE: dict[tuple[str, ...], list[str]] = {
    ("act", "correct"): ["--slip"],
    ("books", "balance"): ["--number", "0101-2026-000001"],
    ("books", "transactions"): ["--body", "0101"],
    ("statement", "register"): [word for field, value in STATEMENT.items() for word in (f"--{field}", value)],
    **{
        ("statement", name): OF_A_BODY
        for name in ("show", "assess", "decide", "do", "strike", "correct", "approve", "reject")
    },
    ("proceeding", "find"): ["--number", "0101-2026-000001"],
    ("court", "ask"): ["--number", "0101-2026-000001"],
    ("court", "bulk"): ["--task", ID],
    ("parked", "retry"): ["--yes", "--as", "operations:petrova", "--reason", "x"],
    ("republish",): ["--all"],
    ("subscribers", "replays", "start"): ["--all"],
}


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its words."""
    group = typer.main.get_command(app) if group is None else group
    for name, listed in group.commands.items():
        command = group.load(name) if isinstance(group, LazyGroup) and name in group.parts else listed
        yield (*path, name), command
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))


ALL = dict(commands())
LEAVES = {path: command for path, command in ALL.items() if not isinstance(command, TyperGroup)}
OF_A_STACK = [path for path, command in LEAVES.items() if "name" in {each.name for each in command.params}]


def lea(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(app, arguments, env=environment)


def failed(result: Result, *, as_json: bool = False, code: int) -> str:
    """The message of a command that must fail."""
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    if not as_json:
        return result.stderr
    assert result.stdout == ""
    error = json.loads(result.stderr)["error"]
    assert set(error) == {"kind", "message"}
    return str(error["message"])


def typed(path: tuple[str, ...], folder: Path) -> list[str]:
    """A call of a command with all it needs."""
    words = [*path, *MORE.get(path, [])]
    for each in LEAVES[path].params:
        if each.required:
            value = OWN.get((*path, each.name), VALUES.get(each.name))
            if each.name == "proposal":
                value = ID if path[0] in ("consumers", "subscribers") else "1"
            if value is None:
                file = folder / "file.json"
                file.write_text(json.dumps(ACT) if path[0] == "deadlines" else "")
                value = str(file)
            words += [value] if each.param_type_name == "argument" else [each.opts[0], value]
    return words


def test_all_commands_are_found() -> None:
    assert {path[0] for path in ALL} == {
        "stack", "demo", "statement", "proceeding", "act", "money", "duties", "books", "court", "consumers", "accounts",
        "subscribers",
        "access-log", "deadlines", "parked", "read-model", "law", "document", "import", "backup", "reconcile",
        "republish", "resync", "restored", "substitutes", "packages",
    }  # fmt: skip
    assert len(LEAVES) > 40


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_option_is_explained(path: tuple[str, ...]) -> None:
    assert ALL[path].help
    assert [each.name for each in ALL[path].params if not each.help] == []
    shown = lea(*path, "--help")
    assert shown.exit_code == 0
    assert "Usage: " in shown.stdout


@pytest.mark.parametrize("group", ["", "law"])
def test_help_lines_are_those_of_the_modules(group: str) -> None:
    lazy = typer.main.get_command(app)
    lazy = lazy.load(group) if group and isinstance(lazy, LazyGroup) else lazy
    assert isinstance(lazy, LazyGroup)
    for name, part in lazy.parts.items():
        assert " ".join((lazy.load(name).help or "").split("\n\n")[0].split()) == part.help, name


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_takes_json(path: tuple[str, ...]) -> None:
    takes = any("--json" in each.opts for each in LEAVES[path].params)
    assert takes != (path in WRITES_JSON_LINES)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_wrong_option_is_one_sentence_or_json(path: tuple[str, ...]) -> None:
    assert "No such option: --nonsense" in failed(lea(*path, "--nonsense"), code=2)
    assert "No such option: --nonsense" in failed(lea(*path, "--nonsense", "--json"), as_json=True, code=2)


def test_an_unknown_command_is_an_error_with_a_suggestion() -> None:
    assert "'parked'" in failed(lea("pakred"), code=2)
    assert failed(lea("law", "limitz", "--json"), as_json=True, code=2)


@pytest.mark.parametrize("path", OF_A_STACK, ids=" ".join)
def test_an_unknown_stack_is_an_error(path: tuple[str, ...], tmp_path: Path) -> None:
    if path in STARTS_SOMETHING:
        pytest.skip("starts the stack")
    words = [*typed(path, tmp_path), "--name", "no-such-stack"]
    assert "no stack no-such-stack" in failed(lea(*words), code=1)
    if path not in WRITES_JSON_LINES:
        assert "no stack no-such-stack" in failed(lea(*words, "--json"), as_json=True, code=1)


@pytest.mark.parametrize("path", OF_A_STACK, ids=" ".join)
def test_a_name_no_folder_can_have_is_an_error(path: tuple[str, ...], tmp_path: Path) -> None:
    assert "cannot be the name of a stack" in failed(lea(*typed(path, tmp_path), "--name", "../x"), code=1)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a stopped stack: it has ports and passwords, and nothing listens."""
    home = tmp_path_factory.mktemp("stopped")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("amqp", "postgresql", "edge", "operations", "management", "traces")
    (home / "ports.json").write_text(json.dumps({"ports": dict.fromkeys(names, port)}))
    passwords = Passwords(home / "passwords.json")
    passwords.generate(OPERATOR, *map(password_of, ROLES))
    passwords.generate_keys(SIGNING_KEY)
    return home


@pytest.mark.parametrize("path", OF_A_STACK, ids=" ".join)
def test_a_stopped_stack_is_an_error(path: tuple[str, ...], stopped: Path, tmp_path: Path) -> None:
    if path in STARTS_SOMETHING:
        pytest.skip("starts the stack")
    code = 3 if path == ("stack", "status") else 1
    words = typed(path, tmp_path)
    for as_json in (False, True)[: 1 if path in WRITES_JSON_LINES else 2]:
        result = lea(*words, *(["--json"] if as_json else []), LEA_HOME=str(stopped))
        if path in WELL_WITHOUT_A_STACK or code == 3:
            assert isinstance(result.exception, SystemExit | None), result.exc_info
        else:
            assert failed(result, as_json=as_json, code=code)


def run(code: str) -> set[str]:
    """The packages that are imported in the end."""
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_command_line_imports_nothing_large() -> None:
    loaded = run("import infra.cli.main")
    assert not loaded & (HEAVY | {"asyncpg", "contracts", "cryptography", "pydantic_settings", "shared", "yaml"})


def test_the_state_of_a_running_stack_is_shown_without_large_imports(tmp_path: Path) -> None:
    code = f"""
import json, os
from pathlib import Path
from infra.cli import stack
from infra.stack.overview import Overview
from infra.stack.records import RUNNING, Record, start_time

home = Path({str(tmp_path)!r})
(home / "ports.json").write_text(json.dumps({{"ports": {{"edge": 1, "operations": 2, "management": 3}}}}))
alive = Record("supervisor", os.getpid(), start_time(os.getpid()), RUNNING, since=0)
stack._show(Overview(home, alive, (alive,)), as_json=False)
"""
    assert not run(code) & HEAVY


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["stack", "status", "--name", "no-such"],
        ["parked", "list"],
        ["statement", "--help"],
        ["proceeding", "show", "--help"],
        ["money", "what-if", "--help"],
    ],
)
def test_a_command_imports_what_it_needs(arguments: list[str], tmp_path: Path) -> None:
    call = f"app({arguments!r})"
    code = f"import os\nos.environ['LEA_HOME'] = {str(tmp_path)!r}\nfrom infra.cli.main import app\n"
    assert not run(code + f"try:\n    {call}\nexcept SystemExit: pass") & HEAVY
