"""Resolutions of proceedings as PDF: made from the streams, and shown to who asks."""
