"""The generated pages of docs/: `python -m infra.documents` writes them, a test holds them against the code."""
