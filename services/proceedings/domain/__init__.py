"""The rules of a proceeding: pure functions over the law's tables and the stream's state."""
