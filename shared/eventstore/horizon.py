"""The place in the order of commits below which nothing comes any more, in spite of transactions of other databases."""

# A transaction that runs holds the lock on its id, from before it shows in a snapshot until after it has left them. One
# whose database is not known counts as one of this database.
HORIZON_HERE = """(
    WITH elsewhere AS MATERIALIZED (
        SELECT held.transactionid AS xid
        FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
          AND activity.datname <> current_database()
    )
    SELECT coalesce(
        (SELECT running FROM pg_snapshot_xip(pg_current_snapshot()) AS running
         WHERE NOT EXISTS (SELECT FROM elsewhere WHERE elsewhere.xid = running::xid) ORDER BY running LIMIT 1),
        pg_snapshot_xmax(pg_current_snapshot())
    )
)"""
"""An expression of SQL: the oldest transaction of this database that runs. `pg_snapshot_xmin` counts all databases."""
