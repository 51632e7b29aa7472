import random
from itertools import combinations

import pytest

from schakel.algorithms.truck_factor import Orphaning, smallest_orphaning
from schakel.algorithms.truck_factor.counting import at_least
from schakel.algorithms.truck_factor.greedy import few
from schakel.algorithms.truck_factor.groups import Groups

# Who carries most is nobody of the two who together leave most behind.
BUSY = [[0, 3], [0, 4], [0, 5], [0, 6], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("name", "items", "carriers", "orphaned", "of", "uncarried"),
    [
        ("no items", [], (), 0, 0, 0),
        ("no carriers", [[], []], (), 0, 0, 2),
        ("one item", [[7]], (7,), 1, 1, 0),
        ("one item of two", [[7, 3]], (3, 7), 1, 1, 0),
        ("one of three carries half, which is not more", [[1], [1], [2], [3]], (1, 2), 3, 4, 0),
        ("one carries more than half", [[1], [1], [1], [2], [3]], (1,), 3, 5, 0),
        ("who is named twice is one", [[1, 1], [1, 1], [2]], (1,), 2, 3, 0),
        ("without a carrier it does not count", [[], [1], [1], [2], []], (1,), 2, 3, 2),
        ("not who carries most", BUSY, (1, 2), 5, 9, 0),
        ("all carry all", [[0, 1, 2]] * 4, (0, 1, 2), 4, 4, 0),
        ("equals: the lowest", [[4], [9], [1], [5]], (1, 4, 5), 3, 4, 0),
    ],
)
def test_the_fewest_whose_leaving_orphans_more_than_half(
    name, items, carriers, orphaned, of, uncarried
):
    found = smallest_orphaning(items)
    assert found == Orphaning(carriers, orphaned, of, uncarried, bound=len(carriers))
    assert found.gap == 0


@pytest.mark.parametrize(
    ("share", "size"), [(0, 1), (0.28, 29), (0.29, 30), (0.5, 51), (0.57, 58), (0.99, 100)]
)
def test_more_than_the_share_as_it_is_written(share, size):
    assert len(smallest_orphaning([[carrier] for carrier in range(100)], share).carriers) == size


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"share": 1}, "not including, 1, not 1"),
        ({"share": -0.1}, "not including, 1, not -0.1"),
        ({"share": float("nan")}, "not including, 1, not nan"),
        ({"seconds": 0}, "more than 0 seconds, not 0"),
        ({"seconds": float("nan")}, "more than 0 seconds, not nan"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(more, words):
    with pytest.raises(ValueError, match=words):
        smallest_orphaning([[1]], **more)


def orphaned(items, leaving):
    return sum(1 for item in items if item and leaving.issuperset(item))


def test_on_random_small_cases_trying_every_set_finds_none_smaller():
    chance = random.Random(2026)
    for _ in range(150):
        carriers = chance.sample(range(30), chance.randint(2, 8))
        items = [
            chance.choices(carriers, k=chance.choice([0, 1, 2, 2, 2, 3]))
            for _ in range(chance.randint(1, 25))
        ]
        share = chance.choice([0.25, 0.5, 0.5, 0.8])
        of = sum(map(bool, items))
        found = smallest_orphaning(items, share)
        assert found.gap == 0
        assert (found.of, found.uncarried) == (of, len(items) - of)
        assert found.orphaned == orphaned(items, set(found.carriers))
        if of == 0:
            assert found.carriers == ()
            continue
        assert found.orphaned > share * of
        smaller = combinations(carriers, len(found.carriers) - 1)
        assert all(orphaned(items, set(each)) <= share * of for each in smaller)


def test_the_order_of_items_and_carriers_does_not_matter():
    chance = random.Random(5)
    items = [chance.sample(range(12), 2) for _ in range(60)]
    turned = [item[::-1] for item in reversed(items)]
    assert smallest_orphaning(items) == smallest_orphaning(turned)


def test_the_bound_that_is_only_counted_is_never_above_the_fewest():
    chance = random.Random(7)
    for _ in range(100):
        items = [chance.choices(range(9), k=chance.choice([1, 2, 3])) for _ in range(20)]
        wanted = chance.randint(1, 20)
        groups = Groups.of(items)
        fewest = next(
            size
            for size in range(1, 10)
            if any(orphaned(items, set(each)) >= wanted for each in combinations(range(9), size))
        )
        assert at_least(groups, wanted) <= fewest <= len(few(groups, wanted))


def test_when_time_runs_out_the_answer_is_good_and_says_how_far_it_can_be_off():
    chance = random.Random(2026)
    items = [chance.sample(range(60), 2) for _ in range(2_000)]
    found = smallest_orphaning(items, seconds=0.3)
    assert found.orphaned == orphaned(items, set(found.carriers)) > 1_000
    assert 30 <= found.bound <= len(found.carriers)
    assert found.gap == len(found.carriers) - found.bound
