"""Strength of a million connections: in memory as ratios to a scan and to DuckDB, and stored.

python -m bench.tie_decay [--connections 1000000] [--contacts 10000000] [--stored 10000,100000]
                          [--json FILE]

The scan adds up the three columns of the contacts with numpy, in one thread. DuckDB has the same
contacts in the same order, with the half-life on each row so that it need not join. Stored is end
to end from PostgreSQL, writing back included; the larger of ``--stored`` is compared with the
smaller.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import psycopg

from schakel.algorithms import tie_decay
from schakel.algorithms.tie_decay import closed_form
from schakel.algorithms.tie_decay.bulk import days_until_below, ties_of
from schakel.algorithms.tie_decay.grouped import Contacts, Numbers, grouped
from schakel.algorithms.tie_decay.learned import learned_ties
from schakel.domain.connections.rules import LEARNING
from schakel.foundation.database.embedded import running_server

FOLDER = Path("build/bench")
TODAY = 739_944
YEARS = 2 * 365
WITHOUT_CAP = """
    SELECT connection, sum(weight * pow(2, (day - $today) / half_life)) AS strength
    FROM contacts GROUP BY connection ORDER BY connection
"""
WITH_CAP = """
    SELECT connection, last.strength * pow(2, (last.day - $today) / last.half_life) AS strength
    FROM (
        SELECT connection, list_reduce(
            list({'day': day, 'strength': weight, 'half_life': half_life} ORDER BY day),
            lambda so_far, next: {
                'day': next.day,
                'strength': least(4.0, next.strength
                    + so_far.strength * pow(2, (so_far.day - next.day) / next.half_life)),
                'half_life': next.half_life
            }
        ) AS last
        FROM contacts GROUP BY connection
    ) ORDER BY connection
