"""The whole system, from a statement to the answer the court gets."""
