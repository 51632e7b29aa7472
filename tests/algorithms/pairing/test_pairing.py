import math
import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.algorithms.pairing import Helper, Item, Missing, Pair, paired

HOURS = st.sampled_from([0.25, 0.5, 1.0, 1.0, 1.5, 3.0, 1 / 3, 0.1])
FREE = st.sampled_from([-2.0, 0.0, 0.3, 0.75, 1.0, 2.0, 2.5, 4.0])
COSTS = st.sampled_from([0.0, 1.0, 2.0, 2.0, 0.1, 3.7, 1 / 7])


@st.composite
def inputs(draw, equal=None):
    """Up to six items and three helpers, and any of the pairs."""
    same = draw(st.booleans()) if equal is None else equal
    hours = draw(HOURS)
    items = [
        Item(number, hours if same else draw(HOURS), draw(st.sampled_from("ab")))
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    helpers = [Helper(number, draw(FREE)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    pairs = [
        Pair(item.name, helper.name, draw(COSTS))
        for item, helper in product(items, helpers)
        if draw(st.integers(0, 3))
    ]
    return items, helpers, pairs


def every_way(items, pairs):
    """All ways to give each item one of its helpers or none."""
    options = [[None, *(pair.helper for pair in pairs if pair.item == item.name)] for item in items]
    for way in product(*options):
        yield {item.name: helper for item, helper in zip(items, way, strict=True) if helper}


def extra(items, helpers, chosen):
    """Hours that the helpers are short of."""
    hours = {item.name: item.hours for item in items}
    taken = {helper.name: 0.0 for helper in helpers}
    for item, helper in chosen.items():
        taken[helper] += hours[item]
    return {
        helper.name: max(0.0, taken[helper.name] - max(0.0, helper.hours)) for helper in helpers
    }


def total(pairs, chosen):
    cost = {(pair.item, pair.helper): pair.cost for pair in pairs}
    return math.fsum(cost[pair] for pair in chosen.items())


def people(*hours):
    return [Helper(number, free) for number, free in enumerate(hours, 1)]


def needs(*hours, groups="aaaaaaaa"):
    return [Item(number, own, groups[number - 1]) for number, own in enumerate(hours, 1)]


def fits(*rows):
    """Costs in rows of items, columns of helpers; None is no pair."""
    return [
        Pair(item, helper, cost)
        for item, row in enumerate(rows, 1)
        for helper, cost in enumerate(row, 1)
        if cost is not None
    ]


@pytest.mark.parametrize(
    ("items", "helpers", "pairs", "chosen", "left", "without_any"),
    [
        ([], [], [], {}, [], []),
        ([], people(4), [], {}, [], []),
        (needs(1, 1), [], [], {}, [], [1, 2]),
        (needs(1, 1), people(4), fits([2], [None]), {1: 1}, [], [2]),
        (needs(1, 1), people(1, 1), fits([1, 2], [1, 5]), {1: 2, 2: 1}, [], []),
        (needs(2, 3), people(5), fits([1], [1]), {1: 1, 2: 1}, [], []),
        (needs(2, 3), people(4.9), fits([1], [1]), {1: 1}, [2], []),
        (needs(1, 1), people(1), fits([5], [1]), {2: 1}, [1], []),
        (needs(1), people(0), fits([1]), {}, [1], []),
        (needs(1), people(-3), fits([1]), {}, [1], []),
        (needs(3, 1, 1, 1), people(3), fits([0], [9], [9], [9]), {2: 1, 3: 1, 4: 1}, [1], []),
        (needs(0.1, 0.1, 0.1), people(0.3), fits([1], [1], [1]), {1: 1, 2: 1, 3: 1}, [], []),
    ],
    ids=[
        "nothing to do",
        "no items",
        "no helpers",
        "one item that nobody may take",
        "the dearer pair for the sake of both",
        "exactly enough hours",
        "hours that are just too few",
        "one hour short: the dearest is left",
        "no hours",
        "hours below none",
        "many small ones before a large cheap one",
        "tenths of an hour add up",
    ],
)
def test_as_many_as_can_be_and_then_the_cheapest(items, helpers, pairs, chosen, left, without_any):
    found = paired(items, helpers, pairs)
    assert (found.chosen, found.left, found.without_any) == (chosen, left, without_any)
    assert found.cost == pytest.approx(total(pairs, chosen))
    assert (found.most, found.bound, found.gap) == (len(chosen), found.cost, 0.0)
    assert found.proven
    assert not found.out
    assert (found.missing == Missing()) == (not left)


def test_what_is_missing_is_said_by_group_and_by_helper():
    items = needs(2, 2, 2, 2, 5, groups="abbac")
    pairs = fits([1, None], [2, None], [3, None], [None, 1], [None, None])
    missing = paired(items, people(3, 2.5), pairs).missing
    # The first helper has one hour beyond the first item, and three more are enough for both.
    assert (missing.hours, missing.bound) == (3.0, 3.0)
    assert missing.by_group == {"b": 3.0}
    assert missing.by_helper == {1: 3.0}


def test_what_is_missing_is_shared_by_what_the_groups_that_are_left_need():
    items = needs(1, 1, 1, 1, groups="aabb")
    missing = paired(items, people(1), fits([1], [2], [3], [4])).missing
    assert missing.by_group == {"a": 1.0, "b": 2.0}
    assert missing.by_helper == {1: 3.0}


def test_an_item_larger_than_all_hours_is_left_and_says_how_many_are_missing():
    found = paired(needs(5, 1), people(3), fits([1], [1]))
    assert (found.left, found.missing.hours) == ([1], 3.0)


def test_what_no_pair_joins_is_answered_apart_and_added_up():
    items = needs(1, 1, 2, 2, groups="abcd")
    pairs = fits([1, None], [2, None], [None, 5], [None, 3])
    found = paired(items, people(1, 2.5), pairs)
    assert (found.chosen, found.left, found.cost) == ({1: 1, 4: 2}, [2, 3], 4.0)
    assert (found.most, found.bound) == (2, 4.0)
    assert found.missing == Missing(2.5, 2.5, {"b": 1.0, "c": 1.5}, {1: 1.0, 2: 1.5})


def test_names_may_be_words():
    found = paired([Item("park", 1.0)], [Helper("noor", 1.0)], [Pair("park", "noor", 0.5)])
    assert found.chosen == {"park": "noor"}


@settings(max_examples=120, deadline=None)
@given(inputs())
def test_no_way_places_more_costs_less_or_needs_fewer_extra_hours(made):
    items, helpers, pairs = made
    found = paired(items, helpers, pairs)
    ways = list(every_way(items, pairs))
    within = [way for way in ways if sum(extra(items, helpers, way).values()) < 1e-3]
    most = max(map(len, within))
    assert (len(found.chosen), found.most) == (most, most)
    assert found.cost == pytest.approx(
        min(total(pairs, way) for way in within if len(way) == most), abs=1e-5
    )
    assert found.proven
    placeable = len({pair.item for pair in pairs})
    least = min(sum(extra(items, helpers, way).values()) for way in ways if len(way) == placeable)
    assert found.missing.hours == pytest.approx(least if found.left else 0, abs=0.01)
    assert found.missing.bound == pytest.approx(found.missing.hours)


@settings(max_examples=120, deadline=None)
@given(inputs(), st.randoms(use_true_random=False), st.sampled_from([8.0, 0.0]))
def test_whatever_is_asked_the_answer_keeps_to_it(made, chance, seconds):
    items, helpers, pairs = made
    found = paired(items, helpers, pairs, seconds)
    assert set(found.chosen.items()) <= {(pair.item, pair.helper) for pair in pairs}
    assert max(extra(items, helpers, found.chosen).values(), default=0) < 0.005
    assert {*found.chosen, *found.left, *found.without_any} == {item.name for item in items}
    assert len(found.chosen) + len(found.left) + len(found.without_any) == len(items)
    assert 0 <= found.bound <= found.cost
    assert 0 <= found.gap <= 1
    assert len(found.chosen) <= found.most
    assert found.missing.bound <= found.missing.hours
    assert sum(found.missing.by_helper.values()) == pytest.approx(found.missing.hours)
    assert sum(found.missing.by_group.values()) == pytest.approx(found.missing.hours)
    shuffled = [chance.sample(rows, len(rows)) for rows in made]
    again = paired(*shuffled, seconds)
    assert (again.chosen, again.left, again.missing) == (found.chosen, found.left, found.missing)


def large(seed, *, equal, share, items=150, helpers=9):
    chance = random.Random(seed)
    hours = [1.0 if equal else chance.choice([0.25, 0.5, 1.0, 1.5, 2.0]) for _ in range(items)]
    free = [chance.uniform(0.4, 1.6) for _ in range(helpers)]
    free = [own * sum(hours) * share / sum(free) for own in free]
    return (
        [Item(number, own, chance.choice("abc")) for number, own in enumerate(hours)],
        [Helper(number, own) for number, own in enumerate(free)],
        [
            Pair(item, helper, float(chance.randrange(8)))
            for item in range(items)
            for helper in range(helpers)
            if chance.random() < 0.7
        ],
    )


@pytest.mark.parametrize("equal", [True, False], ids=["equal hours", "unequal hours"])
@pytest.mark.parametrize("share", [1.2, 0.95], ids=["ample", "tight"])
def test_for_many_items_the_bound_is_reached_or_nearly_whatever_the_order(equal, share):
    made = large(1, equal=equal, share=share)
    found = paired(*made)
    assert len(found.chosen) == found.most
    assert found.gap <= (0.0 if equal else 0.02)
    assert found.missing.hours == found.missing.bound
    assert bool(found.left) == (share < 1)
    assert max(extra(*made[:2], found.chosen).values()) < 0.01
    if not found.out:
        shuffled = [random.Random(2).sample(rows, len(rows)) for rows in made]
        again = paired(*shuffled)
        assert (again.chosen, again.missing) == (found.chosen, found.missing)


def test_hours_of_any_fraction_are_kept_to():
    chance = random.Random(3)
    items, helpers, pairs = large(3, equal=False, share=0.95)
    items = [item._replace(hours=chance.uniform(0.2, 3)) for item in items]
    found = paired(items, helpers, pairs, seconds=2.0)
    assert len(found.chosen) >= found.most - 1
    assert max(extra(items, helpers, found.chosen).values()) < 0.05
    assert found.missing.bound <= found.missing.hours < found.missing.bound + 1


def test_without_time_there_is_still_an_answer_and_it_says_so():
    made = large(1, equal=False, share=0.95)
    found = paired(*made, seconds=0.0)
    assert found.out
    assert not found.proven
    assert len(found.chosen) > 0.8 * found.most
    assert max(extra(*made[:2], found.chosen).values()) < 0.01


@pytest.mark.parametrize(
    ("items", "helpers", "pairs", "words"),
    [
        (needs(0), [], [], "item 1 must need hours above 0, not 0"),
        (needs(-1), [], [], "item 1 must need hours above 0, not -1"),
        (needs(math.nan), [], [], "item 1 must need hours above 0, not nan"),
        (needs(math.inf), [], [], "item 1 must need hours above 0, not inf"),
        ([*needs(1), *needs(1)], [], [], "item 1 is there more than once"),
        ([], people(math.nan), [], "helper 1 must have hours, not nan"),
        ([], [*people(1), *people(2)], [], "helper 1 is there more than once"),
        (needs(1), people(1), [Pair(2, 1, 1)], "a pair names item 2, which is not there"),
        (needs(1), people(1), [Pair(1, 2, 1)], "a pair names helper 2, who is not there"),
        (needs(1), people(1), fits([1]) * 2, "item 1 and helper 1 are paired more than once"),
        (needs(1), people(1), fits([-1]), "item 1 with helper 1 must cost from 0 to 1000000"),
        (needs(1), people(1), fits([math.nan]), "must cost from 0 to 1000000, not nan"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(items, helpers, pairs, words):
    with pytest.raises(ValueError, match=words):
        paired(items, helpers, pairs)
