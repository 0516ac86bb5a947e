"""`lea subscribers`: who outside receives which events."""
