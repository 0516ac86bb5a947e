"""The containers as a whole: up and down through the Compose client."""

import subprocess
from pathlib import Path

from infra.compose.preparation import prepare
from infra.stack.errors import StackError
from infra.stack.settings import COMPOSE_HOME, PROJECT

CLIENT = ("docker", "compose")


def up(home: Path = COMPOSE_HOME) -> None:
    """Build the image, start everything, and wait until it works. Raises StackError when it does not come to that."""
    prepare(home)
    _client("up", "--build", "--detach", "--wait")


def down() -> None:
    """Stop everything; the data stays in its volumes."""
    _client("down")


def running() -> bool:
    """Whether containers of this project run."""
    asked = subprocess.run(  # noqa: S603 - our own words
        [*CLIENT, "ps", "--quiet"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and bool(asked.stdout.strip())


def _client(*arguments: str) -> None:
    try:
        ended = subprocess.run([*CLIENT, *arguments], cwd=PROJECT, check=False).returncode  # noqa: S603 - our own words
    except FileNotFoundError:
        raise StackError("docker is not installed; LEA_MODE=native runs without it.") from None
    if ended != 0:
        raise StackError(f"`{' '.join((*CLIENT, *arguments))}` failed; `docker compose logs` says more.")
