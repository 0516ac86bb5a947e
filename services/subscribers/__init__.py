"""Subscribers outside: who receives which events, and their delivery."""
