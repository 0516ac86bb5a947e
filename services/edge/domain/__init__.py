"""Who may ask what, and how an answer reads: pure functions, no I/O, no clock."""
