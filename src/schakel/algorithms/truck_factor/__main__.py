"""The fewest carriers whose leaving leaves more than half of the items without any.

python -m schakel.algorithms.truck_factor items.csv [--share 0.5] [--seconds 10]

Reads CSV with the columns item and carrier: a line for each carrier of each item, and one with an
empty carrier for an item without any. Writes CSV: carrier, in the order in which they first come.
Standard error says how many items they leave behind, and whether fewer carriers could do so.
"""

import argparse
import csv
import sys
from pathlib import Path

from schakel.algorithms.pairs import numbered, read
from schakel.algorithms.truck_factor.orphaning import Orphaning, smallest_orphaning


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 when it, or the file, cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m schakel.algorithms.truck_factor",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="%(default)s")
    parser.add_argument("--seconds", type=float, default=10.0, help="%(default)s")
    asked = parser.parse_args(arguments)
    try:
        names, items = _items(asked.file)
        found = smallest_orphaning(items, asked.share, asked.seconds)
    except OSError as error:
        sys.stderr.write(f"{asked.file}: {error.strerror}\n")
        return 2
    except ValueError as refusal:
        sys.stderr.write(f"{asked.file}: {refusal}\n")
        return 2
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["carrier"])
    writer.writerows([names[carrier]] for carrier in found.carriers)
    _say(found)
    return 0


def _items(file: Path) -> tuple[list[str], list[set[int]]]:
    lines = read(file, ("item", "carrier"))
    numbers = numbered(carrier for _, carrier in lines if carrier)
    items: dict[str, set[int]] = {}
    for item, carrier in lines:
        if not item:
            raise ValueError(f"“{carrier}” carries an item without a name")
        carriers = items.setdefault(item, set())
        if carrier:
            carriers.add(numbers[carrier])
    return list(numbers), list(items.values())


def _say(found: Orphaning) -> None:
    proven = f"not with fewer than {found.bound}" if found.gap else "proven to be the fewest"
    sys.stderr.write(
        f"without these {len(found.carriers)}, {found.orphaned} of {found.of} items have no "
        f"carrier; {proven} (gap {found.gap})\n"
    )
    if found.uncarried:
        sys.stderr.write(f"left out: {found.uncarried} items without a carrier\n")


if __name__ == "__main__":
    sys.exit(main())
