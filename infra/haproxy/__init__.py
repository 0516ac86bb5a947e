"""HAProxy in front of every HTTP interface: its configuration, its refusals, its certificates."""
