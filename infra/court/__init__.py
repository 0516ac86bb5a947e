"""The Supreme Court's side of service 3.11.01: a client, and the answer as a person reads it."""
