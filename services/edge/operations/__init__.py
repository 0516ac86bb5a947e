"""The operations of service 3.11.01 over HTTP: what each reads of a request, and how its answer looks."""
