"""What somebody typed becomes a question to the index of words. Pure: values in, values out."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 12
LONGEST_WORD = 40
# A word of this many letters may have two wrong.
LONG = 9


@dataclass(frozen=True)
class Word:
    """One word that was typed, and what it may be in the words that occur.

    ``stem`` is empty for a word that says nothing by itself (a stop word). ``holding`` are words
    that begin with it or hold it, ``halves`` pairs of words that it is put together from,
    ``alike`` words that differ by a slip.
    """

    typed: str
    stem: str
    is_known: bool = False
    holding: tuple[str, ...] = ()
    halves: tuple[tuple[str, str], ...] = ()
    alike: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Small letters without accents: 'Één' and 'een' are the same word."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def words_of(text: str) -> list[str]:
    """The first ``MOST_WORDS`` different words of what was typed."""
    found = (word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", fold(text)))
    return list(dict.fromkeys(found))[:MOST_WORDS]


def halves_of(word: str, known: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The ways in which a word is two known words, with or without the s or en between them."""
    words = set(known)
    return tuple(
        (left, right)
        for left in sorted(words)
        for joint in ("", "s", "en", "n")
        if word.startswith(left + joint) and (right := word[len(left + joint) :]) in words
    )


def is_slip(word: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many or changed places; two in a long word."""
    return slips_between(word, other) <= (2 if min(len(word), len(other)) >= LONG else 1)


def slips_between(word: str, other: str) -> int:
    """Optimal string alignment distance: letters to change, leave out, add or turn around."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        previous, row = row, [at]
        for there, theirs in enumerate(other, 1):
            cost = min(
                previous[there] + 1, row[there - 1] + 1, previous[there - 1] + (letter != theirs)
            )
            turned = at > 1 and there > 1 and (letter, word[at - 2]) == (other[there - 2], theirs)
            row.append(min(cost, before[there - 2] + 1) if turned else cost)
        before = previous
    return row[-1]


def question(words: Sequence[Word], *, loosely: bool = False, every: bool = True) -> str:
    """A PostgreSQL tsquery for these words; empty when they say nothing.

    ``loosely`` also takes words that look like one of them; with ``every`` off, one is enough.
    """
    telling = [word for word in words if word.stem]
    # Somebody who looks for "van de" alone looks for exactly that, which occurs everywhere.
    return (" & " if every else " | ").join(f"({_one(word, loosely)})" for word in telling)


def _one(word: Word, loosely: bool) -> str:
    # No prefix ('word':*): that reads whole lists of places, where a word is looked up in them.
    ways = [_quoted(word.typed), _quoted(word.stem)]
    ways += [_quoted(holding) for holding in word.holding]
    ways += [f"({_quoted(left)} & {_quoted(right)})" for left, right in word.halves]
    if loosely:
        ways += [_quoted(alike) for alike in word.alike]
    return " | ".join(dict.fromkeys(ways))


def _quoted(word: str) -> str:
    """As it stands in a question: a word that occurs may hold a quote, for 'ŉ' is kept as "'n"."""
    return "'" + word.replace("\\", r"\\").replace("'", "''") + "'"
