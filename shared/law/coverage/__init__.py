"""How much of the Code the project holds, article by article: `python -m shared.law.coverage`."""
