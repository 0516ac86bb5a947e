"""Inputs of forms: which an act needs, what was typed into them, and how they are shown."""
