"""The life of an enforcement proceeding, from initiation to its end."""
