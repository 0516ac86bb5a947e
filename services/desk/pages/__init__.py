"""The pages: path operations, each with its template."""
