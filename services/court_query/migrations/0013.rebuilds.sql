-- depends: 0012.model-built-for

-- Rebuilds that were asked for. The service adds what operators ask for; the job of the owner says how far it is.
CREATE TABLE rebuild (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor       text        NOT NULL CHECK (length(btrim(actor)) BETWEEN 1 AND 100),
    reason      text        NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    comparing   boolean     NOT NULL,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    started_at  timestamptz,
    phase       text,
    events      bigint      NOT NULL DEFAULT 0,
    total       bigint      NOT NULL DEFAULT 0,
    reported_at timestamptz,
    ended_at    timestamptz,
    outcome     text        CHECK (outcome IN ('done', 'differed', 'failed')),
    detail      text,
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

COMMENT ON COLUMN rebuild.comparing IS 'the copies are compared at the switch';
COMMENT ON COLUMN rebuild.total IS 'events there were when it began';

-- One at a time.
CREATE UNIQUE INDEX rebuild_open ON rebuild ((ended_at IS NULL)) WHERE ended_at IS NULL;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT (actor, reason, comparing) ON rebuild TO %I',
                   current_setting('lea.service_role'));
END
$$;
