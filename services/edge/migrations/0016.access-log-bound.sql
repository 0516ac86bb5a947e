-- depends: 0015.no-sources

-- The log is cut into months by the moment at which a chain began, which is the beginning of its identifier (UUIDv7): a chain lies
-- in one partition as a whole, and the key of a record stays what it is.
CREATE FUNCTION first_chain_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
COMMENT ON FUNCTION first_chain_of IS 'below the identifier of every chain that begins at this moment or later';

CREATE FUNCTION beginning_of(chain uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_timestamp((('x0000' || left(replace(chain::text, '-', ''), 12))::bit(64)::bigint)::numeric / 1000)
$$;
COMMENT ON FUNCTION beginning_of IS 'when a chain began';

-- What there is becomes the first partition. It ends with a month that ends a week after now or later, so that no chain begins
-- beyond it before the next file is applied. The next file reads the table while others write to it.
DO $$
BEGIN
    EXECUTE format(
        'ALTER TABLE access_log ADD CONSTRAINT access_log_earlier_chain CHECK (chain < %L) NOT VALID',
        first_chain_of((date_trunc('month', (now() + interval '7 days') AT TIME ZONE 'Europe/Minsk')
                        + interval '1 month') AT TIME ZONE 'Europe/Minsk'));
END
$$;
