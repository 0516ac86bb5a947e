"""Bulk requests: received by an API process, answered by the worker part by part, fetched from an API process."""
