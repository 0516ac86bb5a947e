"""Deadlines: every procedural time limit that an event starts, stops, suspends, extends or meets."""
