"""What the database server is given: databases, roles, rights."""
