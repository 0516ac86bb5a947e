-- Why an operator had messages tried again, beside what was dropped and passed over.
-- depends: messaging-0004-decisions

-- the new constraints allow more, and the releases before write none of it
-- squawk-ignore ban-drop-constraint
ALTER TABLE parked_decision DROP CONSTRAINT parked_decision_action_check;
-- likewise
-- squawk-ignore ban-drop-constraint
ALTER TABLE parked_decision DROP CONSTRAINT parked_decision_check5;
-- decisions of people: the table is small
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE parked_decision ADD CONSTRAINT parked_decision_action CHECK (action IN ('drop', 'pass-over', 'retry'));
-- likewise
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE parked_decision ADD CONSTRAINT parked_decision_place
    CHECK (action <> 'pass-over' OR (source IS NOT NULL AND stream IS NOT NULL AND version IS NOT NULL));

DROP TRIGGER final ON parked_decision;
CREATE TRIGGER final BEFORE UPDATE ON parked_decision FOR EACH ROW
    WHEN (OLD.action <> 'pass-over' OR OLD.approved_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change_of_decision();
