"""Which nodes and which edges hold a graph together.

python -m schakel.algorithms.cut_points edges.csv [--root NAME] [--bridges]

Reads CSV with the columns a and b: the two ends of each edge. Writes CSV, in the order in which
nodes first come: node, cut_point (yes or no), cut_off (how many other nodes no longer reach the
root without this one; empty without --root and for a node that does not reach it anyhow, of which
standard error says how many there are). With --bridges instead: a and b of each edge whose removal
makes one component two.
"""

import argparse
import csv
import sys
from itertools import chain
from pathlib import Path

import numpy as np

from schakel.algorithms.cut_points.graph import Graph
from schakel.algorithms.cut_points.search import Found, looked_through
from schakel.algorithms.pairs import numbered, read


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 when the file cannot be read or the root is not in it."""
    parser = argparse.ArgumentParser(
        prog="python -m schakel.algorithms.cut_points",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", metavar="NAME")
    parser.add_argument("--bridges", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        names, found = _searched(asked.file, asked.root)
    except OSError as error:
        sys.stderr.write(f"{asked.file}: {error.strerror}\n")
        return 2
    except ValueError as refusal:
        sys.stderr.write(f"{asked.file}: {refusal}\n")
        return 2
    if len(found.unreached):
        sys.stderr.write(f"{len(found.unreached)} nodes do not reach “{asked.root}” anyhow\n")
    if asked.bridges:
        _write_bridges(names, found)
    else:
        _write_nodes(names, found)
    return 0


def _searched(file: Path, root: str | None) -> tuple[list[str], Found]:
    edges = read(file, ("a", "b"))
    numbers = numbered(chain.from_iterable(edges))
    if "" in numbers:
        raise ValueError("an edge has two ends, and one of them is empty")
    if root is not None and root not in numbers:
        raise ValueError(f"“{root}” is not in it")
    one, other = [numbers[a] for a, _ in edges], [numbers[b] for _, b in edges]
    graph = Graph.of(one, other, len(numbers))
    return list(numbers), looked_through(graph, None if root is None else numbers[root])


def _write_nodes(names: list[str], found: Found) -> None:
    told = np.full(len(names), found.root is not None)
    told[found.unreached] = False
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["node", "cut_point", "cut_off"])
    for name, cut, known, weight in zip(
        names, found.cut_points.tolist(), told.tolist(), found.cut_off.tolist(), strict=True
    ):
        writer.writerow([name, "yes" if cut else "no", int(weight) if known else ""])


def _write_bridges(names: list[str], found: Found) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["a", "b"])
    writer.writerows([names[one], names[other]] for one, other in found.bridges.tolist())


if __name__ == "__main__":
    sys.exit(main())
