from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.parties.actions import correct_party
from schakel.domain.parties.models import DigitalAddress, Party, PartyRelation
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.submissions.actions import Sender
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client
from tests.residents import link_to

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: a savepoint more, settings put back.
QUERIES_OF_THE_TEST = 4


def text_of(client, party: Party) -> str:
    answer = client.get(f"/partijen/{party.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_page_tells_who_they_are_and_what_is_between_us(actor, team, client, matter):
    correct_party(
        actor=actor,
        party=matter.party,
        changes={
            "matters_to_them": "Ouderen die alleen thuis zijn.",
            "avoid_note": "Geen voicemail.",
            "avoid_channels": ["letter"],
            "preferred_channel": "phone",
        },
        now=NOW,
    )
    record_promise(
        actor=make.acting(team.noor),
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words="Ik zoek het uit.",
        given_by=team.noor,
        made_on=TODAY,
        due_on=None,
        today=TODAY,
        now=NOW,
    )
    page = text_of(client, matter.party)
    assert "Ouderen die alleen thuis zijn." in page
    assert "<dt>Liefst</dt><dd>telefoon</dd>" in page
    assert "<dt>Niet via</dt><dd><b>brief</b></dd>" in page
    assert "Geen voicemail." in page
    assert "Ik zoek het uit." in page
    assert f"/kwesties/{matter.pk}/" in page
    assert f"/verbindingen/{matter.connection_id}/" in page
    assert "nog niet gecontroleerd" in page


def test_an_address_that_failed_says_so(client, matter):
    DigitalAddress.objects.filter(party=matter.party).update(failed_at=NOW)
    assert "werkt niet" in text_of(client, matter.party)


def test_only_what_the_reader_may_see_stands_on_the_page(actor, team, matter):
    theme = make.theme(actor, "Energie")
    make.colleague(actor, "Els", networks=[make.network(actor, "Energie", themes=[theme])])
    hidden = make.matter(
        actor, sender=matter.party, story="Kanarie-elders", theme=theme, now=NOW, today=TODAY
    )
    reader = make.colleague(actor, "Vera", networks=[team.network])
    page = text_of(staff_client(reader), matter.party)
    assert f"/kwesties/{matter.pk}/" in page
    assert "Kanarie-elders" not in page
    assert f"/kwesties/{hidden.pk}/" not in page
    assert f"/verbindingen/{hidden.connection_id}/" not in page


def test_relations_name_only_those_whom_the_reader_knows(actor, team, client, matter):
    known = make.matter(actor, story="Een bankje", theme=team.theme, now=NOW, today=TODAY).party
    unknown = make.party(actor, "Kanarie Onbekend")
    for other in (known, unknown):
        PartyRelation.objects.create(
            tenant_id=actor.tenant_id,
            party=matter.party,
            other=other,
            kind="works_with",
            from_on=TODAY,
        )
    page = text_of(client, matter.party)
    assert "werkt samen met" in page
    assert "Kanarie Onbekend" not in page


def test_what_we_hold_can_be_corrected(client, matter):
    form = client.get(f"/partijen/{matter.party_id}/wijzigen/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {
        "name": "Fatima el Amrani",
        "matters_to_them": "De stoep is te smal.",
        "avoid_channels": ["phone"],
    }
    answer = client.post(f"/partijen/{matter.party_id}/wijzigen/", typed, follow=True)
    assert "De stoep is te smal." in answer.content.decode()
    party = Party.objects.get(pk=matter.party_id)
    assert party.avoid_channels == ["phone"]


def test_an_empty_name_is_refused_and_the_rest_stays_typed(client, matter):
    answer = client.post(
        f"/partijen/{matter.party_id}/wijzigen/", {"name": "", "matters_to_them": "De stoep."}
    )
    assert answer.status_code == 200
    assert "De stoep." in answer.content.decode()


def test_others_do_not_find_the_page(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert outsider.get(f"/partijen/{matter.party_id}/").status_code == 404
    assert outsider.get(f"/partijen/{matter.party_id}/wijzigen/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_contacts(team, client, matter):
    def filled(contacts: int) -> int:
        for number in range(contacts):
            make.contact(
                make.acting(team.noor), matter, happened_at=NOW - timedelta(days=number), now=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            text_of(client, matter.party)
        return len(queries)

    few = filled(3)
    many = filled(27)
    assert few == many
    assert many <= 15 + QUERIES_OF_THE_TEST


def address_of(matter) -> DigitalAddress:
    return DigitalAddress.objects.get(party=matter.party, kind="email")


def step(client, path, **typed):
    return client.post(path, typed, follow=True)


class TestAddress:
    def test_is_added_and_joins_nobody(self, actor, client, matter):
        other = make.party(actor, "Buurman", email="samen@bewoner.example")
        answer = step(
            client,
            f"/partijen/{matter.party_id}/adressen/nieuw/",
            kind="email",
            address="Samen@bewoner.example",
        )
        assert "Samen@bewoner.example" in answer.content.decode()
        assert DigitalAddress.objects.filter(party=other).count() == 1
        assert DigitalAddress.objects.filter(party=matter.party).count() == 2
        assert not DigitalAddress.objects.filter(
            party=matter.party, verified_at__isnull=False
        ).exists()

    @pytest.mark.parametrize(
        ("kind", "address"), [("email", "geen adres"), ("phone", "nee"), ("other", " ")]
    )
    def test_that_cannot_be_one_is_refused_in_words(self, client, matter, kind, address):
        answer = step(
            client, f"/partijen/{matter.party_id}/adressen/nieuw/", kind=kind, address=address
        )
        assert "Fout:" in answer.content.decode()
        assert DigitalAddress.objects.filter(party=matter.party).count() == 1

    def test_is_corrected_and_what_went_to_the_wrong_one_opens_nothing(self, client, matter):
        wrong = address_of(matter)
        link = link_to(matter)
        step(client, f"/adressen/{wrong.pk}/verbeteren/", to="fatima@elders.example")
        wrong.refresh_from_db()
        assert wrong.failed_at is not None
        fresh = DigitalAddress.objects.reachable().get(party=matter.party)
        assert (fresh.address, fresh.verified_at, fresh.is_preferred) == (
            "fatima@elders.example",
            None,
            True,
        )
        link.refresh_from_db()
        assert link.revoked_at is not None

    def test_that_is_wrong_is_used_no_more_and_can_be_given_again(self, client, matter):
        wrong = address_of(matter)
        assert (
            "Klopt dit adres niet?"
            in client.get(f"/adressen/{wrong.pk}/klopt-niet/").content.decode()
        )
        step(client, f"/adressen/{wrong.pk}/klopt-niet/")
        assert not DigitalAddress.objects.reachable().filter(party=matter.party).exists()
        assert "werkt niet" in text_of(client, matter.party)
        step(
            client,
            f"/partijen/{matter.party_id}/adressen/nieuw/",
            kind="email",
            address=wrong.address.upper(),
        )
        assert DigitalAddress.objects.reachable().get(party=matter.party).pk == wrong.pk

    def test_that_is_checked_at_the_desk_is_journalled_with_who_and_how(self, client, team, matter):
        step(client, f"/adressen/{address_of(matter).pk}/gecontroleerd/", proof="document")
        assert address_of(matter).verified_at is not None
        line = Line.objects.latest("pk")
        assert (line.what, line.actor_id) == ("address.verified", team.noor.pk)
        assert line.details["proof"] == "document"

    def test_that_is_preferred_goes_first(self, client, matter):
        first = address_of(matter)
        step(
            client,
            f"/partijen/{matter.party_id}/adressen/nieuw/",
            kind="email",
            address="twee@bewoner.example",
        )
        second = DigitalAddress.objects.get(address="twee@bewoner.example")
        step(client, f"/adressen/{second.pk}/liefst/")
        ways = DigitalAddress.objects.reachable().filter(party=matter.party)
        assert [each.pk for each in ways] == [second.pk, first.pk]

    def test_of_who_is_not_known_does_not_exist(self, actor, matter):
        outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
        pk = address_of(matter).pk
        for name in ("verbeteren", "klopt-niet", "gecontroleerd", "liefst"):
            assert outsider.post(f"/adressen/{pk}/{name}/", {}).status_code == 404
        path = f"/partijen/{matter.party_id}/adressen/nieuw/"
        assert outsider.get(path).status_code == 404


class TestRelation:
    @pytest.fixture
    def other(self, actor, team):
        sender = Sender(name="Buurttuin De Eik", email="eik@groep.example")
        return make.matter(
            actor, sender=sender, story="Een bankje", theme=team.theme, now=NOW, today=TODAY
        ).party

    def related(self, client, party, other, how="member_of", day=TODAY):
        path = f"/partijen/{party.pk}/relaties/nieuw/?other={other.pk}"
        return step(client, path, how=how, from_on=day.isoformat())

    def test_the_other_one_is_found_by_name_among_those_whom_the_reader_knows(
        self, actor, client, matter, other
    ):
        make.party(actor, "Buurttuin Kanarie")
        page = client.get(f"/partijen/{matter.party_id}/relaties/nieuw/?q=Buurttuin")
        assert "Buurttuin De Eik" in page.content.decode()
        assert "Kanarie" not in page.content.decode()

    def test_stands_with_both_and_ends_on_a_day(self, client, matter, other):
        self.related(client, matter.party, other, day=TODAY - timedelta(days=9))
        words = "Fatima el Amrani is lid van Buurttuin De Eik"
        for party in (matter.party, other):
            assert words in text_of(client, party)
        relation = PartyRelation.objects.get()
        page = step(client, f"/relaties/{relation.pk}/einde/", until_on=TODAY.isoformat())
        assert "Dat stopte op" in page.content.decode()
        assert Line.objects.latest("pk").what == "party.relation_ended"
        again = step(client, f"/relaties/{relation.pk}/einde/", until_on=TODAY.isoformat())
        assert "Dit is al geëindigd op" in again.content.decode()

    def test_can_be_turned_round(self, client, matter, other):
        self.related(client, matter.party, other, how="turned-represents")
        relation = PartyRelation.objects.get()
        assert (relation.party_id, relation.other_id) == (other.pk, matter.party_id)

    def test_that_makes_no_sense_is_refused(self, client, matter, other):
        party = matter.party
        self.related(client, party, other, how="works_with")
        assert (
            "Dit staat hier al."
            in self.related(client, other, party, how="works_with").content.decode()
        )
        assert "Niemand hoort bij zichzelf." in self.related(client, party, party).content.decode()
        later = TODAY + timedelta(days=1)
        assert "Dit begint later." in self.related(client, party, other, day=later).content.decode()
        assert PartyRelation.objects.count() == 1

    def test_with_who_is_not_known_does_not_exist(self, actor, client, matter):
        unknown = make.party(actor, "Kanarie")
        path = f"/partijen/{matter.party_id}/relaties/nieuw/?other={unknown.pk}"
        assert client.get(path).status_code == 404
