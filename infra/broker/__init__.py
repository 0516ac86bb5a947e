"""What the broker is given: users, permissions, plugins."""
