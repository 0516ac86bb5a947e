"""The command line `lea`."""
