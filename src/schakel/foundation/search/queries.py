"""Finding: what of what the actor may see matches what was typed, the best of the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search import words
from schakel.foundation.search.words import Word

NEWEST = 500
# With so many that match as typed, what only looks like it is no use.
ENOUGH = 10
# The key of what everybody may see.
EVERYBODY = 0
MARK, UNMARK = "\ue000", "\ue001"


@dataclass(frozen=True)
class Hit:
    """A thing that matches. ``as_typed`` is off when a word only looks like what was typed."""

    kind: str
    thing_id: int
    happened_at: datetime
    as_typed: bool = True
    every_word: bool = True


@dataclass(frozen=True)
class Found:
    """What was found, and the question with which its words can be marked.

    ``only_newest`` says that more matched than the ``NEWEST`` that were looked at.
    """

    hits: tuple[Hit, ...]
    question: str
    only_newest: bool = False


NOTHING = Found((), "")


def find(actor: Actor, typed: str, kinds: Sequence[str] | None = None) -> Found:
    """At most ``NEWEST`` things that the actor may see and that match, in the order to show them.

    Every word as typed first (its stem, what it is a part of, its parts), then with slips, and
    when nothing has all words, what has some.
    """
    asked = _expanded(words.words_of(typed))
    keys = keys_of(actor)
    if not keys or not words.question(asked):
        return NOTHING
    hits = _matching(words.question(asked), keys, kinds, Hit)
    widest = words.question(asked, loosely=True)
    if len(hits) < ENOUGH:
        loose = _matching(widest, keys, kinds, Hit)
        hits = _joined(hits, [replace(hit, as_typed=False) for hit in loose])
    if not hits and len(asked) > 1:
        widest = words.question(asked, loosely=True, every=False)
        some = _matching(widest, keys, kinds, Hit)
        hits = [replace(hit, every_word=False) for hit in some]
    return Found(tuple(hits[:NEWEST]), widest, len(hits) >= NEWEST)


def keys_of(actor: Actor) -> list[int]:
    """The keys with which a colleague sees things: of their networks, and their own.

    What somebody has to place is for the connectors of a network only: its key is negative.
    """
    own = [] if actor.staff_id is None else [2 * actor.staff_id + 1]
    networks = [2 * network for network in actor.network_ids]
    return networks + ([-each for each in networks] if actor.has_role("connector") else []) + own


def any_of(words: Sequence[str], keys: Sequence[int], kind: str, best: int) -> list[int]:
    """The numbers of things of one kind, of the ``NEWEST`` in which one of the first twelve words
    stands those with most of them. ``words`` are folded; ``keys`` say what may be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT thing_id FROM search_any_of(%s, %s, %s, %s, %s)",
            [list(words), list(keys), kind, NEWEST, best],
        )
        return [row[0] for row in cursor.fetchall()]


def any_of_each(
    words: Sequence[str], keys: Sequence[int], kinds: Sequence[str], best: int
) -> dict[str, list[int]]:
    """As ``any_of``, for several kinds of things at once, in one query."""
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, thing_id FROM unnest(%s::text[]) AS kind,"
            " LATERAL search_any_of(%s, %s, kind, %s, %s)",
            [list(kinds), list(words), list(keys), NEWEST, best],
        )
        for kind, thing_id in cursor.fetchall():
            found[kind].append(thing_id)
    return found


def marked(texts: Sequence[str], question: str) -> list[str]:
    """The telling part of each text, with ``MARK`` and ``UNMARK`` around what matches."""
    options = (
        f"StartSel={MARK}, StopSel={UNMARK}, MaxWords=30, MinWords=12, MaxFragments=2,"
        ' FragmentDelimiter=" … "'
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline('public.schakel_stem', left(text, 20000), %s::tsquery, %s)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS texts(text, place) ORDER BY place",
            [question, options, list(texts)],
        )
        return [row[0] for row in cursor.fetchall()]


def words_within(scopes: Sequence[tuple[str, int]]) -> list[str]:
    """The words within these scopes (as "matter", with its id): to forget them afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_words_of(%s, %s)",
            [[scope for scope, _ in scopes], [number for _, number in scopes]],
        )
        found: list[str] = cursor.fetchone()[0]
    return found


def _joined(hits: list[Hit], others: list[Hit]) -> list[Hit]:
    known = {(hit.kind, hit.thing_id) for hit in hits}
    return hits + [other for other in others if (other.kind, other.thing_id) not in known]


def _matching(
    question: str, keys: list[int], kinds: Sequence[str] | None, hit: type[Hit]
) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, thing_id, happened_at FROM search_find(%s, %s, %s, %s)",
            [question, keys, list(kinds) if kinds else None, NEWEST],
        )
        return [hit(*row) for row in cursor.fetchall()]


def _expanded(typed: list[str]) -> list[Word]:
    if not typed:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_expand(%s)", [typed])
        rows = cursor.fetchall()
    return [
        Word(
            typed=word,
            stem=stem,
            is_known=is_known,
            holding=tuple(holding or ()),
            halves=words.halves_of(word, halves or ()),
            alike=tuple(each for each in alike or () if words.is_slip(word, each)),
        )
        for word, is_known, stem, holding, halves, alike in rows
    ]
