-- depends: proceedings-0010-party-records

-- Numbers of proceedings that a restore lost. Nobody else gets one: it is in letters, answers and files. The same
-- proceeding, if it is initiated again, gets it again.
CREATE TABLE reserved_number (
    number      text        PRIMARY KEY CHECK (number ~ '^[0-9]{4}-[0-9]{4}-[0-9]{6}$'),
    proceeding  uuid        NOT NULL,
    actor       text        NOT NULL,
    reason      text        NOT NULL,
    reserved_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX reserved_number_by_proceeding ON reserved_number (proceeding);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT ON reserved_number TO %I', current_setting('lea.service_role'));
END
$$;
