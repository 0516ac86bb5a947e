"""What every command is built from: lazy imports, errors, output for terminals and programs, the running system."""
