"""The traced program of an enforcement body: sends the command on standard input, prints the reply.

`python -m tests.e2e.sender <broker> <collector>`; the input is JSON with the `headers` and `body` of a message.
"""

import asyncio
import json
import sys
from typing import Any

from contracts.envelope import CommandEnvelope, command_from_message
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from shared.telemetry.traces import tracing

SERVICE = "body-office"


def main(broker_url: str, endpoint: str) -> None:
    """Send one command."""
    asked = json.load(sys.stdin)
    command = command_from_message(asked["headers"], asked["body"].encode())
    with tracing(SERVICE, endpoint, 1.0):
        sys.stdout.write(asyncio.run(_answer(broker_url, command)))


async def _answer(broker_url: str, command: CommandEnvelope[Any]) -> str:
    async with CommandClient(broker_url, user=OPERATOR) as client:
        return (await client.send(command)).model_dump_json()


if __name__ == "__main__":
    main(*sys.argv[1:])
