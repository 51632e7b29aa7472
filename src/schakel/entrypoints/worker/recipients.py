"""Who has to hear of something: living carriers, sponsors, and administrators as a last resort."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.queries import colleagues
from schakel.domain.staff.rules import Colleague, Role, living


@dataclass(frozen=True)
class Roster:
    """Who works here today and who stands in for whom: read once for a whole sweep."""

    today: date
    colleagues: Mapping[int, Colleague]
    members: Mapping[int, StaffMember]

    def carries(self, staff_id: int) -> bool:
        """Whether what this colleague carries is in fact carried, by them or a deputy."""
        return self._living(staff_id, None) is not None

    def living(self, matter: Matter | None, staff_ids: Iterable[int | None]) -> list[StaffMember]:
        """These colleagues, each replaced by a deputy when away, as far as they may see it."""
        confided = _confided(matter) if matter is not None and matter.confidential else None
        found = [self._living(each, confided) for each in staff_ids if each is not None]
        return [self.members[each] for each in dict.fromkeys(found) if each is not None]

    def is_here(self, staff_id: int) -> bool:
        """Whether this colleague does today what they are asked themselves."""
        return self._living(staff_id, None) == staff_id

    def administrators(self) -> list[StaffMember]:
        """Those who hear of it when nobody else can."""
        return [each for each in self.members.values() if Role.ADMINISTRATOR.value in each.roles]

    def _living(self, staff_id: int, confided: frozenset[int] | None) -> int | None:
        def may_see(candidate: int) -> bool:
            return confided is None or candidate in confided

        return living(staff_id, self.colleagues, self.today, may_see)


def roster(today: date) -> Roster:
    """Three queries, whatever the number of colleagues."""
    members = {each.pk: each for each in StaffMember.objects.working_on(today).order_by("pk")}
    return Roster(today, colleagues(today), members)


def _confided(matter: Matter) -> frozenset[int]:
    accepted = Confidant.objects.filter(matter=matter, accepted_at__isnull=False)
    return frozenset(accepted.values_list("staff_id", flat=True))
