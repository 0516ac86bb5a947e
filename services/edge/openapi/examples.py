"""Examples, as they travel; a test holds each against its model."""

from services.edge.openapi.responses import Json
from services.edge.openapi.title import VERSION

_NUMBER = "0101-2026-000001"
_DIGEST = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
_REQUEST_ID = "018f2f64-0000-7000-8000-000000000001"
_TASK = "01932c0e-7b5a-7000-8000-000000000042"
_MOMENT = "2026-11-20T09:00:00+00:00"
_PURPOSE: Json = {
    "request_id": _REQUEST_ID,
    "consumer": "supreme-court",
    "legal_ground": "case-at-hand",
    "court_case": "12-3/2026",
}
_FRESHNESS: Json = {"data_as_of": _MOMENT, "lag_seconds": 0.412, "stale": False}

CARD: Json = {
    "body_code": "0101",
    "body_name": "Enforcement department of the Central district of Minsk",
    "executor_full_name": "Ivanova Anna Petrovna",
    "number": _NUMBER,
    "initiated_on": "2026-03-10",
    "status_code": "compulsory",
    "status_name": "Compulsory execution",
    "claims": [
        {
            "code": "debt",
            "name": "Recovery of a debt",
            "currency": {"code": "933", "name": "Belarusian ruble", "abbreviation": "BYN"},
            "amount": "1500.00",
            "repaid": "400.00",
            "balance": "1100.00",
        }
    ],
    "statuses": [
        {
            "code": "voluntary-term",
            "name": "Term for voluntary execution",
            "date": "2026-03-10",
            "reason_code": "initiated",
            "reason_name": "Initiation of the proceeding",
        },
        {
            "code": "compulsory",
            "name": "Compulsory execution",
            "date": "2026-03-18",
            "reason_code": "voluntary-term-expired",
            "reason_name": "Expiry of the term for voluntary execution",
        },
    ],
    "measures": [
        {
            "code": "arrest-of-accounts",
            "name": "Arrest of money in accounts",
            "added_on": "2026-03-19",
            "status_code": "executed",
            "status_name": "Executed",
            "status_date": "2026-03-20",
        }
    ],
}
LOOK_UPS: list[Json] = [
    {"by": "proceeding-number", "number": _NUMBER},
    {"by": "execution-document", "issuer": "EC-01", "number": "17-2026", "issued_on": "2026-03-02"},
    {"by": "court-case", "case_number": "5-15/2025"},
    {"by": "debtor", "identifier": {"kind": "unp", "value": "100000022"}},
]
LINES = "".join(
    f'{{"by": "proceeding-number", "number": "0101-2026-{number:06}"}}\n' for number in (1, 2, 3)
)  # fmt: skip
REQUEST: Json = {**_PURPOSE, "as_of": None, "look_ups": LOOK_UPS}
REQUEST_AS_OF: Json = {**_PURPOSE, "as_of": "2026-03-12", "look_ups": LOOK_UPS[:1]}
REQUEST_AS_KNOWN_AT: Json = {**REQUEST_AS_OF, "as_known_at": "2026-03-15T12:00:00+03:00"}
_KNOWN: Json = {
    "number": _NUMBER,
    "revision": 1,
    "revised_at": "2026-03-21T08:30:00+00:00",
    "known_since": "2026-03-21T08:30:00+00:00",
    "claims": ["2026-03-21T08:30:00+00:00"],
    "statuses": ["2026-03-10T07:12:00+00:00", "2026-03-18T00:00:04+00:00"],
    "measures": ["2026-03-20T13:05:00+00:00"],
}
ANSWER: Json = {
    "request_id": _REQUEST_ID,
    "answered_at": "2026-11-20T09:00:00.412000+00:00",
    "as_of": None,
    "freshness": _FRESHNESS,
    "results": [
        {"outcome": "found", "proceedings": [CARD], "problem": None, "provenances": [_KNOWN]},
        {"outcome": "not-found", "proceedings": [], "problem": None},
        {"outcome": "several-found", "proceedings": [CARD, {**CARD, "number": "0101-2026-000002"}], "problem": None},
        {
            "outcome": "not-permitted",
            "proceedings": [],
            "problem": {
                "code": "not-permitted",
                "rule": "the consumer looks up by what it is registered for",
                "detail": "the consumer may not look up by debtor",
                "field": "look_ups.3",
                "article": None,
            },
        },
    ],
}
_BELIEF: Json = {
    "number": _NUMBER,
    "status_code": "compulsory",
    "claims": [{"code": "debt", "currency": "933", "balance": "1500.00"}],
}
RECONCILIATION: Json = {**_PURPOSE, "beliefs": [_BELIEF, {"number": "0101-2026-000002", "digest": _DIGEST}]}
RECONCILED: Json = {
    "request_id": _REQUEST_ID,
    "answered_at": "2026-11-20T09:00:00.412000+00:00",
    "as_of": None,
    "freshness": _FRESHNESS,
    "results": [
        {
            "number": _NUMBER,
            "agreement": "different",
            "differences": [{"field": "claims.0.balance", "believed": "1500.00", "actual": "1100.00"}],
            "digest": _DIGEST,
        },
        {"number": "0101-2026-000002", "agreement": "unknown", "differences": [], "digest": None},
    ],
}
CHANGES: Json = {
    "answered_at": "2026-11-20T09:00:00.412000+00:00",
    "freshness": _FRESHNESS,
    "changes": [
        {"number": _NUMBER, "recorded_at": "2026-11-20T08:59:58+00:00", "digest": _DIGEST},
        {
            "number": "0101-2026-000002",
            "recorded_at": "2026-11-20T08:59:59+00:00",
            "digest": _DIGEST,
            "revised": True,
            "revisions": [
                {"revision": 1, "recorded_at": "2026-11-20T08:59:59+00:00", "first_changed_day": "2026-11-12"}
            ],
        },
    ],
    "next": "48211-90317",
    "more": False,
}
TASK_WAITING: Json = {
    "id": _TASK,
    "request_id": _REQUEST_ID,
    "state": "waiting",
    "language": "en",
    "as_of": None,
    "received_at": _MOMENT,
    "look_ups": 3,
    "done": 0,
    "outcomes": {},
    "data_as_of": None,
    "finished_at": None,
    "expires_at": None,
    "result": None,
}
TASK_DONE: Json = {
    **TASK_WAITING,
    "state": "done",
    "done": 3,
    "outcomes": {"found": 2, "not-found": 1},
    "data_as_of": _MOMENT,
    "finished_at": "2026-11-20T09:00:02+00:00",
    "expires_at": "2026-11-23T09:00:02+00:00",
    "result": {"lines": 3, "size": 8412, "digest": _DIGEST},
}
RESULT = '{"line":1,"outcome":"not-found","proceedings":[],"problem":null}\n'
POLICY: Json = {
    "service": "3.11.01",
    "version": VERSION,
    "openapi": "/openapi.json",
    "operations": [
        {
            "name": "policy",
            "method": "GET",
            "path": "/v1/policy",
            "description": "Operations, limits, rights, code lists, schemas, rule sets, keys and contact.",
        }
    ],
    "limits": {
        "look_ups": 500,
        "proceedings_per_look_up": 1000,
        "beliefs": 500,
        "changes": 1000,
        "bulk_look_ups": 1000000,
        "bulk_bytes": 536870912,
        "bulk_line_bytes": 4096,
        "bulk_tasks": 3,
        "bulk_kept_hours": 72.0,
        "body_bytes": 262144,
        "body_seconds": 10.0,
        "stale_after_seconds": 15.0,
    },
    "rights": {
        "consumer": "supreme-court",
        "scopes": ["court-case", "proceeding-number"],
        "legal_grounds": ["case-at-hand"],
        "valid_from": _MOMENT,
        "valid_to": None,
        "quotas": {"requests_per_second": 300.0, "burst": 600, "look_ups_per_day": 1000000},
    },
    "languages": ["en", "ru", "be"],
    "code_lists": [
        {
            "name": "legal_grounds",
            "version": "2026-11",
            "codes": [
                {
                    "code": "case-at-hand",
                    "name": "Examination of a case by the court",
                    "article": None,
                    "valid_from": "1998-12-15",
                    "valid_to": None,
                }
            ],
        }
    ],
    "schemas": [
        {
            "type": "lea.service-3-11-01.policy.v1",
            "path": "/schemas/lea.service-3-11-01.policy.v1.json",
            "digest": _DIGEST,
        }
    ],
    "rule_sets": [
        {
            "id": "epc-2021",
            "name": "Economic Procedural Code, wording of 6 January 2021",
            "valid_from": "2021-01-06",
            "valid_to": None,
        }
    ],
    "keys": [],
    "contact": {
        "name": "Service desk of the enforcement bodies",
        "email": "service-3-11-01@lea.example",
        "telephone": "+375 17 000 00 00",
    },
    "soap": {
        "path": "/soap/v1/information",
        "action": "urn:lea:service-3-11-01:v1:information",
        "wsdl": "/soap/v1/information?wsdl",
        "xsd": "/soap/v1/information.xsd",
    },
}
