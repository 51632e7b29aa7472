"""What becomes of a connection when somebody leaves, and what a network hangs on."""

import random
from datetime import date

import pytest

from schakel.domain.continuity.rules.what_if import (
    ORGANISATION,
    Becomes,
    Bridge,
    Node,
    Reach,
    around,
    becomes,
    cut_off,
    falls_to,
    fewest_people,
    going_on,
    hanging_on,
    nearest,
    reach_of,
    weak_in,
    web_of,
    without,
)
from schakel.domain.staff.rules import Carried, Colleague
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.periods import Period

TODAY = date(2026, 11, 24)
EARLY = date(2025, 1, 6)
AWAY = (Period(TODAY, None),)
NETWORK = 7


def person(number, *, deputy=None, absences=(), networks=(NETWORK,), until=None, deputies=None):
    return Colleague(
        id=number, works_from=EARLY, works_until=until, absences=absences, deputy_id=deputy,
        deputies=deputies or {}, networks=frozenset(networks),
    )  # fmt: skip


NOOR, SAM, PIET = 1, 2, 3


@pytest.mark.parametrize(
    ("accepted", "people", "confided", "expected"),
    [
        pytest.param([NOOR, SAM], {}, None, Becomes.THIN, id="the second goes on"),
        pytest.param([NOOR], {}, None, Becomes.LOST, id="no second said yes"),
        pytest.param([SAM], {}, None, Becomes.THIN, id="who leaves had not said yes"),
        pytest.param([], {}, None, Becomes.LOST, id="nobody said yes"),
        pytest.param([NOOR, SAM], {SAM: {"absences": AWAY}}, None, Becomes.LOST, id="second away"),
        pytest.param(
            [NOOR, SAM], {SAM: {"absences": AWAY, "deputy": PIET}}, None, Becomes.THIN,
            id="somebody stands in for the second",
        ),
        pytest.param(
            [NOOR, SAM], {NOOR: {"deputy": PIET}}, None, Becomes.STILL,
            id="somebody stands in for who leaves",
        ),
        pytest.param(
            [NOOR, SAM], {NOOR: {"deputy": SAM}}, None, Becomes.THIN,
            id="one person counts once",
        ),
        pytest.param(
            [NOOR], {NOOR: {"deputy": PIET}, PIET: {"networks": ()}}, None, Becomes.LOST,
            id="who stands in may not see it",
        ),
        pytest.param(
            [NOOR], {NOOR: {"deputy": PIET}}, frozenset(), Becomes.LOST,
            id="nobody stands in in confidence",
        ),
        pytest.param(
            [NOOR, SAM], {SAM: {"until": TODAY}}, None, Becomes.LOST, id="the second left already"
        ),
    ],
)  # fmt: skip
def test_what_becomes_of_a_connection_without_noor(accepted, people, confided, expected):
    everybody = {each: person(each, **people.get(each, {})) for each in (NOOR, SAM, PIET)}
    carried = Carried(NETWORK, frozenset({NOOR, SAM}), confided)
    left = without({NOOR}, everybody, TODAY)
    assert becomes(going_on(accepted, carried, left, TODAY)) is expected


def test_who_leaves_earlier_still_leaves_earlier():
    left = without({NOOR}, {NOOR: person(NOOR, until=EARLY)}, TODAY)
    assert left[NOOR].works_until == EARLY


def test_work_falls_to_somebody_along_deputies_in_any_network_and_round_in_a_circle():
    people = {
        NOOR: person(NOOR, deputy=SAM),
        SAM: person(SAM, deputies={NETWORK: PIET}),
        PIET: person(PIET, deputy=NOOR),
        4: person(4),
    }
    assert falls_to(PIET, people) == {NOOR, SAM, PIET}
    assert falls_to(4, people) == {4}


def acting(staff_id, *roles):
    return Actor(
        kind=ActorKind.STAFF, tenant_id=1, staff_id=staff_id, roles=frozenset(roles),
        network_ids=frozenset({NETWORK}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "owned", "expected"),
    [
        pytest.param(acting(NOOR, "official"), (), Reach(is_all=True), id="they themselves"),
        pytest.param(acting(SAM), (), Reach(is_all=True), id="their lead"),
        pytest.param(
            acting(PIET), (NETWORK, 8), Reach(network_ids=frozenset({NETWORK})), id="an owner"
        ),
        pytest.param(acting(PIET), (8,), None, id="the owner of something else"),
        pytest.param(acting(PIET, "administrator"), (), None, id="an administrator"),
        pytest.param(acting(PIET, "sponsor"), (), None, id="a sponsor"),
        pytest.param(acting(PIET, "connector"), (), None, id="somebody of their network"),
        pytest.param(resident(1, 5), (NETWORK,), None, id="a resident"),
        pytest.param(system(1), (), Reach(is_all=True), id="the command line"),
    ],
)
def test_only_they_their_lead_and_the_owner_see_it(actor, owned, expected):
    found = reach_of(actor, staff_id=NOOR, lead_id=SAM, owned=owned, works_in={NETWORK})
    assert found == expected


