"""`lea reconcile`, `republish`, `resync`, `restored`: after a loss or a restore."""
