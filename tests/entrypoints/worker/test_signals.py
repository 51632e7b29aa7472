"""Connections that ask attention, in the mail of whoever carries them now."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from schakel.domain.access.models import ActionLink
from schakel.domain.connections.actions import agree_rest
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.health.actions import describe_break, own_break
from schakel.domain.health.models import Break
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.rules import Reason
from schakel.domain.staff.actions import choose_grouped_mail, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.actions import conclude_matter
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker import calendar, compose, signals
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.mail_server import MailServer
from tests.worker import work_until_quiet

MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """The clock stands at eight in the morning of a day."""

    def set_clock(day: date, hour: int = 8) -> datetime:
        moment = datetime.combine(day, time(hour), tzinfo=UTC)
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        return moment

    set_clock(make.TODAY)
    return set_clock


@pytest.fixture
def team(town, at) -> make.Team:
    Tenant.objects.filter(pk=town.pk).update(created_at=make.NOW - 200 * DAY)
    """Noor carries all there is; Sam, who has little time, is her second."""
    with inside(town.pk):
        team = make.Team(system(town.pk))
        StaffMember.objects.filter(pk=team.sam.pk).update(connecting_hours=0.1)
        return team


@pytest.fixture
def mail(town, mails: MailServer) -> Callable[[StaffMember], str]:
    """Let an hour pass; the words of the last grouped mail to a colleague that went out in it."""

    def pass_hour(member: StaffMember) -> str:
        work_until_quiet()
        before = len(mails.received)
        calendar.every_hour(timestamp=0)
        work_until_quiet()
        theirs = [each for each in mails.received[before:] if member.email in each["To"]]
        body = theirs[-1].get_body(("plain",)) if theirs else None
        return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""

    return pass_hour


def came(town: Tenant, name: str = "Fatima el Amrani", **fields) -> Matter:
    """Carried by Noor, who said yes."""
    with inside(town.pk) as here:
        number = Matter.objects.count()
        matter = make.matter(
            here.actor,
            subject="Groenstrook",
            sender=Sender(name=name, email=f"person-{number}@bewoner.example"),
            **fields,
        )
        accept_matter(actor=make.acting(matter.owner), matter=matter, now=make.NOW)
        return matter


def said(town: Tenant, matter: Matter, word: Word) -> None:
    with inside(town.pk) as here:
        say(
            actor=resident(town.pk, matter.pk),
            connection=matter.connection,
            matter=matter,
            party=matter.party,
            word=word,
            own_words="Kanarie",
            now=here.now,
        )


def links(body: str) -> list[str]:
    return re.findall(r"/doen/\S+/", body)


def test_who_carries_it_reads_who_what_since_when_and_three_answers(town, team, mail):
    matter = came(town)
    said(town, matter, Word.COULD_BE_BETTER)
    body = mail(matter.owner)
    assert "Dit vraagt uw aandacht. U hoeft niet in te loggen:" in body
    assert "- Fatima el Amrani: wat zij ervan zeggen, sinds dinsdag 24 november" in body
    assert len(links(body)) == 3
    for answer in ("Wij spraken elkaar:", "Ik bel deze week:", "Wij spraken af om te wachten:"):
        assert f"  {answer}\n  http" in body
    assert "Kanarie" not in body


def test_the_same_is_told_once_and_what_gets_worse_once_more(town, team, at, mail):
    matter = came(town)
    said(town, matter, Word.COULD_BE_BETTER)
    assert "Fatima" in mail(matter.owner)
    for later in range(1, 6):
        at(make.TODAY + later * DAY)
        assert "Fatima" not in mail(matter.owner)
    at(MONDAY)
    said(town, matter, Word.DOES_NOT_GO)
    at(MONDAY, 9)
    body = mail(matter.owner)
    assert "Fatima el Amrani: wat zij ervan zeggen, vastgelopen sinds maandag 30 november" in body
    assert "Ik deed iets anders, of dit klopt niet:" in body
    assert len(links(body)) == 3


def test_a_real_contact_silences_it_at_once_and_one_in_vain_does_not(town, team, at, mail):
    spoken, in_vain = came(town), came(town, "Jan Vos")
    for each in (spoken, in_vain):
        said(town, each, Word.DOES_NOT_GO)
    work_until_quiet()
    now = at(make.TODAY, 9)
    with inside(town.pk):
        for each in (spoken, in_vain):
            record_contact(
                actor=make.acting(each.owner),
                party=each.party,
                connection=each.connection,
                channel="phone",
                direction=Direction.BOTH_WAYS,
                succeeded=each is spoken,
                summary="Gebeld.",
                happened_at=now,
                now=now,
            )
    body = mail(spoken.owner)
    assert "Jan Vos" in body
    assert "Fatima" not in body


def test_what_rests_and_the_first_weeks_of_an_institution_raise_nothing(town, team, mail):
    matter = came(town)
    with inside(town.pk) as here:
        agree_rest(
            actor=here.actor,
            connection=matter.connection,
            until=MONDAY,
            both_agreed=True,
            today=here.today,
            now=here.now,
        )
    said(town, matter, Word.COULD_BE_BETTER)
    assert mail(matter.owner) == ""
    Tenant.objects.filter(pk=town.pk).update(created_at=make.NOW)
    other = came(town, "Jan Vos")
    said(town, other, Word.COULD_BE_BETTER)
    assert mail(matter.owner) == ""


def test_who_is_away_is_passed_over_and_hears_it_when_back(town, team, at, mail):
    matter = came(town)
    with inside(town.pk) as here:
        plan_absence(
            actor=here.actor,
            member=matter.owner,
            from_on=make.TODAY,
            until_on=MONDAY,
            now=here.now,
        )
    said(town, matter, Word.COULD_BE_BETTER)
    assert "Fatima" in mail(matter.second)
    with inside(town.pk):
        assert not Notice.objects.filter(kind="connection", staff=matter.owner).exists()
    at(MONDAY)
    assert "Fatima" in mail(matter.owner)


def test_of_what_is_in_confidence_only_that_something_asks_attention(town, team, mail):
    secret = came(town, confidential=True)
    said(town, secret, Word.COULD_BE_BETTER)
    body = mail(secret.owner)
    assert "Iets in vertrouwen vraagt aandacht, sinds" in body
    assert "Fatima" not in body
    assert links(body) == []
    assert "/verbindingen/" not in body


def test_of_a_neutral_subject_no_name_stands_in_any_mail(town, team, mail):
    quiet = came(town, neutral_subject=True)
    said(town, quiet, Word.COULD_BE_BETTER)
    body = mail(quiet.owner)
    assert "Iemand vraagt uw aandacht, sinds" in body
    assert f"/verbindingen/{quiet.connection_id}/" in body
    assert "Fatima" not in body
    assert links(body) == []


def test_what_is_stuck_and_harms_most_comes_first_and_the_rest_is_counted(
    town, team, mail, monkeypatch
):
    monkeypatch.setattr(compose, "MOST_CONNECTIONS", 4)
    strained = [came(town, f"Let Op {number}") for number in range(5)]
    for each in strained:
        said(town, each, Word.COULD_BE_BETTER)
    harmed, stuck = came(town, "Veel Mensen"), came(town, "Eén Mens")
    for each in (stuck, harmed):
        said(town, each, Word.DOES_NOT_GO)
    work_until_quiet()
    with inside(town.pk) as here:
        describe_break(
            actor=here.actor,
            about=Break.objects.get(connection=harmed.connection),
            cause=None,
            people_harmed=400,
            blocks="",
            now=here.now,
        )
    body = mail(stuck.owner)
    order = re.findall(r"^- (.+): wat zij", body, re.MULTILINE)
    assert order == ["Veel Mensen", "Eén Mens", "Let Op 0", "Let Op 1"]
    assert "En nog 3." in body
    assert len(links(body)) == 3 * compose.MOST_CONNECTIONS


def test_a_break_that_comes_to_a_colleague_is_told_to_them_unless_they_took_it(
    town, team, at, mail
):
    matter = came(town)
    said(town, matter, Word.DOES_NOT_GO)
    assert "vastgelopen" in mail(matter.owner)
    now = at(make.TODAY + DAY)
    with inside(town.pk) as here:
        found = Break.objects.get()
        give = {"about": found, "today": here.today, "now": now}
        own_break(actor=make.acting(matter.owner), member=matter.second, **give)
    assert "U zorgt dat het goed komt." in mail(matter.second)
    now = at(MONDAY)
    with inside(town.pk) as here:
        give = {"about": Break.objects.get(), "today": here.today, "now": now}
        own_break(actor=make.acting(matter.owner), member=matter.owner, **give)
    assert mail(matter.owner) == ""
    with inside(town.pk):
        assert not Notice.objects.filter(
            kind="connection", staff=matter.second, seen_at__isnull=True
        ).exists()


def test_who_wants_no_mail_gets_none_of_it(town, team, mail):
    matter = came(town)
    with inside(town.pk) as here:
        choose_grouped_mail(
            actor=make.acting(matter.owner),
            member=matter.owner,
            often=GroupedMail.NEVER,
            now=here.now,
        )
    said(town, matter, Word.COULD_BE_BETTER)
    assert mail(matter.owner) == ""


def test_what_is_good_again_before_it_was_mailed_is_no_news(town, team, at, mail):
    matter = came(town)
    said(town, matter, Word.COULD_BE_BETTER)
    work_until_quiet()
    signals.tell_of_connections(town.pk)
    at(make.TODAY, 9)
    said(town, matter, Word.GOOD)
    assert mail(matter.owner) == ""
    with inside(town.pk):
        assert Notice.objects.get(kind="connection").seen_at is not None


@pytest.mark.parametrize("word", [Word.COULD_BE_BETTER, Word.DOES_NOT_GO])
def test_who_is_erased_stands_in_no_mail_that_was_kept(town, team, mail, word):
    matter = came(town)
    said(town, matter, word)
    assert "Fatima" in mail(matter.owner)
    with inside(town.pk) as here:
        conclude_matter(actor=here.actor, matter=matter, reason="", today=here.today, now=here.now)
        Notice.objects.filter(matter__isnull=False).delete()
        erase_party(actor=here.actor, party=matter.party, reason=Reason.REQUEST, now=here.now)
        kept = Message.objects.grouped().values_list("body", flat=True)
        assert [body for body in kept if "Fatima" in body] == []


def test_neither_finding_nor_mailing_costs_more_queries_for_more_connections(town, team, at):
    def queries(count: int) -> tuple[int, int]:
        for number in range(count):
            said(town, came(town, f"Iemand {number}"), Word.COULD_BE_BETTER)
        work_until_quiet()
        with CaptureQueriesContext(database) as found:
            signals.tell_of_connections(town.pk)
        calendar.mail_notices(town.pk)
        with inside(town.pk) as here:
            message = Message.objects.grouped().order_by("-pk").first()
            assert message is not None
            with CaptureQueriesContext(database) as mailed:
                compose.compose(here, message)
            assert ActionLink.objects.exists()
        return len(found), len(mailed)

    few = queries(1)
    at(MONDAY)
    assert queries(4) == few
