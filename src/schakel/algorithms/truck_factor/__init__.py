"""The fewest carriers whose leaving leaves more than half of the items without any.

Avelino, Passos, Hora, Valente, *A novel approach for estimating truck factors* (ICPC 2016): how
many authors have to leave before more than half of the files has no author. They take the author
of most files away until it is so, which gives too many more often than not; here the fewest are
computed, or it is said how many fewer there could be.

- ``orphaning``: the question and its answer.
- ``groups``: items with the same carriers as one, with a weight.
- ``greedy``: a set without any carrier too many, at once.
- ``counting``: a size that no set is below, at once.
- ``program``: the fewest, by branch and bound.

``python -m schakel.algorithms.truck_factor --help``
"""

from schakel.algorithms.truck_factor.orphaning import Orphaning, smallest_orphaning

__all__ = ["Orphaning", "smallest_orphaning"]
