"""What happens is followed by how the connection stands."""

from datetime import timedelta

import pytest

from schakel.domain.health.actions import end_break
from schakel.domain.health.models import Break, Standing
from schakel.domain.health.rules import End, SignalKind, State
from schakel.domain.matters.models import Matter
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.rules import Reason
from schakel.domain.staff.actions import appoint_deputy, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.actions import conclude_matter
from schakel.entrypoints.worker import standings
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.introduced import introduced, told, two_matters
from tests.worker import work_until_quiet

DAY = timedelta(days=1)


@pytest.fixture
def tenant_id(town):
    return town.pk


def within(tenant_id):
    return within_tenant(tenant_id, matters=ALL_MATTERS)


@pytest.fixture
def matter(tenant_id) -> Matter:
    with within(tenant_id):
        actor = system(tenant_id)
        make.Team(actor)
        return make.matter(actor)


def standing_of(tenant_id, matter) -> Standing:
    with within(tenant_id):
        return Standing.objects.get(connection=matter.connection_id)


def test_a_new_matter_has_a_standing_as_soon_as_it_is_dispatched(tenant_id, matter):
    work_until_quiet()
    assert standing_of(tenant_id, matter).state in {each.value for each in State}


def test_who_will_be_away_moves_the_day_on_which_it_changes(tenant_id, matter):
    work_until_quiet()
    before = standing_of(tenant_id, matter)
    with within(tenant_id):
        noor = StaffMember.objects.get(name="Noor de Wit")
        today = before.looked_at.date()
        plan_absence(
            actor=system(tenant_id),
            member=noor,
            from_on=today + DAY,
            until_on=today + 3 * DAY,
            now=before.looked_at,
        )
    work_until_quiet()
    assert standing_of(tenant_id, matter).looked_at > before.looked_at


def test_a_deputy_who_is_away_concerns_all_whose_work_falls_to_them(tenant_id, matter):
    with within(tenant_id):
        noor = StaffMember.objects.get(name="Noor de Wit")
        piet = make.colleague(system(tenant_id), "Piet Bos")
        appoint_deputy(actor=system(tenant_id), member=noor, deputy=piet, now=make.NOW)
    work_until_quiet()
    before = standing_of(tenant_id, matter)
    with within(tenant_id):
        plan_absence(
            actor=system(tenant_id),
            member=piet,
            from_on=make.TODAY,
            until_on=None,
            now=before.looked_at,
        )
    work_until_quiet()
    assert standing_of(tenant_id, matter).looked_at > before.looked_at


def test_what_changes_by_itself_is_found_by_the_hour(tenant_id, matter):
    work_until_quiet()
    with within(tenant_id):
        Standing.objects.update(changes_on=make.TODAY)
    before = standing_of(tenant_id, matter).looked_at
    standings.look_at_what_changes(tenant_id)
    after = standing_of(tenant_id, matter)
    assert after.looked_at > before
    with within(tenant_id):
        assert not Break.objects.filter(found_at__lt=before).exists()


def test_lines_that_say_nothing_about_a_connection_touch_none(tenant_id, matter):
    with within(tenant_id):
        lines = list(Line.objects.filter(what__in=["message.queued", "notice.given"]))
        assert lines
        assert standings.touched(lines) == set()
        every = list(Line.objects.all())
        assert standings.touched(every) == {matter.connection_id}


def test_what_is_done_about_a_break_is_looked_at_as_well(tenant_id, matter):
    with within(tenant_id):
        broke = Break.objects.create(
            tenant_id=tenant_id,
            connection=matter.connection,
            signal=SignalKind.THEIR_WORD.value,
            since=make.TODAY,
            found_at=make.NOW,
            owner=matter.owner,
        )
        end_break(
            actor=make.acting(matter.owner),
            about=broke,
            end=End.DISAGREED,
            reason="Wij bleven het oneens",
            review_on=None,
            today=make.TODAY,
            now=make.NOW,
        )
        lines = list(Line.objects.filter(what="break.ended"))
        assert standings.touched(lines) == {matter.connection_id}


def test_of_who_was_erased_nothing_asks_attention_any_more(tenant_id, matter):
    work_until_quiet()
    with within(tenant_id):
        Standing.objects.update(state="broken", signal="silence", changes_on=None)
        administrator = make.acting(
            make.colleague(system(tenant_id), "Ada", roles=[Role.ADMINISTRATOR])
        )
        conclude_matter(
            actor=resident(tenant_id, matter.pk), matter=matter, reason="", today=make.TODAY,
            now=make.NOW,
        )  # fmt: skip
        erase_party(actor=administrator, party=matter.party, reason=Reason.REQUEST, now=make.NOW)
    work_until_quiet()
    assert standing_of(tenant_id, matter).state == State.COMPLETED.value


def test_a_word_between_two_whom_we_introduced_is_followed_by_how_it_stands(tenant_id):
    with within(tenant_id):
        actor = system(tenant_id)
        make.Team(actor)
        two = two_matters(actor)
        between = introduced(*two)
    work_until_quiet()
    with within(tenant_id):
        Tenant.objects.filter(pk=tenant_id).update(created_at=make.NOW - 200 * DAY)
        told(between, two[1], Word.DOES_NOT_GO)
    work_until_quiet()
    with within(tenant_id):
        assert Standing.objects.get(connection=between).signal == SignalKind.THEIR_WORD.value
