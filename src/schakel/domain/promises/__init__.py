"""Words given, by either side: by whom, on whose mandate, to whom, by when, what became of it.

Words: *promise* (toezegging; to residents: wat wij beloofden), *heard*, *confirmed*, *withdrawn*
with explanation, *kept*, *broken*, *renegotiated*. Anyone may record one for somebody else.
Not here: the term towards an answer (``terms``) and the agreement that promises can be a part
of (``deals``).
"""
