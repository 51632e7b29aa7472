"""One search document per thing, kept by the database itself, and the one function that reads it.

A module says in a migration what of it can be found (``operations.searchable``); triggers write the
documents in the transaction of the change, so nothing is forgotten and nothing is late, whoever
writes: an action, an import, a restore, an erasure. Whose eyes a document is for stands on it
(``seen_by``), so that what somebody may not see never takes the place of what they may.
"""
