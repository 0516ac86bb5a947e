"""court_query: the read model behind service 3.11.01, built from events alone."""
