"""Roles and rules of accounts: pure functions."""
