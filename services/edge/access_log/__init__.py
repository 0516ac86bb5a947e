"""The access log: the record of a request is committed before its answer is sent."""
