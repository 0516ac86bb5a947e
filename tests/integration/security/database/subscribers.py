"""Claims about subscribers: the role of the service, and that of those who keep the users of the broker."""

from infra.database.provisioning import SUBSCRIBER_READER
from tests.integration.security.claims import can, cannot

SERVICE = "lea_subscribers"

can(
    "db-subscribers-terms",
    SERVICE,
    "UPDATE subscriber SET types = types || '{lea.proceedings.debtor-changed.v1}', fields = '{names}'",
    "INSERT INTO subscriber VALUES ('thief', 'active', '{lea.proceedings.measure-added.v1}', '{}', repeat('B', 48),"
    " NULL, 1)",
    "UPDATE subscriber SET standing = 'active', password_hash = repeat('B', 48)",
)
can(
    "db-subscribers-places",
    SERVICE,
    "UPDATE delivery_cursor SET xid = '1000000'",
    "DELETE FROM full_queue",
)
cannot(
    "db-subscribers-kept",
    SERVICE,
    "DELETE FROM subscriber",
    "UPDATE subscriber SET name = 'other'",
    "UPDATE stream_position SET version = 7",
    "DELETE FROM ended_delivery",
    "UPDATE ended_delivery SET until_position = 1000000",
    "DELETE FROM replay",
    "UPDATE replay SET actor = 'operator:other'",
)
can("db-subscriber-reader-reads", SUBSCRIBER_READER, "SELECT name, standing, password_hash FROM subscriber")
cannot(
    "db-subscriber-reader-further",
    SUBSCRIBER_READER,
    "SELECT types FROM subscriber",
    "SELECT * FROM event",
    "SELECT * FROM delivery_cursor",
    "UPDATE subscriber SET standing = 'active'",
    "SELECT pg_advisory_lock(1)",
)
