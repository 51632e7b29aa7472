"""Somebody is erased; ``tests/test_erasure.py`` looks whether anything of them is left."""

from datetime import timedelta

import pytest
from django.db import connection

from schakel.domain.access.models import PageLink
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind as MailKind
from schakel.domain.arrivals.rules import Mailbox
from schakel.domain.connections.models import Connection
from schakel.domain.health.actions import end_break, reopen_break
from schakel.domain.health.models import Break
from schakel.domain.health.rules import End
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Receiver
from schakel.domain.messages.actions import begin_handing_over
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import messages_to_mend
from schakel.domain.parties.models import Party, PartyKind
from schakel.domain.privacy.actions import erase_party, replay_erasures
from schakel.domain.privacy.models import Erasure
from schakel.domain.privacy.queries import held_about
from schakel.domain.privacy.rules import Reason
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise, PromiseChange
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import conclude_matter, pass_on
from schakel.domain.terms.models import Term
from schakel.entrypoints.worker.calendar import ask_who_was_heard
from schakel.entrypoints.worker.dispatch import dispatch_all
from schakel.entrypoints.worker.jobs import tell_passed_on
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.search.actions import learn_words
from schakel.foundation.tenancy.context import show_matters
from tests import incoming, make
from tests.make import NOW, TODAY
from tests.residents import link_to

EMAIL = "fatima@bewoner.example"


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def administrator(actor):
    return make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


def closed(actor, **fields):
    matter = make.matter(actor, **fields)
    conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    matter.refresh_from_db()
    return matter


def erase(actor, matter, reason=Reason.REQUEST):
    return erase_party(actor=actor, party=matter.party, reason=reason, now=NOW)


def test_an_administrator_erases_what_they_cannot_see(actor, team, administrator):
    matter = closed(actor, confidential=True, story="Kanarie in vertrouwen")
    show_matters([])
    erase(administrator, matter)
    assert not Matter.objects.filter(pk=matter.pk).exists()
    show_matters([matter.pk])
    matter.refresh_from_db()
    assert (matter.subject, matter.story, matter.party.name) == ("gewist", "", "gewist")
    line = Line.objects.get(what="party.erased")
    assert line.details["reason"] == "request"
    assert line.commitment == ""


def test_the_word_is_of_the_language_of_the_institution(actor, tenant, team):
    tenant.language = "en"
    tenant.save()
    matter = closed(actor)
    erase(actor, matter)
    assert Party.objects.get(pk=matter.party_id).name == "erased"


def test_nobody_else_is_touched(actor, team, administrator):
    theirs = closed(actor)
    other = make.matter(
        actor,
        sender=make.party(actor, "Buurttuin", email="tuin@bewoner.example"),
        story="Over de tuin",
    )
    detail = Detail.objects.count()
    erase(administrator, theirs)
    other.refresh_from_db()
    assert (other.story, other.party.name) == ("Over de tuin", "Buurttuin")
    assert Message.objects.filter(matter=other).exists()
    assert Detail.objects.count() == detail - 1


