-- depends: proceedings-0007-periods

-- Debtors who share one debt (Art. 331). A group is locked while a command on a proceeding of one of them is carried out;
-- several groups in the order of their ids.
CREATE TABLE debtor_group (
    id uuid PRIMARY KEY
);

CREATE TABLE debtor_group_member (
    proceeding   uuid PRIMARY KEY,
    debtor_group uuid NOT NULL REFERENCES debtor_group (id)
);

CREATE INDEX debtor_group_member_by_group ON debtor_group_member (debtor_group);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON debtor_group TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, DELETE, UPDATE ON debtor_group_member TO %I', service);
END
$$;
