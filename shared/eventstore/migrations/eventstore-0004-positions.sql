-- transactional: false
-- depends: eventstore-0003-epochs

-- A replay of a range of positions begins and ends in the order of commits where the transactions of these events do.
DROP INDEX CONCURRENTLY IF EXISTS event_by_position;
CREATE INDEX CONCURRENTLY event_by_position ON event (position) INCLUDE (xid);
