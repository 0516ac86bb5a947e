"""Common parts of the commands: lazy imports, errors, output, access to the running system."""
