"""Jobs that run in a container before engines or services: `python -m infra.compose.jobs database|broker`."""

import json
import os
import sys
from pathlib import Path

from infra.broker.definitions import MESSAGE_BYTES, PLUGINS, definitions
from infra.database.provisioning import provision

CONFIGURATION = """\
load_definitions = {folder}/definitions.json
log.file = false
log.console = true
log.console.use_colors = off
disk_free_limit.absolute = 200MB
max_message_size = {message_bytes}
"""


def database() -> None:
    """Create the roles and databases."""
    provision(os.environ["LEA_SERVER_URL"], json.loads(os.environ["LEA_PASSWORDS"]))


def broker(folder: Path) -> None:
    """Write the files of the broker: users with hashed passwords, plugins, configuration."""
    users = json.loads(os.environ["LEA_PASSWORDS"])
    (folder / "definitions.json").write_text(json.dumps(definitions(users)))
    (folder / "enabled_plugins").write_text(f"[{','.join(PLUGINS)}].\n")
    (folder / "rabbitmq.conf").write_text(CONFIGURATION.format(folder=folder, message_bytes=MESSAGE_BYTES))


def main(name: str) -> None:
    """Run a job by its name."""
    if name == "broker":
        broker(Path(os.environ["LEA_BROKER_FOLDER"]))
    else:
        database()


if __name__ == "__main__":
    main(*sys.argv[1:])