def test_a_colleague_without_a_lead_is_not_led_by_who_has_no_number():
    nobody = acting(None)
    assert reach_of(nobody, staff_id=NOOR, lead_id=None, owned=(), works_in=()) is None


def test_an_owner_is_not_told_of_what_is_in_confidence():
    owner = Reach(network_ids=frozenset({NETWORK}))
    assert owner.covers(NETWORK, is_confidential=False)
    assert not owner.covers(NETWORK, is_confidential=True)
    assert not owner.covers(8, is_confidential=False)


@pytest.mark.parametrize(
    ("lost", "related", "held", "expected"),
    [
        pytest.param({1}, [], set(), {1}, id="nobody else"),
        pytest.param({1}, [], {1}, set(), id="somebody else carries or knows them"),
        pytest.param({1}, [(1, 2)], {2}, set(), id="reached through another"),
        pytest.param({1}, [(1, 2), (2, 3)], {3}, set(), id="reached through another's other"),
        pytest.param({1}, [(1, 2)], set(), {1, 2}, id="who hangs on them goes along"),
        pytest.param({1}, [(2, 3)], {3}, {1}, id="others are no help"),
        pytest.param(set(), [(1, 2)], set(), set(), id="nobody is lost"),
    ],
)
def test_who_is_cut_off_altogether(lost, related, held, expected):
    assert cut_off(lost, related, held) == expected
    assert cut_off(lost, [(two, one) for one, two in related], held) == expected
    assert expected <= around(lost, related)


def test_what_hangs_on_one_colleague_is_found_alike_by_cut_points():
    rng = random.Random(6)
    for _ in range(60):
        parties = range(100, 100 + rng.randint(1, 9))
        carried = {(rng.randint(1, 4), rng.choice(parties)) for _ in range(rng.randint(1, 12))}
        related = {
            (min(pair), max(pair))
            for pair in (
                rng.sample(parties, 2) for _ in range(rng.randint(0, 5)) if len(parties) > 1
            )
        }
        web = web_of(carried, related)
        for leaver in {staff for staff, _ in carried}:
            held = {party for staff, party in carried if staff != leaver}
            lost = {party for staff, party in carried if staff == leaver} - held
            expected = cut_off(lost, related, held)
            found = {each.party_id for each in hanging_on(web, Node(staff_id=leaver))}
            assert found == expected
            assert weak_in(web).hanging.get(Node(staff_id=leaver), 0) == len(expected)


def test_a_bond_that_alone_holds_a_group_is_a_bridge():
    # Noor carries 10, through whom alone we reach 11 and 12; Sam and Piet both carry 13.
    web = web_of([(NOOR, 10), (SAM, 13), (PIET, 13)], [(10, 11), (11, 12)])
    weak = weak_in(web)
    assert weak.hanging == {
        Node(staff_id=NOOR): 3, Node(party_id=10): 2, Node(party_id=11): 1
    }  # fmt: skip
    assert weak.bridges == (
        Bridge(Node(staff_id=NOOR), Node(party_id=10), 3),
        Bridge(Node(party_id=10), Node(party_id=11), 2),
    )


def test_a_web_is_the_same_in_whatever_order_it_is_told():
    carried, related = [(2, 20), (1, 10), (1, 20)], [(10, 20), (20, 30)]
    one = web_of(carried, related, [40])
    assert one == web_of(carried[::-1], related[::-1], [40, 30])
    assert one.nodes[0] == ORGANISATION
    assert Node(party_id=40) in one.nodes


def test_the_nearest_are_kept_with_the_bonds_between_them():
    web = web_of([(1, 10), (2, 20)], [(10, 11), (11, 12)])
    near = nearest(web, Node(staff_id=1), 3)
    sam = Node(staff_id=2)
    assert near.nodes == (ORGANISATION, Node(staff_id=1), sam, Node(party_id=10))
    assert near.bonds == ((0, 1), (0, 2), (1, 3))
    assert nearest(web, ORGANISATION, 100) == web


def test_an_empty_web_hangs_on_nobody():
    weak = weak_in(web_of([]))
    assert weak.hanging == {}
    assert weak.bridges == ()


@pytest.mark.parametrize(
    ("carriers", "people", "orphaned", "nobodys"),
    [
        ([], set(), 0, 0),
        ([()], set(), 0, 1),
        ([(1,), (1,), (2,)], {1}, 2, 0),
        ([(1, 2), (1, 2), (3,)], {1, 2}, 2, 0),
        ([(1,), (2,), ()], {1, 2}, 2, 1),
    ],
)
def test_the_fewest_people_without_whom_more_than_half_is_nobodys(
    carriers, people, orphaned, nobodys
):
    found = fewest_people(carriers)
    assert found.staff_ids == people
    assert (found.orphaned, found.nobodys) == (orphaned, nobodys)
    assert found.is_proven
