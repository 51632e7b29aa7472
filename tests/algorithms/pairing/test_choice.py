from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schakel.algorithms.pairing.best import best
from schakel.algorithms.pairing.choice import Choice, Room
from schakel.algorithms.pairing.mended import mended


@st.composite
def choices(draw):
    """Up to four items at up to three places, of which the last has room for sale."""
    places = draw(st.integers(1, 3))
    options = [
        (item, place)
        for item in range(draw(st.integers(1, 4)))
        for place in draw(st.sets(st.integers(0, places - 1), min_size=1).map(sorted))
    ]
    small = st.integers(0, 9)
    bought = draw(st.booleans())
    return Choice(
        *np.array(options).T,
        np.array([draw(st.integers(1, 4)) for _ in options]),
        np.array([1_000 * draw(small) for _ in options]),
        np.array([draw(small) for _ in range(places)]),
        Room(np.array([places - 1, places - 1]), np.array([1.0, np.inf]), np.array([2_000, 3_000]))
        if bought
        else Room.none(),
    )


def ways(choice):
    """The options of each way that has room, with its value."""
    ends = [*choice.starts, len(choice.items)]
    for way in product(*(range(first, end) for first, end in pairwise(ends))):
        value = choice.value(np.array(way))
        if value is not None:
            yield np.array(way), value


def test_room_is_bought_where_there_is_too_little_the_cheapest_first():
    choice = Choice(
        np.array([0, 1]),
        np.array([0, 0]),
        np.array([3, 4]),
        np.array([10, 20]),
        np.array([5]),
        Room(np.array([0, 0]), np.array([1.0, np.inf]), np.array([7, 100])),
    )
    assert choice.value(np.array([0, 1])) == 10 + 20 + 7 + 100


@settings(max_examples=200, deadline=None)
@given(choices(), st.data())
def test_whatever_the_prices_no_way_is_below_the_bound_that_follows(choice, data):
    prices = np.array([data.draw(st.floats(-1_000, 9_000)) for _ in choice.room])
    bound, reduced = choice.priced(prices)
    for way, value in ways(choice):
        assert value >= bound + reduced[way].max() - 1e-6
        assert value >= choice.lifted(bound)


@settings(max_examples=100, deadline=None)
@given(choices())
def test_the_best_is_the_best_of_all_ways_and_proven(choice):
    every = list(ways(choice))
    assume(every)
    found = best(choice, every[-1][0], np.zeros(len(choice.room)), until=np.inf)
    assert found.value == found.bound == min(value for _, value in every)
    assert choice.value(found.chosen) == found.value


@settings(max_examples=100, deadline=None)
@given(choices())
def test_mending_what_fits_keeps_it_fitting_and_makes_it_no_dearer(choice):
    every = list(ways(choice))
    assume(every)
    start = every[-1][0]
    assume((choice.loads(start) <= choice.room).all())
    after = mended(choice, start, choice.costs, np.inf)
    assert (choice.items[after] == choice.items[start]).all()
    assert (choice.loads(after) <= choice.room).all()
    assert choice.costs[after].sum() <= choice.costs[start].sum()


def test_too_full_a_place_is_mended_by_an_exchange():
    """Sizes 3 and 2 against 2 and 2, in rooms of 4 and 5: only an exchange of 3 and 2 fits."""
    sizes = np.repeat([3, 2, 2, 2], 2)
    items, places = np.repeat(np.arange(4), 2), np.tile([0, 1], 4)
    choice = Choice(items, places, sizes, np.zeros(8, np.int64), np.array([4, 5]), Room.none())
    after = mended(choice, np.array([0, 2, 5, 7]), np.zeros(8), np.inf)
    assert list(choice.loads(after)) == [4, 5]


def test_a_start_for_which_there_is_no_room_is_refused():
    choice = Choice(*np.array([[0], [0], [2], [1], [1]]), Room.none())
    with pytest.raises(ValueError, match="no room"):
        best(choice, np.array([0]), np.zeros(1), until=np.inf)
