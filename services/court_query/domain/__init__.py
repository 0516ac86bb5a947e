"""How events become what the court is told: pure functions, no I/O, no clock."""
