-- depends: intake-0012-known-days

-- What is to be done about statements, for work lists; written in the transaction of the events. Of statements recorded
-- before, as their events tell.
CREATE TABLE task (
    statement uuid  NOT NULL,
    duty      text  NOT NULL,
    act       uuid  NOT NULL,
    executor  text,
    who       text  NOT NULL,
    article   text,
    opened_on date  NOT NULL,
    problems  jsonb NOT NULL,
    whom      jsonb NOT NULL,
    PRIMARY KEY (statement, duty, act)
);

COMMENT ON COLUMN task.duty IS 'A duty; of copies of a refusal the act that sends them';
COMMENT ON COLUMN task.executor IS 'Who decided the statement, else who has it; none: it was not distributed';

CREATE INDEX task_by_executor ON task (executor, opened_on);

WITH decided AS (
    SELECT DISTINCT ON (stream)
        stream, type, causation_id AS act, effective_date, version,
        convert_from(data, 'UTF8')::jsonb #>> '{executor,id}' AS executor
    FROM event
    WHERE type IN ('lea.intake.initiation-decided.v1', 'lea.intake.initiation-refused.v1',
                   'lea.intake.statement-returned.v1')
    ORDER BY stream, version DESC
), duty AS (
    SELECT DISTINCT ON (stream, convert_from(data, 'UTF8')::jsonb ->> 'duty', convert_from(data, 'UTF8')::jsonb ->> 'act')
        stream, type, effective_date, convert_from(data, 'UTF8')::jsonb AS data
    FROM event WHERE type IN ('lea.intake.duty-opened.v1', 'lea.intake.duty-closed.v1')
    ORDER BY stream, convert_from(data, 'UTF8')::jsonb ->> 'duty', convert_from(data, 'UTF8')::jsonb ->> 'act',
        version DESC
), signed AS (
    SELECT stream, CASE WHEN convert_from(data, 'UTF8')::jsonb #>> '{contents,signed_by}' = 'nobody'
        THEN '["recoverer"]'::jsonb ELSE '["signatory"]'::jsonb END AS whom
    FROM event WHERE type = 'lea.intake.statement-registered.v1'
)
INSERT INTO task (statement, duty, act, executor, who, article, opened_on, problems, whom)
SELECT u.stream, u.data ->> 'duty', (u.data ->> 'act')::uuid, coalesce(d.executor, p.executor), u.data ->> 'who',
    u.data ->> 'article', u.effective_date, coalesce(u.data -> 'problems', '[]'),
    CASE WHEN u.data ->> 'duty' = 'send-back-statement' THEN s.whom ELSE '[]' END
FROM duty u JOIN presented_document p ON p.statement = u.stream LEFT JOIN decided d USING (stream)
    LEFT JOIN signed s USING (stream)
WHERE u.type = 'lea.intake.duty-opened.v1'
UNION ALL
SELECT d.stream, 'send-decision-copies', d.act, d.executor, 'court-executor', 'Art. 343(5)', d.effective_date, '[]',
    '["recoverer", "debtor"]'
FROM decided d JOIN presented_document p ON p.statement = d.stream
WHERE d.type = 'lea.intake.initiation-refused.v1' AND p.ended_on IS NOT NULL AND NOT EXISTS (
    SELECT FROM event e
    WHERE e.stream = d.stream AND e.version > d.version AND e.type = 'lea.intake.decision-copies-sent.v1'
);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON task TO %I', current_setting('lea.service_role'));
END
$$;
