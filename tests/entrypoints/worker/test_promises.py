"""Who hears of a promise when it is due, or not confirmed, and what the other side hears."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from schakel.domain.connections.actions import give_carriers
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.matters.actions import accept_matter, hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.promises.actions import (
    break_promise,
    confirm_promise,
    record_promise,
    renegotiate_promise,
    withdraw_promise,
)
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import (
    appoint_deputy,
    appoint_secretary,
    let_go,
    plan_absence,
)
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker import calendar
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.models import Tenant
from tests import make

MONDAY = date(2026, 11, 30)
THURSDAY = date(2026, 11, 26)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def at(monkeypatch):
    """The clock of the entry point stands at ten in the morning of a day."""

    def set_clock(day: date) -> None:
        moment = datetime.combine(day, time(10), tzinfo=UTC)
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)

    set_clock(make.TODAY)
    return set_clock


@pytest.fixture
def team(town, at) -> make.Team:
    with inside(town.pk):
        return make.Team(system(town.pk))


@pytest.fixture
def matter(town, team) -> Matter:
    with inside(town.pk) as here:
        matter = make.matter(here.actor, subject="Groenstrook")
        accept_matter(actor=make.acting(matter.owner), matter=matter, now=make.NOW)
        return matter


def colleague(town: Tenant, name: str, **fields) -> StaffMember:
    with inside(town.pk) as here:
        return make.colleague(here.actor, name, **fields)


def promised(
    town: Tenant, matter: Matter, given_by: StaffMember | None = None, **fields
) -> Promise:
    side = fields.get("side", Side.OURS)
    with inside(town.pk) as here:
        return record_promise(
            actor=make.acting(fields.get("by", matter.owner)),
            connection=matter.connection,
            matter=fields.get("about", matter),
            side=side,
            words="Ik kom kijken.",
            given_by=(given_by or matter.owner) if side is Side.OURS else None,
            made_on=here.today,
            due_on=fields.get("due_on", MONDAY),
            today=here.today,
            now=here.now,
        )


def told(town: Tenant, kind: str = "promise_due") -> list[str]:
    """Who was told, in order."""
    calendar.every_hour(timestamp=0)
    with inside(town.pk):
        notices = Notice.objects.filter(kind=kind).select_related("staff")
        return [each.staff.name for each in notices.order_by("pk")]


def mail_to(town: Tenant, member: StaffMember) -> str:
    calendar.every_hour(timestamp=0)
    with inside(town.pk) as here:
        message = Message.objects.grouped().filter(staff=member).order_by("-pk").first()
        return compose(here, message).body if message else ""


def test_who_gave_it_is_reminded_of_it(town, team, matter, at):
    promised(town, matter)
    at(MONDAY)
    assert told(town) == ["Noor de Wit"]


def test_after_a_hand_over_who_carries_it_now_is_reminded(town, team, matter, at):
    promised(town, matter)
    els = colleague(town, "Els", networks=[team.network])
    at(FRIDAY)
    assert told(town) == []
    with inside(town.pk) as here:
        hand_over_matter(
            actor=make.acting(matter.owner), matter=matter, rank=Rank.FIRST, to=els,
            reason="Noor gaat weg.", today=here.today, now=here.now,
        )  # fmt: skip
    at(MONDAY)
    assert told(town) == ["Els"]


def test_a_hand_over_after_the_reminder_reminds_once_more(town, team, matter, at):
    promise = promised(town, matter)
    els = colleague(town, "Els", networks=[team.network])
    at(MONDAY)
    assert told(town) == ["Noor de Wit"]
    with inside(town.pk) as here:
        hand_over_matter(
            actor=make.acting(matter.owner), matter=matter, rank=Rank.FIRST, to=els,
            reason="Noor gaat weg.", today=here.today, now=here.now,
        )  # fmt: skip
    at(MONDAY + timedelta(days=1))
    assert told(town) == ["Noor de Wit", "Els"]
    assert f"promise:{promise.pk}:{MONDAY}" in triggers(town)


def triggers(town: Tenant) -> list[str]:
    with inside(town.pk):
        return list(Notice.objects.values_list("trigger", flat=True))


def test_who_does_not_carry_it_keeps_what_they_promised_through_a_hand_over(town, team, matter, at):
    engineer = colleague(town, "Piet", roles=[Role.OFFICIAL], networks=[team.network])
    els = colleague(town, "Els", networks=[team.network])
    promised(town, matter, engineer, by=engineer)
    with inside(town.pk) as here:
        hand_over_matter(
            actor=make.acting(matter.owner), matter=matter, rank=Rank.FIRST, to=els,
            reason="Noor gaat weg.", today=here.today, now=here.now,
        )  # fmt: skip
    at(MONDAY)
    assert told(town) == ["Piet"]


def test_while_who_gave_it_is_away_their_deputy_is_reminded(town, team, matter, at):
    promised(town, matter)
    els = colleague(town, "Els", networks=[team.network])
    with inside(town.pk) as here:
        appoint_deputy(actor=here.actor, member=matter.owner, deputy=els, now=here.now)
        plan_absence(
            actor=here.actor, member=matter.owner, from_on=FRIDAY, until_on=None, now=here.now
        )
    at(MONDAY)
    assert told(town) == ["Els"]


def test_what_somebody_promised_who_left_is_of_who_carries_it(town, team, matter, at):
    engineer = colleague(town, "Piet", roles=[Role.OFFICIAL], networks=[team.network])
    promise = promised(town, matter, engineer, by=engineer)
    with inside(town.pk) as here:
        let_go(actor=here.actor, member=engineer, last_day=here.today, now=here.now)
    at(MONDAY)
    assert told(town) == ["Noor de Wit"]
    assert "Wij beloofden Fatima el Amrani: “Ik kom kijken.”" in mail_to(town, matter.owner)
    with inside(town.pk):
        assert Promise.objects.standing().get() == promise


def test_about_no_matter_who_carries_the_connection_now_is_reminded(town, team, matter, at):
    promised(town, matter, about=None)
    els = colleague(town, "Els", networks=[team.network])
    at(FRIDAY)
    with inside(town.pk) as here:
        give_carriers(
            actor=here.actor, connection=matter.connection,
            members={CarrierRank.FIRST: els}, now=here.now,
        )  # fmt: skip
    at(MONDAY)
    assert told(town) == ["Els"]


def test_of_theirs_our_contact_person_asks_kindly_the_day_after(town, team, matter, at):
    promised(town, matter, side=Side.THEIRS)
    at(MONDAY)
    assert told(town) == []
    at(MONDAY + timedelta(days=1))
    assert told(town) == ["Noor de Wit"]
    body = mail_to(town, matter.owner)
    assert "Vraag Fatima el Amrani eens hoe het gaat." in body
    assert len(re.findall(r"/doen/", body)) == 1


@pytest.fixture
def alderman(town, team) -> StaffMember:
    """Somebody without a log-in, who sees no matters."""
    return colleague(town, "Wethouder Bakker", roles=[Role.SPONSOR])


def test_who_is_said_to_have_promised_is_asked_without_logging_in(town, matter, alderman):
    promised(town, matter, alderman)
    body = mail_to(town, alderman)
    assert "Beloofde u dit aan Fatima el Amrani? “Ik kom kijken.”" in body
    assert "uiterlijk donderdag 26 november" in body
    assert len(re.findall(r"/doen/", body)) == 1


def test_that_question_does_not_wait_for_the_next_grouped_mail(town, matter, alderman, at):
    at(date(2026, 11, 28))
    promised(town, matter, alderman)
    assert "Beloofde u dit" in mail_to(town, alderman)


@pytest.mark.parametrize(
    ("place", "asked"),
    [("secretary", "Els"), ("deputy", "Els"), ("", "Noor de Wit")],
)
def test_who_does_not_confirm_within_two_working_days_is_answered_for(
    town, matter, alderman, at, place, asked
):
    els = colleague(town, "Els", roles=[Role.SPONSOR])
    with inside(town.pk) as here:
        if place == "secretary":
            appoint_secretary(actor=here.actor, member=alderman, secretary=els, now=here.now)
        elif place == "deputy":
            appoint_deputy(actor=here.actor, member=alderman, deputy=els, now=here.now)
    promise = promised(town, matter, alderman)
    at(THURSDAY)
    assert told(town, "promise_heard") == ["Wethouder Bakker"]
    at(FRIDAY)
    assert told(town, "promise_heard") == ["Wethouder Bakker", asked]
    with inside(town.pk) as here:
        member = StaffMember.objects.get(name=asked)
        body = mail_to(town, member)
    assert "Beloofde Wethouder Bakker dit aan Fatima el Amrani?" in body
    with inside(town.pk) as here:
        actor = make.acting(member, here.today)
        assert confirm_promise(actor=actor, promise=promise, now=here.now).course == "confirmed"


def test_what_was_confirmed_is_asked_of_nobody_else(town, matter, alderman, at):
    promise = promised(town, matter, alderman)
    with inside(town.pk) as here:
        confirm_promise(actor=make.acting(alderman), promise=promise, now=here.now)
    at(FRIDAY)
    assert told(town, "promise_heard") == ["Wethouder Bakker"]


def words_to_them(town: Tenant) -> str:
    with inside(town.pk) as here:
        return compose(here, Message.objects.get(kind="promise_changed")).body


def change(town: Tenant, promise: Promise, course: str) -> None:
    with inside(town.pk) as here:
        who = {"actor": make.acting(promise.given_by), "promise": promise}
        when = {"today": here.today, "now": here.now}
        if course == "renegotiated":
            due_on = here.today + timedelta(days=9)
            renegotiate_promise(**who, reason="De kaart is er nog niet.", due_on=due_on, **when)
        elif course == "broken":
            break_promise(**who, reason="De kaart is er nog niet.", **when)
        else:
            withdraw_promise(**who, explanation="De kaart is er nog niet.", **when)


@pytest.mark.parametrize(
    ("course", "said"),
    [
        ("broken", "Dit gaat niet door. Dat spijt ons."),
        ("withdrawn", "Dit hadden wij niet mogen beloven. Dat spijt ons."),
        ("renegotiated", "Wij doen het later: uiterlijk op donderdag 3 december."),
    ],
)
@pytest.mark.parametrize("sender", [None, Sender(name="Jan Vos", phone="0501234567")])
def test_they_read_what_became_of_it_and_why(town, team, course, said, sender):
    with inside(town.pk) as here:
        matter = make.matter(here.actor, **({"sender": sender} if sender else {}))
    change(town, promised(town, matter), course)
    body = words_to_them(town)
    assert "“Ik kom kijken.”" in body
    assert said in body
    assert "De kaart is er nog niet." in body


def test_in_a_mail_that_others_may_read_along_stands_neither_promise_nor_reason(town, team):
    with inside(town.pk) as here:
        matter = make.matter(here.actor)
        Matter.objects.filter(pk=matter.pk).update(neutral_subject=True)
        matter.refresh_from_db()
    change(town, promised(town, matter), "broken")
    body = words_to_them(town)
    assert "kijken" not in body
    assert "kaart" not in body
    assert "Waarom, dat leest u op uw pagina." in body
