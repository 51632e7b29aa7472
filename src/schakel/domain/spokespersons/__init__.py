"""Who speaks for a group (woordvoerder), and how another one comes in the place of the one before.

A *change* is asked by a colleague, and nothing changes until it is confirmed: by who spoke until
now, by a second member, or by a document. Where somebody objects, both are heard and neither
binds the group. Not here: that somebody represents a group, see ``PartyRelation`` in ``parties``;
which colleague answers for all of us, see ``answers``.
"""
