-- depends: intake-0014-undistributed

-- A delay until an event has no last day before that occurs: until then it lasts to infinity (Art. 337(1), 368(1)).
ALTER TABLE granted_delay ADD COLUMN awaits_event boolean NOT NULL DEFAULT false;
