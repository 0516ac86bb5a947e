"""New migrations stand in the way of nobody: the rules of docs/operations.md, found broken and kept."""

from pathlib import Path

import pytest

from infra.database.online_rules import broken_rules, governed

OUTSIDE = "-- transactional: false\n\n"
KEPT = {
    "a new column": "ALTER TABLE event ADD COLUMN note text;",
    "a new table with its index": "CREATE TABLE one (id integer PRIMARY KEY); CREATE INDEX one_id ON one (id);",
    "an index created while others write": f"{OUTSIDE}DROP INDEX CONCURRENTLY IF EXISTS event_note;\n"
    "CREATE INDEX CONCURRENTLY event_note ON event (note);",
    "a constraint not yet checked": "ALTER TABLE event ADD CONSTRAINT short CHECK (length(note) < 9) NOT VALID;",
    "the check of what is there": f"{OUTSIDE}ALTER TABLE event VALIDATE CONSTRAINT short;",
    "an exception with its reason": "-- nothing reads it\n-- squawk-ignore ban-drop-column\n"
    "ALTER TABLE event DROP COLUMN note;",
}
BROKEN = {
    "adding-not-nullable-field": "ALTER TABLE event ALTER COLUMN note SET NOT NULL;",
    "changing-column-type": "ALTER TABLE event ALTER COLUMN version TYPE bigint;",
    "adding-field-with-default": "ALTER TABLE event ADD COLUMN at timestamptz DEFAULT clock_timestamp();",
    "constraint-missing-not-valid": "ALTER TABLE event ADD CONSTRAINT short CHECK (length(note) < 9);",
    "adding-foreign-key-constraint": "ALTER TABLE event ADD CONSTRAINT a FOREIGN KEY (stream) REFERENCES one (id);",
    "disallowed-unique-constraint": "ALTER TABLE event ADD CONSTRAINT once UNIQUE (note);",
    "require-concurrent-index-creation": "CREATE INDEX event_note ON event (note);",
    "require-concurrent-index-deletion": "DROP INDEX event_note;",
    "transactional: false": "CREATE INDEX CONCURRENTLY event_note ON event (note);",
    "renaming-column": "ALTER TABLE event RENAME COLUMN note TO remark;",
    "renaming-table": "ALTER TABLE event RENAME TO fact;",
    "ban-drop-column": "ALTER TABLE event DROP COLUMN note;",
    "ban-drop-table": "DROP TABLE event;",
    "left invalid": f"{OUTSIDE}CREATE INDEX CONCURRENTLY IF NOT EXISTS event_note ON event (note);",
    "cannot be repeated": f"{OUTSIDE}ALTER TABLE event ADD COLUMN note text;",
}


def written(folder: Path, statements: str) -> list[Path]:
    file = folder / "test-0001-change.sql"
    file.write_text(f"{statements}\n")
    return [file]


def test_every_new_migration_keeps_the_rules() -> None:
    assert broken_rules(governed()) == []


@pytest.mark.parametrize("statements", KEPT.values(), ids=KEPT)
def test_what_holds_nobody_up_is_allowed(tmp_path: Path, statements: str) -> None:
    assert broken_rules(written(tmp_path, statements)) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_what_rewrites_or_locks_a_large_table_is_found(tmp_path: Path, rule: str) -> None:
    found = broken_rules(written(tmp_path, BROKEN[rule]))
    assert any(rule in problem for problem in found), found
