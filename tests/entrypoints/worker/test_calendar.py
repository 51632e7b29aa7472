"""What happens because time passes, also when a run was missed."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from schakel.domain.matters.actions import pass_on_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Receiver
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.notices.actions import tell
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind
from schakel.domain.organisations.actions import close_on
from schakel.domain.staff.actions import appoint_deputy, choose_grouped_mail, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail, Role
from schakel.domain.terms.models import Term
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker import calendar
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.worker import run_jobs


@pytest.fixture
def at(monkeypatch):
    """The clock of the entry point stands at a moment."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)

    set_clock(make.NOW)
    return set_clock


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


def told(town) -> set[tuple[str, str]]:
    with inside(town):
        found = Notice.objects.filter(kind__startswith="term_").select_related("staff")
        return {(each.kind, each.staff.name) for each in found}


@pytest.fixture
def matter(town, at) -> Matter:
    with inside(town):
        actor = system(town.pk)
        team = make.Team(actor)
        chief = make.colleague(actor, "Ada Hoofd", roles=[Role.SPONSOR])
        make.colleague(actor, "Bo Beheer", roles=[Role.ADMINISTRATOR])
        Network.objects.filter(pk=team.network.pk).update(administrative_sponsor=chief)
        matter = make.matter(actor)
        assert Term.objects.get().due_on.isoformat() == "2026-12-08"
        return matter


