"""What the groups of an identity provider mean here, and who may end a membership."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from schakel.domain.staff.rules import Role, check_manage
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

# As many hours a week as the form for a new colleague begins with.
HOURS_BY_GROUP = 4
# A week, of all colleagues of a network together.
MOST_HOURS = 999
# More at once is a wrong file rather than a wave of leavers.
LARGEST_SHARE_LEAVING = 0.5
# Below this many, a share says nothing.
FEW = 4


@dataclass(frozen=True)
class Meaning:
    """Who is in ``group`` has a role here, and belongs to a network, if it names one."""

    group: str
    role: Role
    network_id: int | None = None


@dataclass(frozen=True)
class Grant:
    """What somebody may do and see by their groups."""

    roles: frozenset[Role] = frozenset()
    network_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.roles)


def granted(groups: AbstractSet[str], meanings: Iterable[Meaning]) -> Grant:
    """All that these groups mean together; nothing for groups that mean nothing here."""
    meant = [each for each in meanings if each.group in groups]
    return Grant(
        roles=frozenset(each.role for each in meant),
        network_ids=frozenset(each.network_id for each in meant if each.network_id is not None),
    )


def check_new_network(name: str, *, is_known: bool) -> None:
    """Refused without a name, or with one that another network has."""
    if not name.strip():
        raise Refused("network_needs_name")
    if is_known:
        raise Refused("network_is_known", network=name.strip())


def domain_of(email: str) -> str:
    """What stands after the at sign, in lower case; empty when this is no address."""
    before, at, domain = email.strip().lower().rpartition("@")
    return domain if before and at else ""


def check_domain(domain: str) -> None:
    """Refused unless it is the end of an address, such as waterhoven.nl."""
    labels = domain.split(".")
    if len(domain) > 253 or len(labels) < 2 or not all(map(_is_label, labels)):
        raise Refused("domain_not_valid", domain=domain[:80])


def _is_label(label: str) -> bool:
    return label.replace("-", "").isalnum() and label[0] != "-" and label[-1] != "-"


def check_backing(owner_id: int | None, deputy_id: int | None) -> None:
    """Refused when somebody would be their own deputy."""
    if owner_id is not None and owner_id == deputy_id:
        raise Refused("deputy_is_owner")


def check_back(actor: Actor, owner_id: int | None, new_owner_id: int | None) -> None:
    """Refused unless an administrator or the owner acts; who owns it only the first decides."""
    check_leave(actor, owner_id)
    if owner_id != new_owner_id:
        check_manage(actor)


def check_hours(hours: Decimal) -> None:
    """Refused for less than none, or more than a network can hold."""
    if not 0 <= hours <= MOST_HOURS:
        raise Refused("hours_not_valid", most=MOST_HOURS)


def check_leave(actor: Actor, owner_id: int | None) -> None:
    """Refused unless an administrator, the owner of the network, or Schakel itself acts."""
    if actor.is_system or actor.has_role(Role.ADMINISTRATOR):
        return
    if actor.staff_id is None or actor.staff_id != owner_id:
        raise Refused("network_not_yours")


def check_leavers(leaving: int, of: int) -> None:
    """Refused when a list of accounts would end the rights of most people at once."""
    if leaving >= FEW and leaving > of * LARGEST_SHARE_LEAVING:
        raise Refused("too_many_would_leave", leaving=leaving, of=of)
