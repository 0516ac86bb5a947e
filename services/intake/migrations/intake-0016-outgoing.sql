-- depends: intake-0015-delays-until-an-event

-- What went out on a day about statements, each paper to one recipient, for dispatch lists; written in the transaction of
-- the events. Of statements recorded before, as their events tell; a correction says how its act reads.
CREATE TABLE outgoing (
    statement    uuid NOT NULL,
    act          uuid NOT NULL,
    recipient    text NOT NULL,
    body         text NOT NULL,
    number       text NOT NULL,
    executor     text,
    sent_on      date NOT NULL,
    name         text NOT NULL,
    what         text NOT NULL,
    about        text,
    decision     uuid,
    paper_number text,
    method       text,
    mark         jsonb,
    delivered_on date,
    receipt      jsonb,
    PRIMARY KEY (statement, act, recipient)
);

COMMENT ON COLUMN outgoing.decision IS 'The command that asked for the resolution';
COMMENT ON COLUMN outgoing.paper_number IS 'The number of the resolution, where it was recorded from paper';
COMMENT ON COLUMN outgoing.mark IS 'The paper that the sending was recorded from';
COMMENT ON COLUMN outgoing.receipt IS 'The paper that shows that it was delivered';

CREATE INDEX outgoing_by_day ON outgoing (body, sent_on, number, act, recipient);

WITH recorded AS (
    SELECT stream, version, type, causation_id AS act, effective_date AS day, convert_from(data, 'UTF8')::jsonb AS data,
        recording::jsonb -> 'paper' AS paper
    FROM event
    WHERE type IN ('lea.intake.decision-copies-sent.v1', 'lea.intake.refused-document-sent.v1',
                   'lea.intake.decision-copy-received.v1', 'lea.intake.initiation-decided.v1',
                   'lea.intake.initiation-refused.v1', 'lea.intake.statement-returned.v1')
), corrected AS (
    SELECT DISTINCT ON (stream, data ->> 'act') stream, (data ->> 'act')::uuid AS act, data -> 'reads' AS reads
    FROM (SELECT stream, version, convert_from(data, 'UTF8')::jsonb AS data FROM event
          WHERE type = 'lea.intake.correction-made.v1') made
    ORDER BY stream, data ->> 'act', version DESC
), reading AS (
    SELECT r.stream, r.version, coalesce(c.reads ->> 'type', r.type) AS type, r.act,
        coalesce((c.reads ->> 'day')::date, r.day) AS day, coalesce(c.reads -> 'data', r.data) AS data, r.paper
    FROM recorded r LEFT JOIN corrected c USING (stream, act)
    WHERE c.act IS NULL OR jsonb_typeof(c.reads) = 'object'
), sent AS (
    SELECT r.stream, r.act, r.day, r.paper, 'send-decision-copies' AS name, 'resolution' AS what, whom.recipient
    FROM reading r CROSS JOIN jsonb_array_elements_text(r.data -> 'recipients') AS whom (recipient)
    WHERE r.type = 'lea.intake.decision-copies-sent.v1'
    UNION
    SELECT stream, act, day, paper, 'send-refused-document', 'execution-document', 'issuing-body' FROM reading
    WHERE type = 'lea.intake.refused-document-sent.v1'
)
INSERT INTO outgoing (statement, act, recipient, body, number, executor, sent_on, name, what, about, decision,
                      paper_number, method, mark, delivered_on, receipt)
SELECT s.stream, s.act, CASE s.recipient WHEN 'issuer' THEN 'issuing-body' ELSE s.recipient END, p.body,
    p.registration_number, d.executor, s.day, s.name, s.what,
    CASE WHEN s.what = 'resolution' AND d.act IS NOT NULL THEN 'decide-on-statement' END,
    CASE WHEN s.what = 'resolution' THEN d.act END, CASE WHEN s.what = 'resolution' THEN d.paper_number END,
    g.method, s.paper, g.day, g.paper
FROM sent s JOIN presented_document p ON p.statement = s.stream
LEFT JOIN LATERAL (
    SELECT r.act, r.data #>> '{executor,id}' AS executor, r.paper ->> 'number' AS paper_number FROM reading r
    WHERE r.stream = s.stream AND r.day <= s.day
      AND r.type IN ('lea.intake.initiation-decided.v1', 'lea.intake.initiation-refused.v1',
                     'lea.intake.statement-returned.v1')
    ORDER BY r.day DESC, r.version LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT r.data ->> 'method' AS method, r.day, r.paper FROM reading r
    WHERE r.stream = s.stream AND r.day >= s.day AND s.what = 'resolution' AND r.data ->> 'party' = s.recipient
      AND r.type = 'lea.intake.decision-copy-received.v1'
    ORDER BY r.day DESC, r.version LIMIT 1
) g ON true
ON CONFLICT DO NOTHING;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON outgoing TO %I', current_setting('lea.service_role'));
END
$$;
