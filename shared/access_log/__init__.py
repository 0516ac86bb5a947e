"""The access log of the edge as a chain of records, and its verification."""
