"""Statements of a deposit account as the bank sends them: read, matched to proceedings, recorded.

The desk, its JSON interface and the command line use the same parts.
"""
