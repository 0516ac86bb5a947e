"""Delivers events to subscribers, each from its own place in the event stores."""
