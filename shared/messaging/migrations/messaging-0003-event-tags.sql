-- Which events were applied: without this, another event with the same version passes for a duplicate.
-- depends: messaging-0001-consumer

ALTER TABLE stream_position
    ADD COLUMN tags bytea NOT NULL DEFAULT ''
        CHECK (octet_length(tags) % 4 = 0 AND octet_length(tags) / 4 <= version);

COMMENT ON COLUMN stream_position.tags IS
    'four bytes for each of the last versions, the newest at the end: the end of the id of the event that was applied;
     zeros: an operator passed over that version. Versions before the first tag were applied before tags were kept.';
