-- Who had sent the message that was decided about, as the broker has verified it. Decisions made before do not say it:
-- they are final, and their messages are gone.
-- depends: messaging-0002-senders messaging-0004-decisions

ALTER TABLE parked_decision ADD COLUMN sender text;

COMMENT ON COLUMN parked_decision.sender IS
    'user_id of the message; null: it named no user, or was decided before this column existed';

DO $$
BEGIN
    EXECUTE format('GRANT INSERT (sender) ON parked_decision TO %I', current_setting('lea.service_role'));
END
$$;
