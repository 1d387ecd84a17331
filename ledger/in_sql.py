"""The record written for many subjects by one statement: the hashed text of an entry, put together by PostgreSQL.

The text is ``chain.canonical`` of ``Entry.hashed_fields()`` for an entry made by a sweep; a test compares.
"""

MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'


def entry_hash(*, subject: str, number: str, kind: str, at: str, payload: str, previous: str) -> str:
    """SQL for the hash of one entry. Every argument is an SQL expression; ``payload`` gives canonical text.

    The values must need no escaping in JSON: subjects, kinds, numbers, days and hashes do not.
    """
    return f"""encode(sha256('\\x00'::bytea || convert_to(concat(
        '{{"actor":null,"at":"', to_char({at} AT TIME ZONE 'UTC', '{MOMENT}'),
        '","authority":null,"kind":"', {kind}, '","number":', {number}, ',"payload":', {payload},
        ',"prev":"', {previous}, '","request":"","role":"system","subject":"', {subject}, '","v":1}}'
    ), 'UTF8')), 'hex')"""
