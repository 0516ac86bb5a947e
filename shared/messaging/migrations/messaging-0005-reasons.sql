-- Every second each consumer counts what it holds: without this it reads the whole table, 130 ms at 100 000 rows
-- (15 ms with it).
-- depends: messaging-0001-consumer

CREATE INDEX deferred_message_reason ON deferred_message (consumer, reason, first_seen_at);
