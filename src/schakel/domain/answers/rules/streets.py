"""Streets that a text names, by how Dutch street names end. No list of streets is needed."""

import re

from schakel.foundation.search.words import fold

_ENDINGS = (
    "straat", "laan", "weg", "plein", "kade", "gracht", "singel", "steeg", "dreef", "plantsoen",
    "dijk", "hof", "pad", "park", "wal", "markt", "brink", "allee", "boulevard", "burcht",
)  # fmt: skip
# A name goes before the ending: a "weg" alone is any road.
_SHORTEST_NAME = 3
# End as a street does, and are none.
_NO_STREETS = frozenset(
    {
        "onderweg", "halverwege", "overweg", "snelweg", "fietspad", "voetpad", "wandelpad",
        "zebrapad", "ruiterpad", "bospad", "schoolplein", "speelplein", "kerkhof", "winkelstraat",
        "zijstraat", "hoofdstraat", "woonstraat", "hoofdweg", "zijweg", "landweg", "rijweg",
        "speelpark", "pretpark", "stadspark", "wijkpark", "bedrijvenpark",
        "wagenpark", "zeedijk", "arbeidsmarkt", "woningmarkt", "supermarkt", "rommelmarkt",
        "weekmarkt", "kerstmarkt", "gerechtshof", "parkeerplein", "uitweg", "omweg",
        "buurtpark", "blokkade", "overdreef", "bouwmarkt", "vrijmarkt", "boekenmarkt",
        "energiemarkt", "plantenmarkt",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
MOST_STREETS = 12


def streets_in(text: str) -> list[str]:
    """The different streets that are named, at most twelve, folded as the search index does.

    Of "Lange Nieuwstraat" the last word: by that it is found.
    """
    found = (fold(word) for word in _WORD.findall(text))
    return list(dict.fromkeys(filter(_is_street, found)))[:MOST_STREETS]


def _is_street(word: str) -> bool:
    return word not in _NO_STREETS and any(
        word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_NAME for ending in _ENDINGS
    )
