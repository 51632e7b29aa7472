"""References within a text or an object mean the same elsewhere."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from schakel.foundation.records.numbers import NOWHERE, Keys
from schakel.foundation.records.references import members_with, text_with

PLACES = {"answer": ("contact",), "asked": ("matter", "staff"), "late": (), "": ("matter",)}
KEYS = Keys({"contact": [50, 70], "matter": [9], "staff": [1000, 2000]}, {str: "matter"})


@pytest.mark.parametrize(
    ("here", "told"),
    [
        ("answer:70", "answer:2"),
        ("asked:9:2000:20261124T0900", "asked:1:2:20261124T0900"),
        ("late:2026-11-24", "late:2026-11-24"),
        ("9:owner:2026-11-24", "1:owner:2026-11-24"),
        ("answer:51", "answer:0"),
    ],
)
def test_numbers_in_a_text_are_translated(here, told):
    assert text_with(PLACES, here, KEYS.number) == told


@pytest.mark.parametrize("here", ["answer:70", "asked:9:2000:x", "9:owner", "late:2026-11-24"])
def test_there_and_back_is_the_same(here):
    assert text_with(PLACES, text_with(PLACES, here, KEYS.number), KEYS.key) == here


def test_a_word_that_is_not_known_becomes_the_same_each_time_and_stays_that():
    told = text_with(PLACES, "surprise:70", KEYS.number)
    assert told.startswith("kept:")
    assert "70" not in told.split(":")
    assert text_with(PLACES, told, KEYS.key) == told


def test_only_named_members_of_an_object_are_translated():
    content = {"staff_id": 2000, "count": 2000, "other": None, "text": "2000"}
    told = members_with({"staff_id": "staff", "other": "staff"}, content, KEYS.number)
    assert told == {"staff_id": 2, "count": 2000, "other": None, "text": "2000"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.sets(some.integers(1, 10**12), min_size=1))
def test_every_key_has_a_number_and_every_number_its_key(keys):
    found = Keys({"matter": sorted(keys)}, {str: "matter"})
    numbers = [found.number("matter", key) for key in sorted(keys)]
    assert numbers == list(range(1, len(keys) + 1))
    assert [found.key(str, number) for number in numbers] == sorted(keys)
    assert found.number("matter", 10**13) == found.key("matter", len(keys) + 1) == NOWHERE
    assert found.number("unknown", 1) == found.key("unknown", 1) == NOWHERE


def test_of_a_list_every_number_is_translated():
    content = {"before_ids": [1000, None], "after_ids": [2000], "before": [1000, True]}
    told = members_with({"before_ids": "staff", "after_ids": "staff"}, content, KEYS.number)
    assert told == {"before_ids": [1, None], "after_ids": [2], "before": [1000, True]}
