"""Databases, roles and their rights; checksums of migrations."""
