-- Who sent a deferred message, as the broker has verified it: a retry checks it again.

-- depends: messaging-0001-consumer

ALTER TABLE deferred_message ADD COLUMN sender text;

COMMENT ON COLUMN deferred_message.sender IS 'user_id of the message; none: it named no user';

-- What is held here was taken before senders were checked. It is retried as if its source had sent it; commands were
-- sent by the operator and had the queue as their routing key.
UPDATE deferred_message SET
    sender = CASE WHEN consumer LIKE '%.commands' THEN 'lea_operator'
                  WHEN source = '/lea/edge' THEN 'lea_edge_worker'
                  WHEN source LIKE '/lea/%' THEN 'lea_' || substr(source, 6) END,
    routing_key = coalesce(type, routing_key);
