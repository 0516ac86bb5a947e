"""The OpenAPI document: descriptions, schemas and examples beyond the signatures of path operations."""
