"""Back-ups of the whole database: one encrypted file, made and read by the programs of PostgreSQL.

``docs/decisions/0010-backup.md`` says why this way. Nothing here knows what is in a table.
"""
