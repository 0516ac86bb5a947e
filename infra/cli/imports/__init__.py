"""`lea import`: a paper backlog from files, one command per statement and proceeding."""
