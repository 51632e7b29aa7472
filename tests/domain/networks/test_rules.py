import pytest

from schakel.domain.networks.rules import (
    Grant,
    Meaning,
    check_backing,
    check_domain,
    check_leave,
    check_leavers,
    check_new_network,
    domain_of,
    granted,
)
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import Actor, ActorKind, resident, system
from schakel.foundation.kernel.refused import Refused

MEANINGS = [
    Meaning("groen", Role.CONNECTOR, 1),
    Meaning("groen", Role.OFFICIAL),
    Meaning("energie", Role.CONNECTOR, 2),
    Meaning("beheer", Role.ADMINISTRATOR),
]


@pytest.mark.parametrize(
    ("groups", "roles", "networks"),
    [
        (set(), set(), set()),
        ({"golf"}, set(), set()),
        ({"GROEN"}, set(), set()),
        ({"groen"}, {Role.CONNECTOR, Role.OFFICIAL}, {1}),
        ({"groen", "energie", "golf"}, {Role.CONNECTOR, Role.OFFICIAL}, {1, 2}),
        ({"beheer"}, {Role.ADMINISTRATOR}, set()),
    ],
)
def test_groups_give_what_they_mean_together(groups, roles, networks):
    assert granted(groups, MEANINGS) == Grant(frozenset(roles), frozenset(networks))


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("noor@waterhoven.nl", "waterhoven.nl"),
        ("Noor@Waterhoven.NL ", "waterhoven.nl"),
        ("a@b@waterhoven.nl", "waterhoven.nl"),
        ("@waterhoven.nl", ""),
        ("noor", ""),
        ("", ""),
    ],
)
def test_a_domain_stands_after_the_last_at_sign(email, domain):
    assert domain_of(email) == domain


@pytest.mark.parametrize("domain", ["waterhoven.nl", "sub.waterhoven.nl", "xn--a-b.nl"])
def test_an_end_of_an_address_is_taken(domain):
    check_domain(domain)


def staff(number: int, *roles: Role) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, tenant_id=1, staff_id=number, roles=frozenset(map(str, roles))
    )


@pytest.mark.parametrize("actor", [system(1), staff(7, Role.ADMINISTRATOR), staff(9)])
def test_an_administrator_and_the_owner_of_a_network_end_a_membership(actor):
    check_leave(actor, owner_id=9)


@pytest.mark.parametrize("actor", [staff(8, Role.CONNECTOR), resident(1)])
@pytest.mark.parametrize("owner_id", [9, None])
def test_nobody_else_does(actor, owner_id):
    with pytest.raises(Refused, match="network_not_yours"):
        check_leave(actor, owner_id)


@pytest.mark.parametrize(("leaving", "of"), [(0, 0), (3, 3), (4, 8), (50, 100)])
def test_some_may_leave_at_once(leaving, of):
    check_leavers(leaving, of)


@pytest.mark.parametrize(("leaving", "of"), [(4, 4), (5, 9), (51, 100)])
def test_most_do_not_leave_at_once(leaving, of):
    with pytest.raises(Refused, match="too_many_would_leave"):
        check_leavers(leaving, of)


@pytest.mark.parametrize(
    ("name", "is_known", "code"),
    [("  ", False, "network_needs_name"), ("Groen", True, "network_is_known")],
)
def test_a_new_network_has_a_name_of_its_own(name, is_known, code):
    check_new_network("Groen", is_known=False)
    with pytest.raises(Refused) as refused:
        check_new_network(name, is_known=is_known)
    assert refused.value.code == code


def test_nobody_is_their_own_deputy():
    check_backing(1, 2)
    check_backing(None, None)
    with pytest.raises(Refused, match="deputy_is_owner"):
        check_backing(1, 1)
