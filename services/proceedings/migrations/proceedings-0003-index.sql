-- depends: proceedings-0002-calendar-acts

-- By what proceedings are found, and what is to be done in them; written in the transaction of the events. What older
-- releases recorded is added when the service starts (`services/proceedings/projections.py`).
CREATE TABLE proceeding_index (
    proceeding           uuid     PRIMARY KEY,
    form                 smallint NOT NULL,
    version              integer  NOT NULL,
    number               text     NOT NULL UNIQUE,
    body                 text     NOT NULL,
    executor             text     NOT NULL,
    status               text     NOT NULL,
    since                date     NOT NULL,
    initiated_on         date     NOT NULL,
    document             text     NOT NULL,
    document_key         text     NOT NULL,
    issuer               text     NOT NULL,
    debtor               text     NOT NULL,
    debtor_kind          text     NOT NULL,
    debtor_identifier    text     NOT NULL,
    recoverer            text     NOT NULL,
    recoverer_kind       text     NOT NULL,
    recoverer_identifier text     NOT NULL
);

COMMENT ON COLUMN proceeding_index.form IS 'Of the code that wrote the row; an older form is written anew';
COMMENT ON COLUMN proceeding_index.document_key IS 'The number of the document in the form in which it is compared';

CREATE INDEX proceeding_index_by_document ON proceeding_index (document_key, issuer);
CREATE INDEX proceeding_index_by_debtor ON proceeding_index (debtor_identifier);
CREATE INDEX proceeding_index_by_recoverer ON proceeding_index (recoverer_identifier);

CREATE TABLE open_duty (
    proceeding uuid  NOT NULL,
    duty       text  NOT NULL,
    act        uuid  NOT NULL,
    number     text  NOT NULL,
    body       text  NOT NULL,
    executor   text  NOT NULL,
    who        text  NOT NULL,
    article    text,
    opened_on  date  NOT NULL,
    problems   jsonb NOT NULL,
    PRIMARY KEY (proceeding, duty, act)
);

CREATE INDEX open_duty_by_body ON open_duty (body, executor, opened_on);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON proceeding_index TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON open_duty TO %I', service);
END
$$;
