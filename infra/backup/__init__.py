"""Backup and restore of the database cluster with pgBackRest: its configuration, its schedule, what a restore does."""
