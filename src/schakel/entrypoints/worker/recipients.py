"""Who has to hear of something: living carriers, sponsors, and administrators as a last resort."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import confidants_of
from schakel.domain.networks.queries import colleagues
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Carried, Colleague, Role, is_here, living


@dataclass(frozen=True)
class Roster:
    """Who works here today and who stands in for whom: read once for a whole sweep."""

    today: date
    colleagues: Mapping[int, Colleague]
    members: Mapping[int, StaffMember]

    def living(
        self, about: Matter | Connection | None, staff_ids: Iterable[int | None]
    ) -> list[StaffMember]:
        """These colleagues, each replaced when away by a deputy who may see it.

        In confidence only to whom it was confided.
        """
        asked = [each for each in staff_ids if each is not None]
        carried = _told(about, frozenset(asked))
        found = [living(each, self.colleagues, self.today, carried) for each in asked]
        return [self.members[each] for each in dict.fromkeys(found) if each is not None]

    def is_here(self, staff_id: int) -> bool:
        """Whether this colleague does today what they are asked themselves."""
        return staff_id in self.colleagues and is_here(self.colleagues[staff_id], self.today)

    def administrators(self) -> list[StaffMember]:
        """Those who hear of it when nobody else can."""
        return [each for each in self.members.values() if Role.ADMINISTRATOR.value in each.roles]


def roster(today: date) -> Roster:
    """Two queries, whatever the number of colleagues."""
    members = {each.pk: each for each in StaffMember.objects.working_on(today).order_by("pk")}
    return Roster(today, colleagues(today), members)


def _told(about: Matter | Connection | None, asked: frozenset[int]) -> Carried:
    """Who is asked by name hears it; a deputy only of what they may see."""
    if about is None:
        return Carried(carriers=asked)
    if isinstance(about, Matter) and about.confidential:
        return Carried(about.network_id, confided=confidants_of([about.pk])[about.pk])
    return Carried(about.network_id, carriers=asked)
