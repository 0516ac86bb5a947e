"""Whom a debtor's number names: proceedings of one person are found by either number (SQL, a part of look-ups).

A payer number and a personal number are one person's where a record of any party states both, and no other record says
otherwise: what is contradicted joins nobody, so no one is shown the debts of another. What a record states of its
debtor finds its proceeding in any case.
"""

from shared.court_card.reading import known

_RECORDS = """
    SELECT debtor_unp AS unp, debtor_personal_number AS personal_number FROM read_model.initiation WHERE {known}
    UNION ALL
    SELECT recoverer_unp, recoverer_personal_number FROM read_model.initiation WHERE {known}
"""
# First who has both numbers: of a payer number of a legal person, which many records may state, nothing more is read.
_NUMBERS = """
    SELECT asked.two AS kind, asked.one AS value WHERE asked.by = 'debtor'
    UNION ALL
    SELECT 'personal-number', min(record.personal_number) FROM ({records}) AS record
    WHERE asked.by = 'debtor' AND asked.two = 'unp' AND record.unp = asked.one AND record.personal_number IS NOT NULL
    HAVING min(record.personal_number) = max(record.personal_number) AND NOT EXISTS (
        SELECT FROM ({records}) AS legal WHERE legal.unp = min(record.unp) AND legal.personal_number IS NULL
    ) AND NOT EXISTS (
        SELECT FROM ({records}) AS other
        WHERE other.personal_number = min(record.personal_number) AND other.unp <> asked.one
    )
    UNION ALL
    SELECT 'unp', min(record.unp) FROM ({records}) AS record
    WHERE asked.by = 'debtor' AND asked.two = 'personal-number' AND record.personal_number = asked.one
    HAVING min(record.unp) = max(record.unp) AND NOT EXISTS (
        SELECT FROM ({records}) AS other
        WHERE other.unp = min(record.unp) AND other.personal_number IS DISTINCT FROM asked.one
    )
"""
_AGAINST = """
    SELECT stated.proceeding, person.numbers FROM (
        SELECT array_agg(kind) AS kinds, array_agg(value) AS values, array_agg(kind || ':' || value) AS numbers
        FROM ({numbers}) AS number
    ) AS person
    CROSS JOIN LATERAL unnest(person.kinds, person.values) AS number(kind, value)
    CROSS JOIN LATERAL (
        SELECT proceeding FROM read_model.initiation
        WHERE debtor_identifier = number.value AND debtor_kind = number.kind AND {holds}
        UNION ALL
        SELECT proceeding FROM read_model.initiation
        WHERE number.kind = 'unp' AND debtor_unp = number.value AND debtor_personal_number IS NOT NULL AND {holds}
        UNION ALL
        SELECT proceeding FROM read_model.initiation
        WHERE number.kind = 'personal-number' AND debtor_personal_number = number.value AND {holds}
    ) AS stated
"""


def against(known_at: str | None = None, *, ever: bool) -> str:
    """The proceedings in which the person whom `asked` names is the debtor, each with all numbers of the person.

    As recorded now, or `ever`; the numbers as known now, or at a moment (a parameter, such as `$8`).
    """
    numbers = _NUMBERS.format(records=_RECORDS.format(known=known(known_at)))
    return _AGAINST.format(numbers=numbers, holds="true" if ever else known(None))
