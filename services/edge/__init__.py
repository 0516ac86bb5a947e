"""edge: the interface for the Supreme Court's system (electronic service 3.11.01)."""
