"""Resolutions as PDF: rendered once after they were made, signed where a key is configured, kept with their hashes."""
