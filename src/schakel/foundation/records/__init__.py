"""From rows to records that anybody can read, and back: the export of an institution.

A noun says in its ``records.py`` which of its tables are told (``shapes.Shape``), and what of them
is left out or rewritten; all the rest is worked out from the model. A record refers to another by
its number within the export, never by a key of the database, so that an export that is read in
elsewhere gives the same export again.
"""
