"""How events become the answers of service 3.11.01: pure functions, no I/O, no clock."""
