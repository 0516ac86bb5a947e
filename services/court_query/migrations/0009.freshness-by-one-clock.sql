-- depends: 0008.one-form-of-numbers

-- How old the model is, is a difference between two readings of one clock: that of the event store, or of this server.
ALTER TABLE read_model.freshness
    ADD COLUMN measured_at   timestamptz,
    ADD COLUMN store_time    timestamptz,
    ADD COLUMN complete_to   timestamptz,
    ADD COLUMN lacks_a_whole boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN read_model.freshness.measured_at IS 'when this was measured, by the clock of this server';
COMMENT ON COLUMN read_model.freshness.store_time IS 'when this was measured, by the clock of the event store';
COMMENT ON COLUMN read_model.freshness.complete_to IS
    'nothing stored before is missing, but for held_back, by the clock of the event store';
COMMENT ON COLUMN read_model.freshness.lacks_a_whole IS 'of a proceeding that is held back, the model has nothing';

ALTER TABLE read_model.held_back ADD COLUMN complete_to timestamptz;

COMMENT ON COLUMN read_model.held_back.complete_to IS
    'nothing stored before is missing, by the clock of the event store; none: written by an earlier release';
