"""How strong each connection is on a day, and from which day it is silent.

python -m schakel.algorithms.tie_decay events.csv --half-life 30 --at 2026-11-24

Reads CSV with the columns connection, at and weight, in any order; - reads standard input. The
first line names the columns; commas, semicolons or tabs stand between them. ``at`` is a date or a
moment; a moment counts by its day, one with an offset by the day that it was in --zone.
Writes CSV, in the order in which connections first come: connection, strength (0 to 4, on the day
--at), silent_on (the first day on which it is below 0.25 unless there is contact before; empty
for one without any contact yet). Contacts after --at do not count, and standard error says how
many there were.
"""

import argparse
import csv
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, tzinfo
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from schakel.algorithms.tie_decay.bulk import days_until_below, ties_of
from schakel.algorithms.tie_decay.closed_form import check_half_life
from schakel.algorithms.tie_decay.events import Events, read
from schakel.algorithms.tie_decay.grouped import grouped

_LINES_AT_A_TIME = 100_000
_LAST = date.max.toordinal()
_BEGIN = date(1970, 1, 1).toordinal()


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 when it, or the file, cannot be read."""
    asked = _parsed(arguments)
    try:
        with _opened(asked.file) as file:
            events = read(file, asked.zone)
        _write(events, asked.half_life, asked.at)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        sys.stderr.write(f"{asked.file}: {error.strerror}\n")
        return 2
    except ValueError as refusal:
        sys.stderr.write(f"{asked.file}: {refusal}\n")
        return 2
    return 0


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m schakel.algorithms.tie_decay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", help="- for standard input")
    parser.add_argument("--half-life", type=_half_life, required=True, metavar="DAYS")
    parser.add_argument("--at", type=_day, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--zone", type=_zone, default="Europe/Amsterdam", help="%(default)s")
    return parser.parse_args(arguments)


def _half_life(text: str) -> float:
    try:
        half_life = float(text)
        check_half_life(half_life)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a number of days above 0") from None
    return half_life


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2026-11-24") from None


def _zone(text: str) -> tzinfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{text} is no zone like Europe/Amsterdam") from None


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as opened:
        yield opened


def _write(events: Events, half_life: float, at: date) -> None:
    later = events.days > at.toordinal()
    if later.any():
        sys.stderr.write(f"left out: {np.count_nonzero(later)} contacts after {at}\n")
    due = ~later & (events.weights > 0)
    count = len(events.names)
    contacts = grouped(events.ties[due], events.days[due], events.weights[due], count)
    half_lives = np.full(count, half_life)
    ties = ties_of(contacts, half_lives)
    silent = ties.as_of + days_until_below(ties.strengths, half_lives)
    if count and silent.max() > _LAST:
        tie = events.names[int(silent.argmax())]
        raise ValueError(f"connection “{tie}” is not silent before {date.max}")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["connection", "strength", "silent_on"])
    strengths = ties.strengths_at(at.toordinal(), half_lives)
    dates = (silent - _BEGIN).astype("datetime64[D]")
    for first in range(0, count, _LINES_AT_A_TIME):
        part = slice(first, first + _LINES_AT_A_TIME)
        shown = np.where(ties.strengths[part] > 0, np.datetime_as_string(dates[part]), "")
        writer.writerows(
            zip(events.names[part], strengths[part].tolist(), shown.tolist(), strict=True)
        )
    sys.stdout.flush()


if __name__ == "__main__":
    # Nothing here goes in circles, and looking for it takes a third of the time.
    gc.disable()
    sys.exit(main())
