"""How much of the Code the project holds, article by article: `docs/law-coverage.md`."""
