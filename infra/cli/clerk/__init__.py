"""`lea proceeding`, `lea act`, `lea duties`: the clerk's command line."""
