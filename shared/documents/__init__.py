"""Resolutions as PDF: what one says, in words, rendered once after it was made, signed where a key is configured."""
