"""Signing in: accounts, passwords, sessions, the audit trail."""
