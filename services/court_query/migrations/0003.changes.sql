-- depends: 0001.read-model

-- Which cards have changed since: for each proceeding the place of its last change in the feed. A place is (xid, seq):
-- whoever reads up to the oldest transaction that still runs (`pg_snapshot_xmin`) passes over nothing, as no place
-- below it can come later. A row only ever moves forward.
CREATE SEQUENCE read_model.change_seq;

CREATE TABLE read_model_a.change (
    number text   PRIMARY KEY,
    digest bytea  NOT NULL CHECK (octet_length(digest) = 32),
    xid    xid8   NOT NULL DEFAULT pg_current_xact_id(),
    seq    bigint NOT NULL DEFAULT nextval('read_model.change_seq')
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX change_place ON read_model_a.change (xid, seq);

COMMENT ON COLUMN read_model_a.change.digest IS 'SHA-256 of the digests of the cards in en, ru, be, one after the other';

CREATE TABLE read_model_b.change (LIKE read_model_a.change INCLUDING ALL) WITH (fillfactor = 80);

INSERT INTO read_model_a.change (number, digest)
SELECT number, sha256(string_agg(digest, '' ORDER BY array_position(ARRAY['en', 'ru', 'be'], language)))
FROM read_model_a.answer GROUP BY number;
INSERT INTO read_model_b.change (number, digest)
SELECT number, sha256(string_agg(digest, '' ORDER BY array_position(ARRAY['en', 'ru', 'be'], language)))
FROM read_model_b.answer GROUP BY number;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
    copy    text := (SELECT copy FROM read_model.active_copy);
BEGIN
    EXECUTE format('CREATE VIEW read_model.change AS SELECT * FROM read_model_%s.change', copy);
    GRANT SELECT ON read_model.change TO lea_edge_reader;
    EXECUTE format('GRANT USAGE ON SEQUENCE read_model.change_seq TO %I', service);
    EXECUTE format('GRANT SELECT ON read_model.change TO %I', service);
    FOREACH copy IN ARRAY ARRAY['a', 'b'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE (digest, xid, seq) ON read_model_%s.change TO %I', copy, service);
    END LOOP;
END
$$;
