"""Resolutions as documents: what they say (`contents`), and how they say it in each language (`wording`)."""
