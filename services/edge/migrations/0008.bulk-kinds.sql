-- depends: 0005.bulk

-- A result is only handed out while its consumer has the rights it was made with.
ALTER TABLE bulk_task ADD COLUMN kinds text[] NOT NULL DEFAULT '{}';

COMMENT ON COLUMN bulk_task.kinds IS 'kinds of look-ups that were answered';

-- Of what was answered before, the kinds were not noted: it may have been any.
UPDATE bulk_task SET kinds = ARRAY['proceeding-number', 'execution-document', 'court-case', 'debtor']
WHERE parts_done > 0;
