"""The JSON interface `/api/v1`: the same as the pages, for programs of signed-in people."""
