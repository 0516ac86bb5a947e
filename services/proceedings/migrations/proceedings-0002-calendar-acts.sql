-- depends: proceedings-0001-numbers-and-terms

-- Acts of government that move working days, as the deadlines service published them: the voluntary term is computed
-- here, by the same function and over the same calendar.
CREATE TABLE calendar_act (
    position integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    version  text    NOT NULL UNIQUE,
    act      bytea   NOT NULL
);

-- The last day of the voluntary term is no longer taken from messages.
DROP TABLE voluntary_term;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON calendar_act TO %I', current_setting('lea.service_role'));
END
$$;
