"""Queries: questions to the service that owns the answer. They change nothing, and their replies are typed."""
