"""Near copies among texts, or the texts most like a new one.

python -m schakel.algorithms.likeness texts.csv [--query TEXT] [--top 5]

Reads CSV with the columns ``id`` and ``text``. Writes CSV: id, other, score (0 to 1), shared words.
Without a query: each text with its near copies. How good the answer is goes to standard error.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from schakel.algorithms.likeness.copies import copies
from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import grams
from schakel.algorithms.likeness.index import Index
from schakel.algorithms.likeness.ranking import shared_words
from schakel.algorithms.likeness.signatures import found_with_chance
from schakel.algorithms.likeness.thresholds import COPY

LONGEST_TEXT = 10_000_000

Row = tuple[str, str, str, str]


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 when the file cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m schakel.algorithms.likeness",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--query", metavar="TEXT")
    parser.add_argument("--top", type=int, default=5)
    asked = parser.parse_args(arguments)
    try:
        names, texts = read(asked.file)
    except (OSError, ValueError, csv.Error) as refusal:
        sys.stderr.write(f"{asked.file}: {refusal}\n")
        return 2
    writer = csv.writer(sys.stdout)
    writer.writerow(["id", "other", "score", "shared words"])
    if asked.query is None:
        writer.writerows(each_with_copies(names, texts, asked.top))
    else:
        writer.writerows(likest(names, texts, asked.query, asked.top))
    return 0


def read(file: Path) -> tuple[list[str], list[str]]:
    """The ids and the texts of a CSV file."""
    csv.field_size_limit(LONGEST_TEXT)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"id", "text"} <= set(rows.fieldnames or ()):
            raise ValueError("the first line must name the columns id and text")
        read = [(row["id"], row["text"] or "") for row in rows]
    return [name for name, _ in read], [text for _, text in read]


def each_with_copies(names: list[str], texts: list[str], top: int) -> Iterator[Row]:
    """Each text with its likest copies; how good that is to standard error."""
    frequencies = Frequencies.of(texts)
    found = copies(texts, frequencies)
    of: dict[int, list[tuple[float, int]]] = {}
    for one, other, score in found.pairs:
        of.setdefault(one, []).append((-score, other))
        of.setdefault(other, []).append((-score, one))
    for place, near in sorted(of.items()):
        for score, other in sorted(near)[:top]:
            words = shared_words(grams(texts[place]), texts[other], frequencies)
            yield names[place], names[other], f"{-score:.3f}", " ".join(words)
    pairs = len(texts) * (len(texts) - 1) // 2
    share = f", an estimated {found.found:.1%} of all" if found.found else ""
    sys.stderr.write(
        f"compared {found.compared} of {pairs} pairs; {len(found.pairs)} pairs are copies "
        f"(score {COPY} or more){share}\n"
        f"chance to find a pair just at {COPY}: {at_score(COPY):.1%}, at 0.8: {at_score(0.8):.1%}\n"
    )


def at_score(score: float) -> float:
    """Chance that the bands find a pair of this score, both of equal length and all grams equally
    heavy: a cosine of c is then a Jaccard likeness of c / (2 − c)."""
    return found_with_chance(score / (2 - score))


def likest(names: list[str], texts: list[str], query: str, top: int) -> Iterator[Row]:
    """The texts most like the query; how good that is to standard error."""
    frequencies = Frequencies.of(texts)
    found = Index(texts, frequencies).search(query, top=top)
    asked = grams(query)
    for place, score in found.likest:
        words = shared_words(asked, texts[place], frequencies)
        yield "", names[place], f"{score:.3f}", " ".join(words)
    sys.stderr.write(
        f"compared {found.compared} of {len(texts)} texts in full; none of the others is liker "
        f"than {found.at_most:.3f}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