"""

Result = TypeVar("Result")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.tie_decay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--connections", type=int, default=1_000_000)
    parser.add_argument("--contacts", type=int, default=10_000_000)
    parser.add_argument("--stored", default="10000,100000")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report: dict[str, Any] = {
        "in memory": _in_memory(arguments.connections, arguments.contacts),
        "one contact": _one_contact(),
        "stored": _stored([int(size) for size in arguments.stored.split(",") if size]),
    }
    _print(report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _in_memory(connections: int, contacts: int) -> dict[str, Any]:
    chance = np.random.default_rng(2026)
    # Some speak often and most seldom, as people do.
    often = np.cumsum(chance.gamma(1.0, 1.0, connections))
    ties = np.searchsorted(often, chance.random(contacts) * often[-1]).astype(np.int32)
    days = (TODAY - chance.integers(0, YEARS, contacts)).astype(np.int32)
    weights = chance.choice([0.5, 1.0, 1.5], contacts)
    half_lives = chance.uniform(10, 120, connections)
    before = _megabytes()
    stored, grouping = _seconds(lambda: grouped(ties, days, weights, connections), times=1)
    owners = np.repeat(np.arange(connections, dtype=np.int32), np.diff(stored.starts))
    scan = _seconds(lambda: (owners.sum(), stored.days.sum(), stored.weights.sum()))[1]
    strengths, recomputing = _seconds(lambda: _recomputed(stored, half_lives))
    after = _megabytes()
    learning = _seconds(lambda: _learned(stored), times=1)[1]
    duck = _duckdb(owners, stored, half_lives, strengths)
    return {
        "connections": connections,
        "contacts": contacts,
        "most of one": int(np.diff(stored.starts).max()),
        "scan, one thread (ms)": scan * 1e3,
        "full recomputation, one thread (ms)": recomputing * 1e3,
        "recomputation / scan": recomputing / scan,
        **{f"DuckDB, {name} (ms)": spent * 1e3 for name, spent in duck["spent"].items()},
        **{f"DuckDB, {name} / ours": spent / recomputing for name, spent in duck["spent"].items()},
        "largest difference from DuckDB with cap": duck["difference"],
        "capped at least once, share": duck["capped"],
        "with a learned rhythm (ms)": learning * 1e3,
        "grouping once, from any order (ms)": grouping * 1e3,
        "memory beside the contacts (MB)": after - before,
    }


def _recomputed(contacts: Contacts, half_lives: Numbers) -> Numbers:
    """The strength today, and the day on which it is silent, of all of them."""
    ties = ties_of(contacts, half_lives)
    _ = ties.as_of + days_until_below(ties.strengths, half_lives)
    return ties.strengths_at(TODAY, half_lives)


def _learned(contacts: Contacts) -> None:
    count = len(contacts)
    learned_ties(contacts, np.full(count, 60.0), LEARNING)


def _duckdb(
    owners: np.ndarray, contacts: Contacts, half_lives: Numbers, ours: Numbers
) -> dict[str, Any]:
    database = duckdb.connect()
    columns = {
        "connection": owners,
        "day": contacts.days,
        "weight": contacts.weights,
        "half_life": half_lives[owners],
    }
    database.register("columns", columns)
    database.execute("CREATE TABLE contacts AS SELECT * FROM columns")
    database.unregister("columns")

    def ask(question: str, threads: int) -> Callable[[], dict[str, np.ndarray]]:
        database.execute(f"SET threads = {threads}")
        return lambda: database.execute(question, {"today": TODAY}).fetchnumpy()

    spent, cores = {}, os.cpu_count() or 1
    for threads, called in ((1, "1 thread"), (cores, f"{cores} threads")):
        without, spent[f"without cap, {called}"] = _seconds(ask(WITHOUT_CAP, threads), times=3)
        with_cap, spent[f"with cap, {called}"] = _seconds(ask(WITH_CAP, threads), times=1)
    known = with_cap["connection"]
    return {
        "spent": spent,
        "difference": float(np.abs(with_cap["strength"] - ours[known]).max()),
        "capped": float(np.mean(without["strength"] > ours[known] + 1e-9)),
    }


def _one_contact() -> dict[str, Any]:
    """Steps that one more contact takes after a short and a long history, counted."""
    return {f"steps after {count} contacts": _steps(count) for count in (10, 1_000, 100_000)}


def _steps(history: int) -> int:
    strength, as_of = 0.0, closed_form.date.fromordinal(TODAY)
    for _ in range(history):
        strength, as_of = tie_decay.add_contact(strength, as_of, as_of, 1.0, 30.0)
    steps = 0

    def count(*_: object) -> Any:
        nonlocal steps
        steps += 1
        return count

    sys.settrace(count)
    tie_decay.add_contact(strength, as_of, as_of, 1.0, 30.0)
    sys.settrace(None)
    return steps


def _stored(sizes: list[int]) -> dict[str, Any]:
    report: dict[str, Any] = {}
    if not sizes:
        return report
    with running_server(FOLDER) as server:
        for size in sizes:
            print(f"— {size} connections stored: filling and measuring", file=sys.stderr)
            name = f"bench_ties_{size}"
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} (FORCE)")
                connection.execute(f"CREATE DATABASE {name}")
            environment = {
                **os.environ,
                "DATABASE_URL": server.url(name),
                "SCHAKEL_DATA": str(FOLDER.absolute()),
                "DJANGO_SETTINGS_MODULE": "schakel.config.settings",
            }
            # A process for each size: settings are read once in a process.
            ended = subprocess.run(
                [sys.executable, "-m", "bench.stored_ties", str(size)],
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            report[str(size)] = json.loads(ended.stdout)
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} (FORCE)")
    least, most = (report[str(size)] for size in (min(sizes), max(sizes)))
    for name in ("one contact, p50", "Vandaag, p50"):
        ratio = most[f"{name} (ms)"] / least[f"{name} (ms)"]
        report[f"{name} of the largest / of the smallest"] = ratio
    return report


def _seconds(work: Callable[[], Result], times: int = 7) -> tuple[Result, float]:
    """What it gives, and the median time that it takes."""
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        result = work()
        spent.append(time.perf_counter() - begin)
    return result, statistics.median(spent)


def _megabytes() -> float:
    """The most that this process ever had."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _print(report: dict[str, Any], indent: str = "") -> None:
    for name, value in report.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            _print(value, f"{indent}  ")
        else:
            print(
                f"{indent}{name}: {value:.3g}"
                if isinstance(value, float)
                else f"{indent}{name}: {value}"
            )


if __name__ == "__main__":
    sys.exit(main())
