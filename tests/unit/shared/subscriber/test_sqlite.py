"""The store of a subscriber in a file."""

import asyncio
import sqlite3
from pathlib import Path

from shared.subscriber.sqlite import SqliteStore


async def test_a_file_that_another_process_begins_to_use_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE notes (text)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO notes VALUES ('begun')")
    store = SqliteStore(path)
    opening = asyncio.create_task(store.open())
    await asyncio.sleep(0)
    assert not opening.done()
    other.execute("COMMIT")
    other.close()
    await opening
    async with store.transaction() as transaction:
        assert await transaction.fetch("SELECT text FROM notes") == [("begun",)]
    await store.close()
