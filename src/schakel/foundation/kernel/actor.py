"""Who acts: made by middleware, token, mailbox or command, and the first argument of an action."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """In what quality somebody acts."""

    STAFF = "staff"
    RESIDENT = "resident"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, within one tenant, and what decides on what they may see and do.

    ``staff_id`` is set for staff, ``matter_id`` for a resident who opened one page.
    ``network_ids`` are the networks that a member of staff belongs to.
    ``by_link`` says that the actor proved possession of a link, not identity.
    """

    kind: ActorKind
    tenant_id: int
    staff_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    network_ids: frozenset[int] = field(default_factory=frozenset)
    matter_id: int | None = None
    by_link: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether a colleague or another connector acts."""
        return self.kind is ActorKind.STAFF

    @property
    def is_system(self) -> bool:
        """Whether Schakel itself acts: a job, a sweep, a set-up command."""
        return self.kind is ActorKind.SYSTEM

    def has_role(self, *roles: str) -> bool:
        """Whether the actor has at least one of these roles."""
        return not self.roles.isdisjoint(roles)


def system(tenant_id: int) -> Actor:
    """Schakel itself, in one tenant."""
    return Actor(kind=ActorKind.SYSTEM, tenant_id=tenant_id)


def resident(tenant_id: int, matter_id: int | None = None) -> Actor:
    """Somebody from outside; with ``matter_id`` when they opened the page of that matter."""
    return Actor(
        kind=ActorKind.RESIDENT,
        tenant_id=tenant_id,
        matter_id=matter_id,
        by_link=matter_id is not None,
    )
