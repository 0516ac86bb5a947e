-- depends: intake-0008-payer-records

-- Which end of its proceeding a renewal undid (Art. 391(3)): where the renewal is taken back, that end stands again.
-- Renewals of earlier releases are not held; what takes one of them back binds the document as before.
CREATE TABLE renewed_document (
    proceeding uuid NOT NULL,
    renewed_on date NOT NULL,
    ended_on   date NOT NULL,
    PRIMARY KEY (proceeding, renewed_on)
);

COMMENT ON COLUMN renewed_document.ended_on IS 'the day on which the document went to the payer of income';

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON renewed_document TO %I', current_setting('lea.service_role'));
END
$$;
