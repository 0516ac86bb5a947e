"""The connection file of a subscriber: where its events are, and its password, which is stored nowhere else."""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from infra.broker.definitions import password_hash
from infra.broker.names import VHOST
from infra.stack.addresses import Addresses
from infra.stack.errors import StackError
from shared.messaging.queue_names import SUBSCRIBER_REQUESTS_EXCHANGE, subscriber_queue, subscriber_reply_queue
from shared.messaging.senders import publisher_of, user_of_subscriber

_RANDOM_BYTES = 24


@contextmanager
def connection_file(
    file: Path, addresses: Addresses, name: str, types: Sequence[str], fields: Sequence[str]
) -> Iterator[str]:
    """Write the file, readable by its owner alone; the hash of its new password. Raises StackError if there is one.

    Where the work with the hash fails, the file is deleted: nothing knows its password.
    """
    password = secrets.token_urlsafe(_RANDOM_BYTES)
    content = {
        "name": name,
        "url": f"amqp://{user_of_subscriber(name)}:{password}@{addresses.places['amqp']}/{VHOST}",
        "queue": subscriber_queue(name),
        "replies": subscriber_reply_queue(name),
        "requests": SUBSCRIBER_REQUESTS_EXCHANGE,
        "publisher": publisher_of("subscribers"),
        "types": list(types),
        "fields": list(fields),
    }
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StackError(f"{file} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(json.dumps(content, indent=2) + "\n")
    try:
        yield password_hash(password)
    except BaseException:
        file.unlink()
        raise
