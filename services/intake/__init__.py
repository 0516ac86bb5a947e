"""Intake: statements on initiation with their execution documents, up to the executor's decision."""
