"""A statement as somebody types it, and acts on one."""

from typing import Any

PARTY = {"kind": "legal-person", "name": "Alfa <b>", "address": "Minsk", "identifier": "unp:100582333"}
DOCUMENT: dict[str, Any] = {
    "kind": "court-order",
    "issuer": {"code": "MINSK-EC", "name": "Economic court of Minsk"},
    "number": "12-1/2026",
    "issued_on": "2026-10-02",
    "case_number": "12-1/2026",
    "decided_on": "2026-09-10",
    "in_force_on": "2026-10-01",
    "operative_part": "To recover 100.00 BYN",
    "suspensions": [{"since": "2026-10-03", "until": "2026-10-05"}],
    "interruptions": [{"kind": "presented-to-bank", "presented_on": "2026-10-06", "returned_on": "2026-10-08"}],
}
STATEMENT: dict[str, Any] = {
    "body": "0101",
    "registration_number": "17/2026",
    "recoverer": PARTY,
    "debtor": {**PARTY, "name": "Beta", "identifier": "unp:191234563"},
    "document": DOCUMENT,
    "claims": [
        {
            "type": "principal-debt",
            "sum": "30.00 BYN",
            "periodic": "true",
            "payments": [{"due_on": "2026-10-01", "sum": "10.00 BYN"}, {"due_on": "2026-11-01", "sum": "20.00 BYN"}],
        },
        {"type": "penalty", "sum": "5.00 USD"},
    ],
    "contents": {"bank_step": "proved", "lacks": ["debtor-accounts", "recoverer-contacts"]},
}
EXECUTOR = {"id": "0101-017", "full_name": "Ivanova"}
ON_STATEMENTS: dict[str, dict[str, Any]] = {
    "register-statement": STATEMENT,
    "establish-document-history": {"suspensions": DOCUMENT["suspensions"], "evidence": "a letter"},
    "assess-statement": {},
    "decide-on-statement": {"decision": "initiate", "executor": EXECUTOR},
    "send-decision-copies": {"recipients": ["recoverer", "debtor"]},
    "distribute-statement": {"executors": [EXECUTOR, {**EXECUTOR, "id": "0101-018"}]},
    "send-refused-document": {"paper": {"kind": "letter", "dated": "2026-11-02", "author": "Ivanova"}},
}
