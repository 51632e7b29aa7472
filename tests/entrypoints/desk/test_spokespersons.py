"""Pages about who speaks for a group."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from schakel.domain.parties.actions import acquaint, relate_parties, verify_address
from schakel.domain.parties.models import DigitalAddress, PartyKind, RelationKind
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
AT = {"today": TODAY, "now": NOW}


@pytest.fixture
def world(actor):
    """A group that one colleague carries, and the people around it."""
    team = make.Team(actor)
    sender = Sender(name="Tuingroep", kind=PartyKind.GROUP, email="oud@bewoner.example")
    matter = make.matter(actor, sender=sender, theme=team.theme, **AT)
    noor = make.acting(matter.owner, TODAY)
    old, new, second = (
        make.party(actor, name, email=f"{name.split()[1].lower()}@bewoner.example")
        for name in ("Olga Oud", "Nel Nieuw", "Teun Tweede")
    )
    for each in (old, new, second):
        acquaint(actor=actor, party=each, network=team.network)
    for party, kind in ((old, RelationKind.REPRESENTS), (second, RelationKind.MEMBER_OF)):
        relate_parties(actor=noor, party=party, other=matter.party, kind=kind, from_on=TODAY, **AT)
    verify_address(actor=noor, address=DigitalAddress.objects.get(party=new), now=NOW)
    return SimpleNamespace(
        actor=actor, team=team, matter=matter, old=old, new=new, second=second,
        client=staff_client(matter.owner), page=f"/partijen/{matter.party_id}/woordvoerder/",
    )  # fmt: skip


def asked(world):
    answer = world.client.post(f"{world.page}iemand-anders/?other={world.new.pk}", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_change_is_asked_and_confirmed_by_a_second_member(world):
    told = world.client.get(f"{world.page}iemand-anders/?other={world.new.pk}").content.decode()
    assert "Er verandert nog niets." in told
    page = asked(world)
    assert "Nel Nieuw" in page
    assert "Klopt het" not in page
    assert "Het klopt" in page
    sent = {"proof": "member", "witness": world.second.pk, "words": ""}
    told = world.client.get(f"{world.page}klopt/").content.decode()
    assert "werken meteen niet meer" in told
    assert "Teun Tweede" in told
    page = world.client.post(f"{world.page}klopt/", sent, follow=True).content.decode()
    assert "Dat was Teun Tweede." in page
    assert SpokespersonChange.objects.get().confirmed_by == world.matter.owner
    assert {"spokesperson.asked", "spokesperson.confirmed"} <= set(
        Line.objects.values_list("what", flat=True)
    )


def test_what_is_refused_stands_above_what_was_typed(world):
    asked(world)
    sent = {"proof": "document", "words": "Notulen in de map van juni"}
    page = world.client.post(f"{world.page}klopt/", sent).content.decode()
    assert "waar het ligt en de datum" in page
    assert "Notulen in de map van juni" in page
    assert SpokespersonChange.objects.get().confirmed_at is None


def test_while_two_speak_each_page_about_an_agreement_says_so(world):
    asked(world)
    sent = {"objection": "Olga belde: dit is niet afgesproken."}
    page = world.client.post(f"{world.page}bezwaar/", sent, follow=True).content.decode()
    assert "Er spreken twee mensen voor deze groep." in page
    warning = "bindt de groep niet"
    pages = [
        f"/kwesties/{world.matter.pk}/toezegging/",
        f"/verbindingen/{world.matter.connection_id}/doel/",
    ]
    for path in pages:
        assert warning in world.client.get(path).content.decode(), path
    sent = {
        "text": "Wij beloven dat wij de bomen planten.", "party": world.matter.party_id,
        "about": f"matter-{world.matter.pk}",
    }  # fmt: skip
    assert warning in world.client.post("/contact/", sent).content.decode()
    party = world.client.get(f"/partijen/{world.matter.party_id}/").content.decode()
    assert "Er spreken twee mensen voor deze groep." in party
    world.client.post(f"{world.page}gaat-niet-door/")
    for path in pages:
        assert warning not in world.client.get(path).content.decode(), path


def test_a_second_spokesperson_does_not_come_by_a_relation(world):
    path = f"/partijen/{world.new.pk}/relaties/nieuw/?other={world.matter.party_id}"
    sent = {"how": "represents", "from_on": TODAY.isoformat()}
    page = world.client.post(path, sent).content.decode()
    assert "Regel dat op de pagina van de groep." in page
    assert world.client.post(path, {**sent, "how": "member_of"}).status_code == 302


def test_who_may_not_and_what_is_no_group_find_nothing(world):
    asked(world)
    sponsor = make.colleague(
        world.actor, "Wethouder", roles=[Role.SPONSOR], networks=[world.team.network]
    )
    elsewhere = make.colleague(world.actor, "Els", networks=[make.network(world.actor)])
    for member in (sponsor, elsewhere):
        client = staff_client(member)
        for path in ("", "iemand-anders/", "klopt/", "bezwaar/", "gaat-niet-door/"):
            assert client.get(f"{world.page}{path}").status_code == 404, (member, path)
    assert world.client.get(f"/partijen/{world.old.pk}/woordvoerder/").status_code == 404


def test_who_is_not_known_here_has_no_name_on_the_page(world):
    asked(world)
    other = make.colleague(world.actor, "Els", networks=[network := make.network(world.actor)])
    acquaint(actor=world.actor, party=world.matter.party, network=network)
    page = staff_client(other).get(world.page).content.decode()
    assert "Iemand die u hier niet kent" in page
    assert "Nel Nieuw" not in page
    assert "Olga Oud" not in page


def test_the_page_asks_as_little_for_many_as_for_few(world, django_assert_max_num_queries):
    for _again in range(8):
        asked(world)
        world.client.post(f"{world.page}gaat-niet-door/")
    asked(world)
    with django_assert_max_num_queries(15):
        assert world.client.get(world.page).status_code == 200
    with django_assert_max_num_queries(15):
        assert world.client.get(f"{world.page}klopt/").status_code == 200
