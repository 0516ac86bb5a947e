"""Bulk requests: taken in by the door, answered by the worker a part at a time, handed out by the door."""
