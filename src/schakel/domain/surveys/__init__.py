"""How the contact goes, in the words of the other side, and how often we ask them.

Words: *word* (hun woord): good, could be better, does not go, with own words; *asked* (gevraagd):
at most once in 30 days a party, over all themes. What they said is of their connection: it is never
counted or grouped by colleague, and there is no score.
Not here: what follows from a word (``health``), and what residents say about a plan (``approach``).
"""
