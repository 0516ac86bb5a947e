-- depends: eventstore-0001-events

CREATE TABLE total (
    stream uuid   PRIMARY KEY,
    sum    bigint NOT NULL
);

CREATE TABLE taken_name (
    name   text PRIMARY KEY,
    stream uuid NOT NULL
);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON total, taken_name TO %I', current_setting('lea.service_role'));
END
$$;
