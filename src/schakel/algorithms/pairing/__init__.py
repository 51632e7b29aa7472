"""Which helper takes which item, all items at once: as many as can be, at the least cost.

- ``pairing``: the answer, how good it is, and how many hours are missing where. Start here.
- ``given``: what it is asked of, and what is refused.
- ``programs``: its three questions, each as a choice; ``answer``: answered in that order.
- ``choice``: a choice with limited room; what follows from prices of room.
- ``best``: the best answer to a choice, and a bound that proves how good it is.
- ``mended``: an answer that takes too much room, mended by exchanges.
- ``solver``: a choice as a program for HiGHS.
- ``tables``: items, helpers and pairs from CSV. ``python -m schakel.algorithms.pairing --help``
"""

from schakel.algorithms.pairing.given import Helper, Item, Pair
from schakel.algorithms.pairing.pairing import Missing, Pairing, paired

__all__ = ["Helper", "Item", "Missing", "Pair", "Pairing", "paired"]
