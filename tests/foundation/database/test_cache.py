"""What all processes count together: exact, and at one query a use."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from schakel.entrypoints.worker.calendar import every_hour
from tests.connections import in_thread


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM schakel_cache")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_what_is_kept_is_there_until_its_time_is_over():
    assert cache.set("a", {"b": [1]}, 60) is None
    assert cache.get("a") == {"b": [1]}
    assert cache.set("a", None, 0) is None
    assert cache.get("a", "gone") == "gone"
    cache.set("c", 1, None)
    assert (cache.get("c"), cache.incr("c"), cache.delete("c")) == (1, 2, True)
    assert cache.has_key("c") is False


@pytest.mark.django_db
def test_a_place_is_taken_once_until_it_is_free_again():
    assert cache.add("place", 1, 60)
    assert not cache.add("place", 2, 60)
    assert cache.get("place") == 1
    assert cache.touch("place", -1)
    assert cache.add("place", 3, 60)
    assert cache.get("place") == 3
    assert not cache.touch("elsewhere")


@pytest.mark.django_db
def test_each_use_is_one_query_whatever_is_kept(django_assert_num_queries):
    for use in (
        lambda: cache.set("a", 1),
        lambda: cache.set("a", 2),
        lambda: cache.add("a", 3),
        lambda: cache.add("b", 4),
        lambda: cache.touch("b"),
        lambda: cache.get("a"),
    ):
        with django_assert_num_queries(1):
            use()


@pytest.mark.django_db
def test_the_worker_clears_what_expired_and_nothing_else():
    for number in range(5):
        cache.set(f"old-{number}", 1, -1)
    cache.set("new", 1, 60)
    every_hour(0)
    assert (rows(), cache.get("new")) == (1, 1)


def test_of_two_at_the_same_moment_one_gets_the_place(committed):
    first_is_in, done, told = threading.Event(), threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            told.append(cache.add("place", 1, 60))
            first_is_in.set()
            done.wait(1)

    with in_thread(first):
        assert first_is_in.wait(10)
        told.append(cache.add("place", 2, 60))
        done.set()
    assert told == [True, False]
