"""The paths of the court interface by name: HAProxy logs the name, because paths contain numbers of proceedings."""

ROUTES = {
    "information-request": "^/v1/information-requests$",
    "enforcement-proceeding": "^/v1/enforcement-proceedings/[^/]+$",
    "policy": "^/v1/policy$",
    "changes": "^/v1/changes$",
    "reconciliation": "^/v1/reconciliations$",
    "bulk-request": "^/v1/bulk-requests$",
    "bulk-task": "^/v1/bulk-requests/[^/]+$",
    "bulk-result": "^/v1/bulk-requests/[^/]+/result$",
    "soap": "^/soap/",
    "schema": "^/schemas/",
    "openapi": "^/openapi.json$",
}
"""Regular expressions of the path, at most one of which matches."""
OTHER = "other"
"""Every other path."""
BULK = "/v1/bulk-requests"
"""The only path of the court interface whose request body streams through."""
FILES = "/money/statements"
"""The only path of the desk whose request body streams through: files of bank statements."""
