"""Which helper takes which item: as many items as can be, then at the least cost.

python -m schakel.algorithms.pairing items.csv helpers.csv pairs.csv [--seconds 8] [--json]

Reads CSV: items with the columns item, hours and group (group may be absent), helpers with helper
and hours, pairs with item, helper and cost. Hours are a week; a pair that is not there is
impossible. Writes CSV, in order of name: item, helper. How good that is, who is left and which
hours are missing goes to standard error; with --json all of it is one object on standard output.
"""

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path

from schakel.algorithms.pairing import tables
from schakel.algorithms.pairing.pairing import Pairing, paired


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 when a file cannot be read or says what cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m schakel.algorithms.pairing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in ("items", "helpers", "pairs"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        answer = paired(
            tables.items(asked.items),
            tables.helpers(asked.helpers),
            tables.pairs(asked.pairs),
            asked.seconds,
        )
    except (OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    if asked.json:
        shown = {**asdict(answer), "gap": answer.gap, "proven": answer.proven}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["item", "helper"])
    writer.writerows(answer.chosen.items())
    sys.stderr.write("".join(f"{line}\n" for line in figures(answer)))
    return 0


def figures(answer: Pairing[str]) -> list[str]:
    """How good it is, who is left and which hours are missing, a line each."""
    lines = [
        f"placed {len(answer.chosen)}, at most {answer.most} can be",
        f"cost {answer.cost:g}, proven bound {answer.bound:g}, gap {answer.gap:.4%}",
        f"{answer.seconds:.2f} s{', stopped by the time limit' if answer.out else ''}",
    ]
    if answer.left:
        missing = answer.missing
        lines += [
            f"left: {', '.join(answer.left)}",
            f"missing {missing.hours:g} hours, proven bound {missing.bound:g}",
            *(f"  group {name or '-'}: {own:g}" for name, own in missing.by_group.items()),
            *(f"  helper {name}: {own:g}" for name, own in missing.by_helper.items()),
        ]
    if answer.without_any:
        lines.append(f"without any pair: {', '.join(answer.without_any)}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
