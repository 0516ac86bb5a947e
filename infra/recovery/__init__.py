"""After a restore or a loss: consumers and event stores are compared, and brought together again."""
