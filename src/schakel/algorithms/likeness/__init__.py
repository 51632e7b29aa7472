"""How like texts are by their characters: near copies, related texts, and the words that say why.

- ``grams``: a text as a set of hashed pieces of its words; everything else works on those sets.
- ``frequencies``: in how many texts each piece stands, counted one text at a time; the rarer, the
  heavier.
- ``signatures``: MinHash and its bands, with which a database finds near copies by an index.
- ``ranking``: the likest of a few candidates, and which words they share.
- ``index``: the likest of very many texts in memory, and how much liker a missed one can be.
- ``copies``: all near copies among many texts, and which share of them was found.
- ``thresholds``: where *like* and *a copy* begin, and on what texts that was measured.

It compares characters, not meaning: *zwerfvuil* and *rommel op straat* are strangers to it.
``python -m schakel.algorithms.likeness --help``
"""
