-- depends: 0016.access-log-bound
-- transactional: false

ALTER TABLE access_log VALIDATE CONSTRAINT access_log_earlier_chain;
