"""The system in containers: preparation of the Compose file's inputs, and the jobs of its containers."""
