"""The words that occur are learned after they were written, and forgotten when they are gone."""

from collections.abc import Sequence

from django.db import connection, transaction

AT_A_TIME = 2_000


def learn_words() -> int:
    """Learn the words of at most ``AT_A_TIME`` things; returns of how many. For slips only:
    as it was typed, a thing is found at once.
    """
    return _call("SELECT search_learn(%s)", AT_A_TIME)


def forget_words(words: Sequence[str] | None = None) -> int:
    """Forget those of these words (of all) that occur nowhere any more; returns how many."""
    return _call("SELECT search_forget(%s)", None if words is None else list(words))


@transaction.atomic
def _call(sql: str, argument: int | list[str] | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument])
        return int(cursor.fetchone()[0])