def test_their_mail_in_no_matter_goes_also_what_a_colleague_mailed(actor, team, administrator):
    theirs = closed(actor)
    held = incoming.arrive(actor, incoming.mail("Ijsvogelplas", kind=MailKind.LIST))
    told = incoming.arrive(
        actor,
        incoming.mail(kind=MailKind.AUTOMATIC, sender=Mailbox(address="collega@elders.example")),
    )
    other = incoming.arrive(
        actor,
        incoming.mail(kind=MailKind.AUTOMATIC, sender=Mailbox(address="ander@elders.example")),
    )
    Arrival.objects.filter(pk=told.pk).update(contact=make.contact(actor, theirs))
    learn_words()
    erase(administrator, theirs)
    left = Arrival.objects.filter(raw__isnull=False).values_list("pk", flat=True)
    assert list(left) == [other.pk]
    held.refresh_from_db()
    assert (held.state, held.subject) == ("set_aside", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM search_expand(%s) WHERE is_known", [["ijsvogelplas"]])
        assert cursor.fetchall() == []


def test_an_open_matter_keeps_somebody_from_being_erased(actor, team, administrator):
    matter = make.matter(actor)
    with pytest.raises(Refused, match="party_has_something_open"):
        erase(administrator, matter)
    assert Party.objects.get(pk=matter.party_id).name == "Fatima el Amrani"
    assert not Erasure.objects.exists()


def test_a_message_that_is_being_handed_over_is_waited_for(actor, team, administrator):
    matter = closed(actor)
    message = Message.objects.get(matter=matter, kind="receipt")
    begin_handing_over(message_id=message.pk, now=NOW)
    with pytest.raises(Refused, match="message_is_on_its_way"):
        erase(administrator, matter)


def test_a_platform_is_many_people(actor, team, administrator):
    party = make.party(actor, "pabulib", kind=PartyKind.GROUP, is_platform=True)
    with pytest.raises(Refused, match="platform_is_many_people"):
        erase_party(actor=administrator, party=party, reason=Reason.REQUEST, now=NOW)


def test_nobody_is_erased_twice(actor, team, administrator):
    matter = closed(actor)
    erase(administrator, matter)
    with pytest.raises(Refused, match="party_is_erased"):
        erase(administrator, matter)


def test_what_waits_to_be_sent_never_goes_out(actor, team, administrator):
    matter = closed(actor)
    assert Message.objects.filter(state="queued", party=matter.party).exists()
    erase(administrator, matter)
    assert not Message.objects.filter(state="queued", party=matter.party).exists()
    assert not messages_to_mend().exists()


def test_what_still_had_to_be_told_is_told_to_nobody(actor, team, administrator):
    matter = make.matter(actor)
    pass_on(
        actor=make.acting(matter.owner), matter=matter, to="Waterschap",
        receiver=Receiver.GOVERNMENT, consents=True, today=TODAY, now=NOW,
    )  # fmt: skip
    line = Line.objects.get(what="matter.passed_on")
    erase(administrator, matter)
    tell_passed_on(tenant_id=matter.tenant_id, line_id=line.pk, subject_id=matter.pk)
    ask_who_was_heard(matter.tenant_id)
    dispatch_all()
    assert not Message.objects.filter(matter=matter, state="queued").exists()
    assert not Task.objects.filter(matter=matter).exists()


def test_a_promise_that_stands_is_withdrawn(actor, team, administrator):
    matter = closed(actor)
    promise = record_promise(
        actor=actor, connection=matter.connection, side=Side.OURS, words="Wij bellen",
        given_by=team.noor, made_on=TODAY, due_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    erase(administrator, matter)
    promise = Promise.objects.get(pk=promise.pk)
    assert (promise.course, promise.words, promise.due_on) == ("withdrawn", "gewist", TODAY)
    assert PromiseChange.objects.get(promise=promise).course == "withdrawn"


def test_the_connection_ends(actor, team, administrator):
    matter = closed(actor)
    erase(administrator, matter)
    assert Connection.objects.get(pk=matter.connection_id).completed_on is not None


class TestWhatWasStuck:
    """Nobody is left to say that it is repaired, so it asks nothing of anybody."""

    @pytest.fixture
    def stuck(self, actor, team):
        matter = closed(actor)
        return Break.objects.create(
            tenant_id=actor.tenant_id, connection=matter.connection, signal="their_word",
            since=TODAY, found_at=NOW, owner=team.noor,
        )  # fmt: skip

    def erased(self, administrator, stuck):
        erase_party(
            actor=administrator, party=stuck.connection.party, reason=Reason.REQUEST, now=NOW
        )
        return Break.objects.get()

    def test_it_is_over(self, administrator, stuck):
        stuck = self.erased(administrator, stuck)
        assert (stuck.end, stuck.ended_on, stuck.end_reason) == ("gone", TODAY, "gewist")

    def test_how_it_ended_before_stays(self, actor, administrator, stuck):
        end_break(
            actor=actor, about=stuck, end=End.DISAGREED, reason="Zij zien het anders.",
            review_on=None, today=TODAY, now=NOW,
        )  # fmt: skip
        assert self.erased(administrator, stuck).end == "disagreed"

    def test_nobody_opens_it_again(self, actor, administrator, stuck):
        stuck = self.erased(administrator, stuck)
        with pytest.raises(Refused, match="break_nobody_left"):
            reopen_break(actor=actor, about=stuck, reason="Toch.", today=TODAY, now=NOW)


def test_no_colleague_finds_who_was_erased(actor, team, administrator):
    matter = closed(actor)
    carrier = make.acting(matter.owner)
    assert Party.objects.visible_to(carrier).filter(pk=matter.party_id).exists()
    erase(administrator, matter)
    assert not Party.objects.visible_to(carrier).exists()


def test_a_link_leads_nowhere_any_more(actor, team, administrator):
    matter = closed(actor)
    link_to(matter)
    erase(administrator, matter)
    assert not PageLink.objects.exists()


class TestFinding:
    """Exact, and in numbers."""

    def test_by_reference_or_address_however_it_was_typed(self, actor, team, administrator):
        matter = closed(actor)
        for asked in (f" {matter.reference.lower()} ", "Fatima@Bewoner.example"):
            (held,) = held_about(actor=administrator, asked=asked)
            assert (held.party.pk, held.matters, held.still_open) == (matter.party_id, 1, 0)

    def test_each_form_made_a_party_of_its_own(self, actor, team, administrator):
        parties = [closed(actor).party_id, closed(actor).party_id]
        found = held_about(actor=administrator, asked=EMAIL)
        assert [each.party.pk for each in found] == parties
        assert [each.confirmed for each in found] == [False, False]

    def test_what_is_in_confidence_counts(self, actor, team, administrator):
        matter = closed(actor, confidential=True)
        show_matters([])
        (held,) = held_about(actor=administrator, asked=matter.reference)
        assert held.contacts == 1

    @pytest.mark.parametrize("asked", ["Fatima", "fatima@", "%", "AAAA-AAAA", "@bewoner.example"])
    def test_nobody_is_found_by_a_part(self, actor, team, administrator, asked):
        closed(actor)
        with pytest.raises(Refused, match="nobody_known_as"):
            held_about(actor=administrator, asked=asked)

    def test_a_connector_looks_nobody_up_here(self, actor, team):
        with pytest.raises(Refused, match="only_administrators"):
            held_about(actor=make.acting(team.noor), asked=EMAIL)


class TestRestoring:
    """An older back-up is put back; the erased stay erased."""

    def test_who_was_erased_is_erased_again_and_what_was_open_ends(self, actor, team):
        matter = make.matter(actor, story="Kanarie")
        kept = [_as_kept(matter)]
        assert replay_erasures(actor=actor, erasures=kept, now=NOW) == 1
        matter.refresh_from_db()
        assert (matter.story, matter.status, matter.party.name) == ("", "withdrawn", "gewist")
        assert not Term.objects.running().exists()
        assert not Message.objects.filter(state="queued", party=matter.party).exists()
        assert Erasure.objects.get().to_keep == kept[0]

    def test_replaying_twice_changes_nothing(self, actor, team):
        kept = [_as_kept(make.matter(actor))]
        replay_erasures(actor=actor, erasures=kept, now=NOW)
        lines = Line.objects.count()
        assert replay_erasures(actor=actor, erasures=kept, now=NOW) == 0
        assert Line.objects.count() == lines
        assert Erasure.objects.count() == 1

    def test_who_got_the_number_of_somebody_else_stays(self, actor, team):
        matter = make.matter(actor)
        kept = _as_kept(matter, registered_at=NOW - timedelta(days=1))
        assert replay_erasures(actor=actor, erasures=[kept], now=NOW) == 0
        assert Party.objects.get(pk=matter.party_id).name == "Fatima el Amrani"

    def test_a_connector_replays_nothing(self, actor, team):
        with pytest.raises(Refused, match="only_administrators"):
            replay_erasures(actor=make.acting(team.noor), erasures=[], now=NOW)


def _as_kept(matter, **changes):
    fields = {
        "party_id": matter.party_id,
        "registered_at": matter.party.created_at,
        "erased_at": NOW,
        "reason": "request",
        "staff_id": 7,
        **changes,
    }
    return Erasure(**fields).to_keep