def test_the_first_then_both_then_the_sponsor_hear_of_a_term_once(town, matter, at):
    calendar.every_hour(timestamp=0)
    assert told(town) == set()
    at(datetime(2026, 12, 4, 9, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert told(town) == {("term_approaching", "Noor de Wit")}
    at(datetime(2026, 12, 9, 9, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    calendar.every_hour(timestamp=0)
    late = {("term_late", "Noor de Wit"), ("term_late", "Sam Jansen")}
    assert told(town) == {("term_approaching", "Noor de Wit"), *late}
    at(datetime(2026, 12, 24, 9, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert ("term_second_late", "Ada Hoofd") in told(town)
    with inside(town):
        assert len(told(town)) == 4


def test_a_day_without_a_worker_is_made_up_for(town, matter, at):
    at(datetime(2026, 12, 24, 9, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert {kind for kind, _ in told(town)} == {"term_late", "term_second_late"}


def test_who_is_away_is_replaced_by_a_deputy_in_what_is_told(town, matter, at):
    with inside(town):
        actor = system(town.pk)
        piet = make.colleague(actor, "Piet Bos", networks=[matter.network])
        appoint_deputy(actor=actor, member=matter.owner, deputy=piet, now=make.NOW)
        plan_absence(
            actor=actor, member=matter.owner, from_on=make.TODAY, until_on=None, now=make.NOW
        )
    at(datetime(2026, 12, 4, 9, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert told(town) == {("term_approaching", "Piet Bos")}
    with inside(town):
        assert Matter.objects.get().owner_id == matter.owner_id


def test_a_carrier_who_is_away_without_a_deputy_is_replaced(town, matter, at):
    with inside(town):
        actor = system(town.pk)
        plan_absence(
            actor=actor,
            member=matter.owner,
            from_on=make.TODAY + timedelta(days=3),
            until_on=None,
            now=make.NOW,
        )
    calendar.every_hour(timestamp=0)
    with inside(town):
        assert Matter.objects.get().owner_id == matter.owner_id
    at(make.NOW + timedelta(days=5))
    calendar.every_hour(timestamp=0)
    with inside(town):
        assert Matter.objects.get().owner_id == matter.second_id


def test_four_weeks_after_passing_on_they_are_asked_once(town, matter, at):
    with inside(town):
        pass_on_matter(
            actor=system(town.pk),
            matter=matter,
            to="Waterschap De Vliet",
            receiver=Receiver.GOVERNMENT,
            consents=False,
            today=make.TODAY,
            now=make.NOW,
        )
    calendar.every_hour(timestamp=0)
    with inside(town):
        assert not Message.objects.filter(kind="was_heard").exists()
    at(make.NOW + timedelta(weeks=5))
    calendar.every_hour(timestamp=0)
    calendar.every_hour(timestamp=0)
    with inside(town):
        assert Message.objects.filter(kind="was_heard").count() == 1


def test_notices_come_in_one_mail_a_day_and_only_when_there_is_something_new(town, matter, at):
    def mails_to_noor() -> int:
        with inside(town):
            return Message.objects.filter(kind="notice", staff=matter.owner).count()

    at(datetime(2026, 12, 9, 5, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert mails_to_noor() == 0
    at(datetime(2026, 12, 9, 7, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    calendar.every_hour(timestamp=0)
    assert mails_to_noor() == 1
    at(datetime(2026, 12, 10, 7, tzinfo=UTC))
    calendar.every_hour(timestamp=0)
    assert mails_to_noor() == 1


@pytest.fixture
def each_day(town, at):
    """Let a colleague be told of something new on each of these days; say on which a mail went."""

    def days_with_mail(member: StaffMember, days: Sequence[date], kinds: Mapping[date, Kind]):
        for day in days:
            at(datetime.combine(day, time(8), tzinfo=UTC))
            with inside(town):
                tell(
                    actor=system(town.pk),
                    members=[member],
                    kind=kinds.get(day, Kind.NEW_CONTACT),
                    trigger=f"day:{day}",
                    now=datetime.combine(day, time(7), tzinfo=UTC),
                )
            calendar.mail_notices(town.pk)
            calendar.mail_notices(town.pk)
        with inside(town):
            mails = Message.objects.filter(kind="notice", staff=member).order_by("pk")
            return [timezone.localdate(mail.created_at).day for mail in mails]

    return days_with_mail


@pytest.fixture
def noor(town, at) -> StaffMember:
    with inside(town):
        return make.colleague(system(town.pk))


# From Monday 7 to Monday 14 December 2026.
WEEK = [date(2026, 12, 7) + timedelta(days=number) for number in range(8)]


@pytest.mark.parametrize(
    ("kinds", "mailed"),
    [
        ({}, [7, 8, 14]),
        ({10: Kind.TERM_LATE}, [7, 8, 10, 14]),
        ({7: Kind.TERM_APPROACHING}, [7, 8, 9, 14]),
        ({9: Kind.TERM_LATE, 11: Kind.TERM_SECOND_LATE}, [7, 8, 9, 11, 14]),
        ({12: Kind.TERM_LATE}, [7, 8, 12, 14]),
    ],
    ids=["no term", "a term", "a term first", "two terms", "a term on Saturday"],
)
def test_a_week_with_something_new_each_day_gives_two_mails_and_those_of_terms(
    noor, each_day, kinds, mailed
):
    by_day = {date(2026, 12, day): kind for day, kind in kinds.items()}
    assert each_day(noor, WEEK, by_day) == mailed


@pytest.mark.parametrize(
    ("often", "mailed"),
    [
        (GroupedMail.WORKING_DAY, [7, 8, 9, 10, 11, 14]),
        (GroupedMail.WEEK, [7, 10, 11, 14]),
        (GroupedMail.NEVER, [11]),
    ],
)
def test_who_chose_to_hear_less_often_still_hears_what_is_far_too_late(
    town, noor, each_day, often, mailed
):
    with inside(town):
        choose_grouped_mail(actor=make.acting(noor), member=noor, often=often, now=make.NOW)
    terms = {date(2026, 12, 10): Kind.TERM_LATE, date(2026, 12, 11): Kind.TERM_SECOND_LATE}
    assert each_day(noor, WEEK, terms) == mailed


def test_on_a_closed_day_the_mail_waits(town, noor, each_day):
    with inside(town):
        close_on(actor=system(town.pk), day=date(2026, 12, 7), name="Brugdag", now=make.NOW)
    assert each_day(noor, WEEK, {}) == [8, 9, 14]


def test_what_was_held_back_and_then_seen_is_not_mailed(town, noor, each_day):
    assert each_day(noor, WEEK[:4], {}) == [7, 8]
    with inside(town):
        Notice.objects.update(seen_at=make.NOW)
    calendar.mail_notices(town.pk)
    with inside(town):
        assert Message.objects.filter(kind="notice").count() == 2


def test_a_term_that_comes_after_the_mail_of_the_day_goes_the_same_day(town, noor, each_day, at):
    assert each_day(noor, WEEK[:1], {}) == [7]
    for hour, kind in ((9, Kind.NEW_CONTACT), (10, Kind.TERM_LATE), (11, Kind.TERM_SECOND_LATE)):
        moment = datetime(2026, 12, 7, hour, tzinfo=UTC)
        at(moment)
        with inside(town):
            tell(actor=system(town.pk), members=[noor], kind=kind, trigger=str(hour), now=moment)
        calendar.mail_notices(town.pk)
    with inside(town):
        assert Message.objects.filter(kind="notice").count() == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Kies hoe vaak deze mail komt:"), ("en", "Choose how often this mail comes:")],
)
def test_the_mail_says_where_to_choose_how_often_it_comes(town, noor, each_day, language, words):
    each_day(noor, WEEK[:1], {})
    with inside(town):
        message = Message.objects.get(kind="notice")
        message.language = language
        here = Here(town, system(town.pk), make.NOW, make.TODAY)
        assert words in compose(here, message).body


def test_messages_whose_turn_came_are_queued_once(town, matter, at):
    calendar.every_minute(timestamp=0)
    calendar.every_minute(timestamp=0)
    with inside(town):
        expected = set(Message.objects.values_list("pk", flat=True))
    queued = [job.args["subject_id"] for job in ProcrastinateJob.objects.all()]
    assert set(queued) == expected
    assert len(queued) == len(expected)


def test_what_goes_wrong_in_one_tenant_does_not_stop_another(town, matter, at, monkeypatch):
    other = make.tenant()
    done = []

    def sweep(tenant_id: int) -> None:
        if tenant_id == town.pk:
            raise RuntimeError("kapot")
        done.append(tenant_id)

    calendar._in_each_tenant(sweep)
    assert done == [other.pk]


def test_a_job_of_a_worker_that_died_is_taken_up_again(town):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '2 minutes'), (now()) RETURNING id"
        )
        dead, alive = (row[0] for row in cursor.fetchall())
        for worker in (dead, alive):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
                " VALUES ('default', 'deliver_message', '{}', 'doing', %s)",
                [worker],
            )
    asyncio.run(calendar.rescue_jobs(None, timestamp=0))
    statuses = ProcrastinateJob.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["todo", "doing"]
    assert timezone.now()


def test_running_the_jobs_of_a_test_never_runs_the_calendar(town):
    run_jobs()
    assert not ProcrastinateJob.objects.filter(task_name__startswith="every_").exists()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_periodic_defers")
        assert cursor.fetchone() == (0,)
