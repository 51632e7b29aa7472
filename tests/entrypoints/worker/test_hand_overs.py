"""Somebody leaves: who comes is asked by mail, says yes by a link, and residents hear it once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.connections.models import Carrier
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.actions.hand_overs import begin_hand_over
from schakel.domain.continuity.actions.passings import accept_passing, ask_successor, introduce
from schakel.domain.continuity.actions.positions import carry_by_position
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.rules import HandOverKind, Introduction
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.staff.actions import add_position, let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.models import Task
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker import calendar
from schakel.entrypoints.worker.compose import compose
from schakel.entrypoints.worker.dispatch import dispatch_all
from schakel.entrypoints.worker.hand_overs import go_on_with_hand_overs
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.mail_server import text_of
from tests.worker import run_jobs, work_until_quiet


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def matter(town, mails, monkeypatch):
    """Something open of which both carriers said yes; a third colleague knows nobody yet."""
    monkeypatch.setattr("schakel.entrypoints.worker.calendar.GROUPED_MAIL_FROM_HOUR", 0)
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        actor = system(town.pk)
        team = make.Team(actor)
        made = make.matter(actor, today=today, now=now)
        make.colleague(actor, "Piet Bos", networks=[team.network])
        for member in (made.owner, made.second):
            accept_matter(actor=make.acting(member, today), matter=made, now=now)
    work_until_quiet()
    return made


def link_in(mails, address: str) -> str:
    told = [each for each in mails.received if each["To"] == address]
    found = re.findall(r"/doen/[^\s]+/", text_of(told[-1]))
    assert found, text_of(told[-1])
    return found[0]


def test_who_goes_suddenly_is_replaced_by_who_says_yes_in_a_mail(town, matter, mails):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        yesterday = today - timedelta(days=1)
        let_go(actor=system(town.pk), member=matter.owner, last_day=yesterday, now=now)
    work_until_quiet()
    calendar.mail_notices(town.pk)
    work_until_quiet()
    with inside(town):
        after = Matter.objects.get(pk=matter.pk)
        # The second carries it from the first moment, and is asked to be the first.
        assert after.owner_id == matter.second_id
        address = after.owner.email
        assert not Message.objects.filter(kind="successor").exists()
    path = link_in(mails, address)
    assert Client().get(path).status_code == 200
    with inside(town):
        assert Passing.objects.get(rank="first").course == "asked"
    assert Client().post(path, {"yes": ""}).status_code == 200
    work_until_quiet()
    with inside(town):
        first = Passing.objects.get(rank="first")
        assert first.course == "accepted"
        assert Line.objects.get(what="passing.accepted").by_link
        assert Message.objects.filter(kind="successor", matter=matter).count() == 1
    go_on_with_hand_overs(town.pk)
    with inside(town):
        first.refresh_from_db()
        assert first.told_at is not None
        member = after.owner
        record_contact(
            actor=make.acting(member, today),
            party=matter.party,
            matter=Matter.objects.get(pk=matter.pk),
            channel="phone",
            direction=Direction.BOTH_WAYS,
            summary="Wij spraken elkaar.",
            happened_at=timezone.now(),
            staff_id=member.pk,
            now=timezone.now(),
        )
    work_until_quiet()
    with inside(town):
        first.refresh_from_db()
        assert first.course == "done"
    assert Client().post(path, {"yes": ""}).status_code == 200
    with inside(town):
        assert Line.objects.filter(what="passing.accepted", subject_id=first.pk).count() == 1


def test_a_no_by_the_link_needs_a_reason_and_asks_the_next_one(town, matter, mails):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        let_go(actor=system(town.pk), member=matter.owner, last_day=today, now=now)
    work_until_quiet()
    calendar.mail_notices(town.pk)
    work_until_quiet()
    with inside(town):
        asked = Passing.objects.get(rank="first")
        assert asked.course == "seeking"
    go_on_with_hand_overs(town.pk)
    calendar.mail_notices(town.pk)
    work_until_quiet()
    path = link_in(mails, matter.second.email)
    Client().post(path, {"no": "", "reason": ""})
    with inside(town):
        assert Passing.objects.get(pk=asked.pk).successor_id == matter.second_id
    Client().post(path, {"no": "", "reason": "Ik heb de uren niet."})
    with inside(town):
        after = Passing.objects.get(pk=asked.pk)
        assert after.successor.name == "Piet Bos"


def test_a_second_run_of_the_sweep_begins_and_asks_nothing_twice(town, matter):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        gone = matter.owner
        let_go(actor=system(town.pk), member=gone, last_day=today + timedelta(days=20), now=now)
    for _ in range(3):
        go_on_with_hand_overs(town.pk)
        work_until_quiet()
    with inside(town):
        assert HandOver.objects.filter(staff=gone).count() == 1
        assert Passing.objects.filter(hand_over__staff=gone).count() == 1
        assert Line.objects.filter(what="hand_over.begun").count() == 1


def test_who_leaves_a_function_makes_way_for_who_stands_in_for_it(town, matter):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        actor, gone = system(town.pk), matter.owner
        piet = StaffMember.objects.get(name="Piet Bos")
        position = add_position(
            actor=actor, name="Wijkcoach Oost", fallback=piet, holder=gone, now=now
        )
        carry_by_position(
            actor=actor,
            connection=matter.connection,
            rank=CarrierRank.FIRST,
            position=position,
            today=today,
            now=now,
        )
        let_go(actor=actor, member=gone, last_day=today - timedelta(days=1), now=now)
    work_until_quiet()
    with inside(town):
        position.refresh_from_db()
        assert position.holder is None
        assert Matter.objects.get(pk=matter.pk).owner == piet
        carrier = Carrier.objects.get(
            connection=matter.connection_id, rank="first", until_at__isnull=True
        )
        assert (carrier.staff, carrier.position) == (piet, position)


def test_where_nobody_is_left_a_person_is_asked_once_and_the_worker_comes_to_rest(town, mails):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        actor = system(town.pk)
        make.Team(actor)
        made = make.matter(actor, today=today, now=now)
        for member in (made.owner, made.second):
            accept_matter(actor=make.acting(member, today), matter=made, now=now)
        let_go(actor=actor, member=made.owner, last_day=today - timedelta(days=1), now=now)
    for _ in range(12):
        if not dispatch_all():
            break
        run_jobs()
    assert not dispatch_all()
    with inside(town):
        assert Passing.objects.get(rank="second").course == "seeking"
        assert Task.objects.filter(kind="seek_carrier").count() == 1
    go_on_with_hand_overs(town.pk)
    with inside(town):
        Task.objects.filter(kind="seek_carrier").update(done_at=now)
    go_on_with_hand_overs(town.pk)
    with inside(town):
        assert Task.objects.filter(kind="seek_carrier").count() == 1


@pytest.mark.parametrize(
    ("rank", "days", "said", "not_said"),
    [
        ("first", 20, ("Vanaf ", " is Piet Bos uw vaste contactpersoon.", "Tot dan is dat "), ()),
        ("first", 0, ("Vanaf nu is Piet Bos uw vaste contactpersoon.",), ("Tot dan",)),
        (
            "second",
            20,
            ("Piet Bos helpt u voortaan als uw vaste contactpersoon er niet is.",),
            ("Piet Bos uw vaste contactpersoon", "Tot dan", "Vanaf"),
        ),
    ],
)
def test_the_resident_reads_who_comes_from_when_and_as_what(
    town, matter, rank, days, said, not_said
):
    today, now = timezone.localdate(), timezone.now()
    with inside(town):
        leaver = matter.owner if rank == "first" else matter.second
        piet = StaffMember.objects.get(name="Piet Bos")
        hand_over = begin_hand_over(
            actor=make.acting(leaver, today),
            member=leaver,
            kind=HandOverKind.PLANNED,
            from_on=today + timedelta(days=days),
            today=today,
            now=now,
        )
        passing = Passing.objects.get(hand_over=hand_over)
        step = {"passing": passing, "today": today, "now": now}
        ask_successor(actor=make.acting(leaver, today), member=piet, **step)
        accept_passing(actor=make.acting(piet, today), **step)
        introduce(
            actor=make.acting(leaver, today),
            how=Introduction.MESSAGE,
            words="U kent Piet van het feest.",
            **step,
        )
        message = Message.objects.get(kind="successor")
        here = Here(town, system(town.pk), now, today)
        body = compose(here, message).body
    for each in (*said, "U kent Piet van het feest."):
        assert each in body
    for each in not_said:
        assert each not in body
