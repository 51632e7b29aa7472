"""Likeness at 100,000 ideas: copies found, time of a search, memory; as ratios to comparing all.

python -m bench.likeness [--texts 100000] [--copies 3000] [--queries 200]
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from bench.language import Language
from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import grams
from schakel.algorithms.likeness.index import Index
from schakel.algorithms.likeness.ranking import likeness
from schakel.algorithms.likeness.signatures import bands, signature
from schakel.algorithms.likeness.thresholds import COPY, LIKE

Result = TypeVar("Result")


def exchanged(idea: list[str], language: Language) -> list[str]:
    """Three times two words of the text change places."""
    words = " ".join(idea).split()
    for _ in range(3):
        one, other = language.chance.sample(range(len(words)), 2)
        words[one], words[other] = words[other], words[one]
    return words


def replaced(idea: list[str], language: Language) -> list[str]:
    """Three words become other words."""
    words = " ".join(idea).split()
    for place in language.chance.sample(range(len(words)), 3):
        words[place] = language.word()
    return words


def mistyped(idea: list[str], language: Language) -> list[str]:
    """Four letters become other letters."""
    letters = list(" ".join(idea))
    for place in language.chance.sample(range(len(letters)), 4):
        letters[place] = language.chance.choice("aeinrst")
    return ["".join(letters)]


def shortened(idea: list[str], language: Language) -> list[str]:
    """One sentence of three to five is gone."""
    place = language.chance.randrange(len(idea))
    return idea[:place] + idea[place + 1 :]


def all_of_it(idea: list[str], language: Language) -> list[str]:
    """A sentence gone, and two letters mistyped."""
    letters = list(" ".join(shortened(idea, language)))
    for place in language.chance.sample(range(len(letters)), 2):
        letters[place] = language.chance.choice("aeinrst")
    return ["".join(letters)]


CHANGES: list[Callable[[list[str], Language], list[str]]] = [
    exchanged,
    replaced,
    mistyped,
    shortened,
    all_of_it,
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.likeness", description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--copies", type=int, default=3_000)
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    language = Language(random.Random(2026))
    ideas = [language.idea() for _ in range(arguments.texts - arguments.copies)]
    planted = list(_plant(ideas, arguments.copies, language))
    texts = [" ".join(idea) for idea in ideas] + [text for _, _, text in planted]
    print(f"{len(texts)} texts, {statistics.mean(map(len, texts)):.0f} characters each")
    frequencies = _timed("document frequencies", lambda: Frequencies.of(texts), len(texts))
    print(f"frequencies stored in {len(frequencies.to_bytes()) / 1e6:.1f} MB")
    _measure_bands(texts, planted)
    _measure_threshold(texts, planted, frequencies)
    _measure_search(texts, planted, frequencies, arguments.queries, language)
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _plant(
    ideas: list[list[str]], copies: int, language: Language
) -> Iterator[tuple[int, str, str]]:
    for number, source in enumerate(language.chance.sample(range(len(ideas)), copies)):
        change = CHANGES[number % len(CHANGES)]
        yield source, change.__name__, " ".join(change(ideas[source], language))


def _timed(name: str, work: Callable[[], Result], count: int) -> Result:
    begin = time.perf_counter()
    result = work()
    spent = time.perf_counter() - begin
    print(f"{name}: {spent:.1f} s, {spent / count * 1e6:.0f} µs a text")
    return result


def _measure_bands(texts: list[str], planted: list[tuple[int, str, str]]) -> None:
    keys = _timed("bands", lambda: [bands(signature(text)) for text in texts], len(texts))
    holders: dict[int, list[int]] = {}
    for number, own in enumerate(keys):
        for key in own:
            holders.setdefault(key, []).append(number)
    first = len(texts) - len(planted)
    found: dict[str, list[bool]] = {}
    candidates = []
    for number, (source, change, _) in enumerate(planted, first):
        near = {other for key in keys[number] for other in holders[key]}
        candidates.append(len(near) - 1)
        found.setdefault(change, []).append(source in near)
    shares = {change: statistics.mean(hits) for change, hits in found.items()}
    every = statistics.mean(hit for hits in found.values() for hit in hits)
    print(f"planted copies among the candidates: {every:.2%}", end="; ")
    print(", ".join(f"{change} {share:.2%}" for change, share in shares.items()))
    print(
        f"candidates a query: median {statistics.median(candidates):.0f}, mean "
        f"{statistics.mean(candidates):.0f}, most {max(candidates)}, of {len(texts)}"
    )


def _measure_threshold(
    texts: list[str], planted: list[tuple[int, str, str]], frequencies: Frequencies
) -> None:
    scores = [
        likeness(grams(texts[source]), grams(text), frequencies) for source, _, text in planted
    ]
    above = np.mean(np.array(scores) >= COPY)
    print(f"planted copies above {COPY}: {above:.1%}; 1 % is below", end=" ")
    print(f"{np.quantile(scores, 0.01):.2f}, half below {np.median(scores):.2f}")


def _measure_search(
    texts: list[str],
    planted: list[tuple[int, str, str]],
    frequencies: Frequencies,
    queries: int,
    language: Language,
) -> None:
    index = _timed("index", lambda: Index(texts, frequencies), len(texts))
    print(f"index {index.nbytes / 1e6:.0f} MB")
    copies = language.chance.sample(planted, queries)
    # A planted copy stands among the texts, and so does what it was made of.
    _measure_queries("a copy", [text for _, _, text in copies], index, known=2)
    _measure_queries("a new sentence", [language.sentence() for _ in range(queries)], index)


def _measure_queries(name: str, asked: list[str], index: Index, known: int = 0) -> None:
    times, busy, ratios, same, proven, strangers = [], [], [], [], [], []
    parts = np.array_split(np.arange(len(index)), 20)
    for text in asked:
        begin, begin_busy = time.perf_counter(), time.process_time()
        found = index.search(text)
        times.append(time.perf_counter() - begin)
        busy.append(time.process_time() - begin_busy)
        begin_busy = time.process_time()
        scores = np.sort(np.concatenate([index.scores(text, part) for part in parts]))[::-1]
        ratios.append((time.process_time() - begin_busy) / busy[-1])
        true = [score for score in scores[:5] if score >= LIKE]
        near = [score for _, score in found.likest]
        same.append(len(near) == len(true) and np.allclose(near, true, atol=1e-6))
        proven.append(found.at_most <= (near[4] if len(near) == 5 else LIKE) + 1e-9)
        strangers.append(scores[known])
    print(
        f"search for {name}: p50 {np.median(times) * 1e3:.2f} ms, p95 "
        f"{np.quantile(times, 0.95) * 1e3:.2f} ms; of the processor p50 "
        f"{np.median(busy) * 1e3:.2f} ms; comparing all takes {np.median(ratios):.0f} times as long"
    )
    print(
        f"  same five {statistics.mean(same):.1%}, proven {statistics.mean(proven):.1%}", end="; "
    )
    print(f"likest stranger p50 {np.median(strangers):.2f}, p99 {np.quantile(strangers, 0.99):.2f}")


if __name__ == "__main__":
    main()
