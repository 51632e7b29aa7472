"""What somebody came with: the hub that contacts, terms, promises and messages point to.

Words: *matter* (kwestie, verzoek), its *kind*, its *status*, its *first* and *second carrier*.
A matter always has an owner; a person gives it its kind, software may suggest one.
Not here: the clock towards an answer (``terms``), the course of an idea (``initiatives``), and
the case in another system, of which only the number is kept.
"""
