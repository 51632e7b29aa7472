"""What was kept long enough goes, and nothing else; who is inactive is asked first."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind as MailKind
from schakel.domain.matters.actions import take_for_archive
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.messages.actions import mark_refused
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import DigitalAddress, Party, PartyKind
from schakel.domain.privacy.actions import (
    change_keeping,
    change_keeping_of_mail,
    change_retention_setting,
    forget_mail,
    keep_in_touch,
    look_up_viewings,
    note_viewing,
    replay_erasures,
    run_retention,
)
from schakel.domain.privacy.models import Disposal, Erasure, Farewell, Viewing
from schakel.domain.privacy.queries import what_expires
from schakel.domain.privacy.rules import Activity, Deed, Outcome, Subject
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import conclude_matter, take_back
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from tests import incoming, make
from tests.make import NOW, TODAY


@pytest.fixture
def team(actor: Actor) -> make.Team:
    return make.Team(actor)


@pytest.fixture
def administrator(actor: Actor) -> Actor:
    return make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


def ended(actor: Actor, kind: Kind = Kind.QUESTION, **fields: object) -> Matter:
    matter = make.matter(actor, kind=kind, **fields)
    conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    matter.refresh_from_db()
    return matter


def later(years: int, days: int = 1) -> date:
    return TODAY.replace(year=TODAY.year + years) + timedelta(days=days)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def run(actor: Actor, day: date, **options: object) -> None:
    run_retention(actor=actor, today=day, now=at(day), **options)  # type: ignore[arg-type]


def gone(day: date) -> set[str]:
    return {each.matter.reference for each in what_expires(today=day).matters}


@pytest.mark.parametrize(
    ("kind", "years"),
    [
        (Kind.QUESTION, 1),
        (Kind.REPORT, 5),
        (Kind.COMPLAINT, 5),
        (Kind.NOTICE_OF_DEFAULT, 7),
        (Kind.NOT_OURS, 1),
    ],
)
def test_a_matter_goes_the_day_after_its_term(
    actor: Actor, team: make.Team, kind: Kind, years: int
) -> None:
    matter = ended(actor)
    Matter.objects.filter(pk=matter.pk).update(kind=kind.value)
    assert gone(later(years, days=0)) == set()
    assert gone(later(years)) == {matter.reference}


def test_what_was_taken_back_goes_after_one_year(actor: Actor, team: make.Team) -> None:
    matter = make.matter(actor, kind=Kind.COMPLAINT)
    take_back(actor=actor, matter=matter, reason="", today=TODAY, now=NOW)
    assert gone(later(1)) == {matter.reference}


def test_an_idea_goes_only_when_the_archive_has_a_copy(actor: Actor, team: make.Team) -> None:
    matter = ended(actor, Kind.IDEA)
    day = later(5)
    assert gone(day) == set()
    assert [each.pk for each in what_expires(today=day).waiting] == [matter.pk]
    take_for_archive(actor=actor, matter=matter, files=1, now=NOW)
    assert gone(later(5, days=0)) == set()
    assert gone(day) == {matter.reference}
    assert what_expires(today=day).waiting == []


def test_nothing_goes_of_who_is_in_a_dispute_with_us(actor: Actor, team: make.Team) -> None:
    matter = ended(actor)
    objection = make.matter(actor, kind=Kind.OBJECTION)
    Matter.objects.filter(pk=objection.pk).update(party=matter.party)
    assert gone(later(1)) == set()


def test_the_words_go_and_what_it_was_stays(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor, story="Wij willen een tuin.")
    run(administrator, later(1))
    matter.refresh_from_db()
    assert (matter.subject, matter.story) == ("gewist", "")
    assert matter.kind == Kind.QUESTION
    disposal = Disposal.objects.get(matter=matter)
    assert (disposal.row, disposal.staff_id) == ("6.1.3", administrator.staff_id)
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    assert Line.objects.filter(what="matter.disposed", matter_id=matter.pk).count() == 1
    assert gone(later(2)) == set()


def test_only_what_was_shown_goes(actor: Actor, team: make.Team, administrator: Actor) -> None:
    ended(actor)
    with pytest.raises(Refused, match="list_has_changed"):
        run(administrator, later(1), shown=[])


def test_nobody_but_an_administrator_lets_go(actor: Actor, team: make.Team) -> None:
    with pytest.raises(Refused, match="only_administrators"):
        run(make.acting(team.noor), later(1))


def test_an_institution_keeps_a_kind_longer(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    change_keeping(
        actor=administrator, kind=Kind.QUESTION, outcome=Outcome.DONE, years=3,
        row="eigen besluit", now=NOW,
    )  # fmt: skip
    assert gone(later(2)) == set()
    assert gone(later(3)) == {matter.reference}


def test_who_is_inactive_is_asked_once_and_erased_after_thirty_days(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    day = later(2)
    run(administrator, day)
    run(administrator, day + timedelta(days=10))
    mail = Message.objects.get(kind="keep_asked")
    assert mail.party_id == matter.party_id
    assert Farewell.objects.get().erase_on == day + timedelta(days=30)
    run(administrator, day + timedelta(days=29))
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    run(administrator, day + timedelta(days=30))
    party = Party.objects.get(pk=matter.party_id)
    assert (party.name, party.erased_at is None) == ("gewist", False)
    erasure = Erasure.objects.get()
    assert (erasure.reason, erasure.keeps_matters) == ("retention", False)
    assert Farewell.objects.running().count() == 0


def test_who_leaves_takes_no_matter_along_that_must_be_kept(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor, Kind.COMPLAINT, story="Het ging niet goed.")
    day = later(2)
    for each in (day, day + timedelta(days=30)):
        run(administrator, each)
    matter.refresh_from_db()
    assert matter.story == "Het ging niet goed."
    assert Party.objects.get(pk=matter.party_id).name == "gewist"
    assert not DigitalAddress.objects.filter(party=matter.party_id).exists()
    assert set(Message.objects.filter(staff=None).values_list("to_address", flat=True)) <= {
        "erased@schakel.invalid"
    }
    assert Erasure.objects.get().keeps_matters
    assert gone(later(5)) == {matter.reference}


def test_after_a_restore_a_matter_that_must_be_kept_stays(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor, Kind.COMPLAINT, story="Het ging niet goed.")
    for each in (later(2), later(2) + timedelta(days=30)):
        run(administrator, each)
    erased = Erasure.objects.get().to_keep
    Party.objects.filter(pk=matter.party_id).update(erased_at=None, name="Fatima")
    assert replay_erasures(actor=actor, erasures=[replace(erased)], now=NOW) == 1
    matter.refresh_from_db()
    assert matter.story == "Het ging niet goed."
    assert Party.objects.get(pk=matter.party_id).name == "gewist"


def test_contact_in_between_stops_it(actor: Actor, team: make.Team, administrator: Actor) -> None:
    matter = ended(actor)
    day = later(2)
    run(administrator, day)
    soon = at(day + timedelta(days=3))
    make.contact(actor, matter, happened_at=soon, now=soon)
    run(administrator, day + timedelta(days=30))
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    assert Farewell.objects.running().count() == 0
    assert what_expires(today=day + timedelta(days=40)).inactive == []


def test_they_keep_in_touch_by_their_own_page(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    day = later(2)
    run(administrator, day)
    keep_in_touch(actor=resident(actor.tenant_id, matter.pk), party=matter.party, now=at(day))
    run(administrator, day + timedelta(days=31))
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    assert Farewell.objects.count() == 1
    with pytest.raises(Refused, match="nobody_asked_to_keep"):
        keep_in_touch(actor=resident(actor.tenant_id, matter.pk), party=matter.party, now=at(day))


def test_who_has_no_mail_is_listed_for_a_colleague(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    DigitalAddress.objects.filter(party=matter.party).delete()
    run(administrator, later(2))
    assert not Message.objects.filter(kind="keep_asked").exists()
    assert [each.party_id for each in what_expires(today=later(2)).asked_by_hand] == [
        matter.party_id
    ]


def test_who_did_not_get_the_mail_is_listed_and_gets_thirty_days_more(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    day = later(2)
    run(administrator, day)
    mail = Message.objects.get(kind="keep_asked")
    mark_refused(actor=actor, message=mail, failure="550", permanent=True, now=at(day))
    run(administrator, day + timedelta(days=30))
    assert Party.objects.get(pk=matter.party_id).erased_at is None
    farewell = Farewell.objects.running().get()
    assert (farewell.by_mail, farewell.erase_on) == (False, day + timedelta(days=60))


@pytest.mark.parametrize("kind", [PartyKind.ORGANISATION, PartyKind.GROUP])
def test_an_organisation_is_nobody_to_forget(
    actor: Actor, team: make.Team, kind: PartyKind
) -> None:
    matter = ended(actor)
    Party.objects.filter(pk=matter.party_id).update(kind=kind)
    assert matter.party not in what_expires(today=later(3)).inactive


def test_who_has_something_open_is_not_inactive(actor: Actor, team: make.Team) -> None:
    matter = make.matter(actor)
    assert matter.party not in what_expires(today=later(3)).inactive


def test_an_institution_chooses_after_how_many_months(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = ended(actor)
    change_retention_setting(actor=administrator, months_inactive=36, runs_monthly=True, now=NOW)
    assert matter.party not in what_expires(today=later(2)).inactive
    assert matter.party in what_expires(today=later(3)).inactive
    with pytest.raises(Refused, match="months_inactive"):
        change_retention_setting(actor=administrator, months_inactive=1, runs_monthly=True, now=NOW)


class TestMail:
    """Mail that belongs to nothing has a term of its own."""

    @pytest.fixture
    def mail(self, actor: Actor, team: make.Team) -> Arrival:
        return incoming.arrive(actor, incoming.mail(kind=MailKind.AUTOMATIC))

    @pytest.mark.parametrize("years", [1, 3])
    def test_it_goes_the_day_after_its_term(
        self, administrator: Actor, mail: Arrival, years: int
    ) -> None:
        if years > 1:
            change_keeping_of_mail(actor=administrator, years=years, row="besluit", now=NOW)
        assert what_expires(today=later(years, days=0)).mails == 0
        run(administrator, later(years, days=0))
        mail.refresh_from_db()
        assert mail.subject == "De speeltuin"
        assert what_expires(today=later(years)).mails == 1
        run(administrator, later(years))
        mail.refresh_from_db()
        assert (mail.subject, mail.raw) == ("", None)
        assert what_expires(today=later(years)).mails == 0

    def test_the_journal_says_how_many_and_which(self, administrator: Actor, mail: Arrival) -> None:
        for _ in range(2):
            run(administrator, later(1))
        told = Line.objects.filter(what="retention.ran").order_by("pk")
        assert [line.details["mails"] for line in told] == [1, 0]
        line = Line.objects.get(what="mail.expired")
        assert (line.subject, line.subject_id, line.commitment) == ("mail", mail.pk, "")

    def test_no_more_goes_than_was_shown(self, actor: Actor, administrator: Actor) -> None:
        make.Team(actor)
        for _ in range(2):
            incoming.arrive(actor, incoming.mail(kind=MailKind.AUTOMATIC))
        assert what_expires(today=later(1)).references == {"mail 2"}
        with pytest.raises(Refused, match="list_has_changed"):
            run(administrator, later(1), shown=["mail 1"])
        run(administrator, later(1), shown=["mail 2"])

    def test_a_term_is_some_time_has_a_source_and_is_for_administrators(
        self, actor: Actor, team: make.Team, administrator: Actor
    ) -> None:
        for who, years, row, code in (
            (administrator, 0, "x", "keeping_needs_years"),
            (administrator, 101, "x", "keeping_needs_years"),
            (administrator, 2, " ", "keeping_needs_source"),
            (make.acting(team.noor), 2, "x", "only_administrators"),
        ):
            with pytest.raises(Refused, match=code):
                change_keeping_of_mail(actor=who, years=years, row=row, now=NOW)
        with pytest.raises(Refused, match="only_administrators"):
            forget_mail(actor=make.acting(team.noor), today=later(9), now=NOW)


def test_who_looks_twice_in_an_hour_is_written_down_once(actor: Actor, team: make.Team) -> None:
    noor = make.acting(team.noor)
    matter = make.matter(actor)
    for minutes in (0, 1, 130):
        note_viewing(
            actor=noor, subject=Subject.MATTER, subject_id=matter.pk, deed=Deed.SEEN,
            now=NOW.replace(minute=0) + timedelta(minutes=minutes),
        )  # fmt: skip
    assert Viewing.objects.count() == 2
    assert set(Viewing.objects.values_list("activity", flat=True)) == {
        Activity.HANDLE_REQUEST.value
    }


def test_who_looked_is_found_by_reference_and_that_is_written_down(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter, other = make.matter(actor), make.matter(actor)
    noor = make.acting(team.noor)
    for subject, number in (
        (Subject.MATTER, matter.pk),
        (Subject.PARTY, matter.party_id),
        (Subject.MATTER, other.pk),
    ):
        note_viewing(actor=noor, subject=subject, subject_id=number, deed=Deed.SEEN, now=NOW)
    found = look_up_viewings(actor=administrator, reference=matter.reference, now=NOW)
    assert {each.viewing.subject_id for each in found} == {matter.pk, matter.party_id}
    assert [each.member for each in found] == [team.noor, team.noor]
    assert Line.objects.filter(what="viewings.looked_up", subject_id=matter.pk).exists()
    with pytest.raises(Refused, match="only_administrators"):
        look_up_viewings(actor=noor, reference=matter.reference, now=NOW)
    with pytest.raises(Refused, match="nobody_known_as"):
        look_up_viewings(actor=administrator, reference="Fatima", now=NOW)


def test_who_looked_is_forgotten_after_three_years(
    actor: Actor, team: make.Team, administrator: Actor
) -> None:
    matter = make.matter(actor)
    note_viewing(
        actor=make.acting(team.noor), subject=Subject.MATTER, subject_id=matter.pk,
        deed=Deed.SEEN, now=NOW,
    )  # fmt: skip
    run(administrator, later(3, days=0))
    assert Viewing.objects.count() == 1
    run(administrator, later(3))
    assert Viewing.objects.count() == 0
