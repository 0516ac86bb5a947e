"""The services in containers: what the Compose file needs from this machine, and the jobs its containers run."""
