"""What crosses a process boundary, and nothing else. Imports nothing of the other packages."""
