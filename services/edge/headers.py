"""Headers of service 3.11.01: what a request states where its body does not."""

REQUEST_ID, LEGAL_GROUND, COURT_CASE = "LEA-Request-Id", "LEA-Legal-Ground", "LEA-Court-Case"
"""The purpose of a request."""
AS_OF = "LEA-As-Of"
"""The day as of which a bulk request is answered."""
AS_KNOWN_AT = "LEA-As-Known-At"
"""The moment of recording as of which a bulk request is answered."""
