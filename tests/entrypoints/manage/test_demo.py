"""The demo municipality, loaded once: three months of life, and nothing of tomorrow."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models, transaction

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import Contact as HowItGoes
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.followers.models import Follower
from schakel.domain.initiatives.models import Help, Initiative, Publication
from schakel.domain.initiatives.rules import Phase
from schakel.domain.matters.models import Handover, Matter, Remark
from schakel.domain.matters.queries import carried_today, place_of_staff
from schakel.domain.matters.rules import Kind, Status
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import State
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import colleagues
from schakel.domain.organisations.models import Area
from schakel.domain.parties.models import DigitalAddress, Party, PartyKind, Sector
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Course
from schakel.domain.staff.models import Absence, StaffMember
from schakel.domain.staff.rules import CARRYING_ROLES, Role, living
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.entrypoints.manage import demo
from schakel.entrypoints.manage.waterhoven.town import told_in
from schakel.foundation.identity.models import User
from schakel.foundation.journal.models import Line, Pending, Purpose
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant, TenantModel
from schakel.foundation.ui.plain_dutch import faults
from tests import make
from tests.make import NOW, TODAY

# What may lie ahead: how long links live.
AHEAD = {"expires_at"}
# What we say to residents, or promise: the events whose words they read.
OURS = {
    "answers",
    "interim",
    "suspends",
    "agrees",
    "extends",
    "promises",
    "breaks",
    "postpones",
    "retracts",
    "moves",
    "gives",
}


@pytest.fixture(scope="module")
def waterhoven(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Tenant]:
    with django_db_blocker.unblock(), transaction.atomic():
        tenant = demo.load(NOW)
        with within_tenant(tenant.pk, matters=ALL_MATTERS):
            yield tenant
        transaction.set_rollback(True)


def test_a_second_load_leaves_it_as_it_is(waterhoven):
    before = Line.objects.count()
    assert demo.load(NOW + timedelta(days=1)) == waterhoven
    assert Line.objects.count() == before


def test_every_kind_status_and_phase_is_there(waterhoven):
    assert set(Matter.objects.values_list("kind", flat=True)) == {each.value for each in Kind}
    assert set(Matter.objects.values_list("status", flat=True)) == {each.value for each in Status}
    assert set(Initiative.objects.values_list("phase", flat=True)) == {each.value for each in Phase}


def test_there_is_three_months_of_it(waterhoven):
    assert Matter.objects.count() >= 90
    assert Party.objects.count() >= 60
    first = Matter.objects.earliest("received_at").received_at
    assert timedelta(days=80) < NOW - first < timedelta(days=100)
    assert Matter.objects.filter(received_at__gt=NOW - timedelta(hours=3)).exists()


def test_nothing_lies_in_the_future_but_what_is_planned(waterhoven):
    later = []
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.DateTimeField) and field.name not in AHEAD:
                found = model._default_manager.filter(**{f"{field.name}__gt": NOW})
                later += [(model.__name__, field.name)] if found.exists() else []
    # A message in doubt ended when its worker was missed, some minutes after it began.
    assert later == []


def test_every_open_matter_has_a_living_owner(waterhoven):
    here = colleagues(TODAY)
    uncarried = [
        matter.reference
        for matter in Matter.objects.open()
        if living(matter.owner_id, here, TODAY, carried_today(matter)) is None
    ]
    assert uncarried == []


def test_nearly_every_matter_has_two_carriers(waterhoven):
    alone = Matter.objects.open().filter(second__isnull=True).count()
    assert alone <= 1


def test_five_percent_of_the_colleagues_is_absent_or_gone(waterhoven):
    everybody = StaffMember.objects.count()
    gone = StaffMember.objects.filter(works_until__lte=TODAY)
    absent = Absence.objects.on(TODAY)
    assert gone.exists()
    assert absent.exists()
    assert (gone.count() + absent.count()) / everybody >= 0.05
    assert all(each.staff.deputy is not None for each in absent)


def test_every_role_can_log_in(waterhoven):
    roles = {each.role for each in demo.LOG_INS}
    assert roles == {role.value for role in Role}
    for each in demo.LOG_INS:
        user = User.objects.get(email=each.email)
        assert user.check_password(each.password)
        assert not user.password_is_one_time
        member = StaffMember.objects.get(user=user)
        assert place_of_staff(tenant_id=waterhoven.pk, staff_id=member.pk, today=TODAY) is not None


def test_the_six_digits_of_now_are_printed(waterhoven, capsys):
    from allauth.mfa.models import Authenticator

    each = demo.LOG_INS[0]
    assert demo._print_code(each.email) == 0
    code = capsys.readouterr().out.strip()
    user = User.objects.get(email=each.email)
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code)


def test_somebody_waits_too_long_and_somebodys_clock_stands_still(waterhoven):
    running = Term.objects.running().filter(suspended_from__isnull=True)
    assert running.filter(due_on__lt=TODAY, second_due_on__gte=TODAY).exists()
    assert running.filter(second_due_on__lt=TODAY).exists()
    assert running.filter(due_on__range=(TODAY, TODAY + timedelta(days=3))).exists()
    assert Term.objects.running().filter(suspended_from__isnull=False).count() >= 3
    assert Term.objects.filter(extended_by__isnull=False).exists()


def test_most_were_answered_in_time_and_some_were_not(waterhoven):
    answered = Term.objects.filter(end_reason="answered")
    late = answered.filter(ended_on__gt=models.F("due_on")).count()
    assert 0 < late < answered.count() / 4


def test_promises_were_kept_broken_postponed_and_heard(waterhoven):
    courses = set(Promise.objects.values_list("course", flat=True))
    assert courses == {each.value for each in Course}
    assert Promise.objects.filter(side="theirs").exists()
    assert Promise.objects.standing().filter(due_on__lt=TODAY).exists()
    assert Promise.objects.standing().filter(due_on__gte=TODAY).exists()


def test_help_was_asked_and_given(waterhoven):
    assert Help.objects.filter(given_on__isnull=True).exists()
    assert Help.objects.filter(given_on__isnull=False).exists()


def test_some_came_in_confidence_and_one_wants_a_neutral_subject(waterhoven):
    assert Matter.objects.filter(confidential=True).count() >= 3
    assert Matter.objects.filter(neutral_subject=True).exists()
    assert Matter.objects.exclude(supporter="").exists()


def test_people_spoke_in_many_ways_and_not_always_with_success(waterhoven):
    moments = ContactMoment.objects.all()
    assert set(moments.values_list("direction", flat=True)) == {
        "inbound",
        "outbound",
        "both_ways",
    }
    assert set(moments.values_list("channel", flat=True)) >= {
        "web",
        "mail",
        "phone",
        "letter",
        "desk",
        "visit",
        "meeting",
    }
    assert moments.filter(succeeded=False).exists()
    assert moments.filter(minutes__gt=0).count() > 100


def test_there_are_persons_groups_and_organisations_of_all_sectors(waterhoven):
    kinds = Counter(Party.objects.values_list("kind", flat=True))
    assert set(kinds) == {PartyKind.PERSON, PartyKind.GROUP, PartyKind.ORGANISATION}
    assert set(Party.objects.values_list("sector", flat=True)) == set(Sector.values)
    reached = DigitalAddress.objects.filter(kind="email").values("party_id")
    assert Party.objects.exclude(pk__in=reached).exists()
    assert Party.objects.exclude(avoid_channels=[]).exists()


def test_some_connections_fade_and_one_waits_for_a_yes(waterhoven):
    from schakel.domain.connections.actions import tie_of
    from schakel.domain.connections.rules import contact_on

    found = {contact_on(tie_of(each), TODAY) for each in Connection.objects.select_related("theme")}
    assert found >= {HowItGoes.GOOD, HowItGoes.FADING, HowItGoes.SILENT}
    carried = Carrier.objects.filter(until_at__isnull=True)
    assert carried.filter(accepted_at__isnull=True).exists()


def test_one_network_has_nobody_behind_it(waterhoven):
    unanchored = Network.objects.filter(administrative_sponsor__isnull=True)
    assert [each.name for each in unanchored] == ["Veilig en schoon"]


def test_no_message_says_for_ever_that_it_is_being_sent(waterhoven):
    sent = Message.objects.exclude(pk__in=Message.objects.by_hand())
    states = Counter(sent.values_list("state", flat=True))
    ends = {State.SENT, State.UNCERTAIN, State.FAILED, State.POSTED, State.SPOKEN}
    assert set(states) == ends
    assert not Message.objects.filter(body="").exists()


def test_colleagues_made_remarks_handed_over_and_asked_each_other(waterhoven):
    assert Remark.objects.exists()
    assert Handover.objects.filter(reason__contains="werkt hier niet meer").exists()
    assert Task.objects.open().exists()
    assert Task.objects.filter(done_at__isnull=False).exists()


def test_something_waits_for_post_phone_and_council(waterhoven):
    waiting = Message.objects.by_hand()
    assert {each.way for each in waiting} == {"letter", "call"}
    assert set(Publication.objects.values_list("state", flat=True)) == {"asked", "agreed"}
    assert Follower.objects.filter(brought_in=True, progress="asked").exists()


def test_the_worker_finds_nothing_left_to_do_of_the_past(waterhoven):
    waiting = Pending.objects.filter(tenant=waterhoven, purpose=Purpose.DISPATCH)
    assert not waiting.exists()


def test_the_areas_are_of_no_real_municipality(waterhoven):
    codes = Area.objects.values_list("code", flat=True)
    assert len(codes) == 21
    assert all(code[2:6] == "9900" for code in codes)


def test_what_we_say_in_it_is_plain_dutch():
    english = {each["key"] for each in told_in("people")["party"] if each.get("language") == "en"}
    found = [
        fault
        for story in told_in("matters")["matter"]
        if story["who"] not in english
        for _, event, *words in story.get("events", [])
        if event in OURS
        for text in words
        if isinstance(text, str)
        for fault in faults(text.replace("{in ", "{"))
    ]
    assert found == []


def test_an_institution_of_its_own_with_that_code_is_left_alone(db):
    make.tenant(code=demo.CODE)
    with pytest.raises(Refused, match="demo_code_is_taken"):
        demo.load(NOW)


def test_a_log_in_that_the_demo_does_not_have_is_refused_in_words(db, schakel):
    ran = schakel("demo", "--code", "niemand@waterhoven.example")
    assert (ran.status, ran.out) == (1, "")
    assert "niemand@waterhoven.example" in ran.err


def test_somebody_left_and_what_they_carried_is_carried_by_who_said_yes(waterhoven):
    hand_over = HandOver.objects.get(staff__name__startswith="Piet")
    passings = Passing.objects.filter(hand_over=hand_over)
    assert passings.exists()
    carried = Carrier.objects.filter(staff=hand_over.staff, until_at__isnull=True)
    assert not carried.filter(connection__completed_on__isnull=True).exists()
    assert not Matter.objects.open().carried_by([hand_over.staff_id]).exists()
    assert passings.filter(accepted_at__isnull=False).count() >= passings.count() / 2


def test_one_in_twenty_is_not_simply_there_and_nobody_stands_in_for_a_tenth(waterhoven):
    """Departed, absent, or with more than their hours; what they carry is on many shoulders."""
    members = StaffMember.objects.filter(roles__overlap=[each.value for each in CARRYING_ROLES])
    away = set(Absence.objects.on(TODAY).values_list("staff_id", flat=True))
    gone = {each.pk for each in members if each.works_until and each.works_until <= TODAY}
    assert len((away | gone) & set(members.values_list("pk", flat=True))) >= 0.05 * len(members)
    open_ones = Connection.objects.filter(completed_on__isnull=True)
    carriers = Carrier.objects.filter(connection__in=open_ones, until_at__isnull=True)
    by_fallback = Passing.objects.filter(reasons__contains=["fallback"])
    matters = Matter.objects.open().filter(carrier_reasons__first__contains=["fallback"])
    for member in StaffMember.objects.fallback_chain():
        stood_in = {
            *by_fallback.filter(successor=member).values_list("connection_id", flat=True),
            *matters.filter(owner=member).values_list("connection_id", flat=True),
        }
        assert len(stood_in) <= 0.1 * carriers.values("connection").distinct().count()
