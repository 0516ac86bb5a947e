-- depends: deadlines-0002-observed-events

-- Executors who act for others from day to day (Art. 344(3)); written from the events of proceedings.
CREATE TABLE substitution (
    id         uuid PRIMARY KEY,
    body       text NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    executor   text NOT NULL,
    substitute text NOT NULL CHECK (substitute <> executor),
    since      date NOT NULL,
    until      date NOT NULL
);

CREATE INDEX substitution_of_substitute ON substitution (substitute, until);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON substitution TO %I', current_setting('lea.service_role'));
END
$$;
