"""edge: the only door for the Supreme Court's system (electronic service 3.11.01)."""
