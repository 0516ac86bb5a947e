-- depends: 0008.bulk-kinds

-- What no process of the edge needs, a stolen password must not open either.
DO $$
DECLARE
    api    text := current_setting('lea.service_role');
    worker text := api || '_worker';
BEGIN
    -- The worker takes commands, not events: it has positions in no stream.
    EXECUTE format('REVOKE ALL ON stream_position FROM %I', worker);
    EXECUTE format('REVOKE DELETE ON usage_position, alarm FROM %I', worker);
    -- Whose a bulk request is, and what for, is written once.
    EXECUTE format('REVOKE UPDATE ON bulk_task FROM %I', worker);
    EXECUTE format(
        'GRANT UPDATE (state, parts_done, done, outcomes, kinds, data_as_of, served_at, leased_until, finished_at,
                       expires_at, size, digest) ON bulk_task TO %I', worker);
    -- An answer stays that of its consumer and request id.
    EXECUTE format('REVOKE UPDATE ON kept_answer FROM %I', api);
    EXECUTE format(
        'GRANT UPDATE (operation, digest, claim, claimed_until, expires_at, status, headers, body, answer_digest,
                       outcomes, proceedings) ON kept_answer TO %I', api);
    EXECUTE format('REVOKE UPDATE ON budget FROM %I', api);
    EXECUTE format(
        'GRANT UPDATE (tokens, filled_at, day, look_ups, drawn_requests, drawn_look_ups) ON budget TO %I', api);
    -- The registry keeps what a consumer and a key are called, and when the consumer was written first.
    EXECUTE format('REVOKE UPDATE ON consumer, consumer_key FROM %I', worker);
    EXECUTE format(
        'GRANT UPDATE (scopes, legal_grounds, valid_from, valid_to, status, certificates, requests_per_second, burst,
                       look_ups_per_day) ON consumer TO %I', worker);
    EXECUTE format(
        'GRANT UPDATE (kind, material, valid_from, valid_to, revoked_at) ON consumer_key TO %I', worker);
END
$$;
