"""From which day until which day somebody may do something here."""

from datetime import date, timedelta

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.networks.actions import welcome_colleague
from schakel.domain.staff.actions import add_colleague, let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
FIRST, AFTER = date(2026, 12, 1), date(2027, 3, 1)


def added(actor, **days) -> StaffMember:
    return add_colleague(
        actor=actor,
        name="Els",
        email="els@waterhoven.example",
        roles=[Role.VOLUNTEER],
        now=NOW,
        **days,
    )


def has_place(member: StaffMember, day: date) -> bool:
    return place_of_staff(tenant_id=member.tenant_id, staff_id=member.pk, today=day) is not None


@pytest.mark.parametrize(
    ("day", "may"),
    [(FIRST - DAY, False), (FIRST, True), (AFTER - DAY, True), (AFTER, False)],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_rights_begin_on_the_first_day_and_end_after_the_last(actor, day, may):
    assert has_place(added(actor, works_from=FIRST, works_until=AFTER), day) is may


def test_without_an_end_rights_go_on(actor):
    assert has_place(added(actor, works_from=FIRST), date(2060, 1, 1))


@pytest.mark.parametrize("until", [FIRST, FIRST - DAY])
def test_nobody_ends_before_they_begin(actor, until):
    with pytest.raises(Refused) as refused:
        added(actor, works_from=FIRST, works_until=until)
    assert refused.value.code == "ends_before_it_begins"
    assert not StaffMember.objects.exists()


def test_who_adds_a_colleague_is_an_administrator_and_is_remembered(actor):
    noor = make.acting(make.colleague(actor))
    with pytest.raises(Refused) as refused:
        added(noor, works_from=FIRST)
    assert refused.value.code == "only_administrators"
    ada = make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))
    member = added(ada, works_from=FIRST)
    line = Line.objects.get(what="colleague.added", subject_id=member.pk)
    assert line.actor_id == ada.staff_id


def test_a_volunteer_sees_a_matter_until_their_date_and_nothing_after_it(actor):
    team = make.Team(actor)
    matter = make.matter(actor)
    volunteer, _ = welcome_colleague(
        actor=actor,
        name="Vera",
        email="vera@waterhoven.example",
        roles=[Role.VOLUNTEER],
        networks=[team.network],
        works_from=TODAY,
        works_until=TODAY + 2 * DAY,
        now=NOW,
    )
    show_matters([])
    last = make.acting(volunteer, TODAY + DAY)
    assert list(Matter.objects.visible_to(last)) == [matter]
    assert not has_place(volunteer, TODAY + 2 * DAY)


def test_who_is_let_go_has_rights_on_their_last_day(actor):
    member = let_go(
        actor=actor, member=added(actor, works_from=FIRST), last_day=AFTER - DAY, now=NOW
    )
    assert has_place(member, AFTER - DAY)
    assert not has_place(member, AFTER)
