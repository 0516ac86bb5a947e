-- depends: 0003.registry

-- What the door must not forget, across its instances and its restarts. All of it is written without waiting for the
-- disk: the access log's commit, which every answer waits for, flushes what was written before it.

-- Nonces of signed requests, for as long as their signatures are worth something.
CREATE TABLE nonce (
    key        text        NOT NULL,
    value      text        NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (value, key)
);

-- What is left of each consumer's quota; made with its registration.
CREATE TABLE budget (
    consumer  text             PRIMARY KEY REFERENCES consumer,
    -- Requests it may make at once, as of `filled_at`; refilled by its rate up to its burst.
    tokens    double precision NOT NULL DEFAULT 0,
    filled_at timestamptz      NOT NULL DEFAULT '2000-01-01',
    -- Look-ups of this day, Europe/Minsk.
    day       date             NOT NULL DEFAULT '2000-01-01',
    look_ups  bigint           NOT NULL DEFAULT 0,
    -- What was drawn last.
    drawn_requests integer     NOT NULL DEFAULT 0,
    drawn_look_ups bigint      NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

INSERT INTO budget (consumer) SELECT id FROM consumer;

-- Request ids, each with the answer it was given: the same request gets the same answer.
CREATE TABLE kept_answer (
    consumer      text        NOT NULL REFERENCES consumer,
    request_id    uuid        NOT NULL,
    operation     text        NOT NULL,
    -- SHA-256 of the body of the request, and of what is in its headers where they tell requests apart.
    digest        bytea       NOT NULL CHECK (octet_length(digest) = 32),
    -- Whoever works on the answer, and until when nobody else does.
    claim         uuid        NOT NULL,
    claimed_until timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    status        smallint,
    headers       text[],
    body          bytea,
    answer_digest bytea,
    outcomes      text[],
    proceedings   text[],
    PRIMARY KEY (consumer, request_id),
    CHECK (num_nulls(status, headers, body, answer_digest, outcomes, proceedings) IN (0, 6))
);
-- Compressing answers would cost more than their bytes do.
ALTER TABLE kept_answer ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX kept_answer_expiry ON kept_answer (expires_at);

DO $$
DECLARE
    door   text := current_setting('lea.service_role');
    worker text := door || '_worker';
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON nonce TO %I', door);
    EXECUTE format('GRANT SELECT, UPDATE ON budget TO %I', door);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON kept_answer TO %I', door);
    EXECUTE format('GRANT SELECT (expires_at), DELETE ON nonce TO %I', worker);
    EXECUTE format('GRANT SELECT (expires_at), DELETE ON kept_answer TO %I', worker);
    EXECUTE format('GRANT SELECT, INSERT ON budget TO %I', worker);
END
$$;
