"""Administration of the desk: its accounts and tokens."""
