"""Traces, metrics and logs; none of them carries personal data."""
