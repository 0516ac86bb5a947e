-- depends: proceedings-0016-cases-and-names

-- What went out on a day, each paper to one recipient, for dispatch lists; written in the transaction of the events. What
-- older releases recorded is added when the service starts (`services/proceedings/projections.py`).
CREATE TABLE outgoing (
    proceeding   uuid NOT NULL,
    act          uuid NOT NULL,
    recipient    text NOT NULL,
    body         text NOT NULL,
    executor     text NOT NULL,
    sent_on      date NOT NULL,
    name         text NOT NULL,
    what         text,
    about        text,
    concerns     uuid,
    paper_number text,
    method       text,
    mark         jsonb,
    delivered_on date,
    came_back_on date,
    receipt      jsonb,
    number       text NOT NULL,
    PRIMARY KEY (proceeding, act, recipient)
);

COMMENT ON COLUMN outgoing.body IS 'That had the proceeding on the day';
COMMENT ON COLUMN outgoing.concerns IS 'The act that it is about; of a resolution, the command that asked for it';
COMMENT ON COLUMN outgoing.paper_number IS 'The number of the resolution, where it was recorded from paper';
COMMENT ON COLUMN outgoing.mark IS 'The paper that the sending was recorded from';
COMMENT ON COLUMN outgoing.receipt IS 'The paper that shows that it was delivered, or came back';

CREATE INDEX outgoing_by_day ON outgoing (body, sent_on, number, act, recipient);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON outgoing TO %I', current_setting('lea.service_role'));
END
$$;
