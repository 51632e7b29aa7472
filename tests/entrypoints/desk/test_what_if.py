"""Als iemand weggaat: three lists, whom we lose altogether, the network as a whole, a picture."""

import re
from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.connections.actions import accept_carrying, connect, give_carriers
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Confidant
from schakel.domain.parties.actions import relate_parties
from schakel.domain.parties.models import PartyKind, RelationKind
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: settings put back.
QUERIES = 15 + 6


@pytest.fixture
def lead(actor, team):
    member = make.colleague(actor, "Lotte Leiding", roles=[Role.OFFICIAL])
    StaffMember.objects.filter(pk=team.noor.pk).update(lead=member)
    return member


@pytest.fixture
def owner(actor, team):
    member = make.colleague(actor, "Olaf Eigenaar", networks=[team.network])
    team.network.owner = member
    team.network.save()
    return member


def carried(actor, team, name, *members, accept=True, network=None, **fields):
    """Somebody with whom these stand in connection."""
    party = make.party(actor, name, **fields)
    found = connect(
        actor=actor, party=party, network=network or team.network, theme=team.theme,
        area=team.area, today=TODAY, now=NOW,
    )  # fmt: skip
    ranks = dict(zip(CarrierRank, members, strict=False))
    give_carriers(actor=actor, connection=found, members=ranks, now=NOW)
    for each in members if accept else ():
        accept_carrying(connection=found, member=each, now=NOW)
    return found


def words(client, name, *numbers, status=200, **asked):
    answer = client.get(reverse(name, args=numbers), asked)
    assert answer.status_code == status, name
    text = re.sub(r"<(title|style)[^>]*>.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_three_lists_say_what_breaks_the_worst_first(actor, team, client):
    carried(actor, team, "Alleen Noor", team.noor)
    carried(actor, team, "Noor en Sam", team.noor, team.sam)
    piet = make.colleague(actor, "Piet Invaller", networks=[team.network])
    StaffMember.objects.filter(pk=team.noor.pk).update(deputy=piet)
    told = words(client, "what-if", team.noor.pk)
    assert "Als u weggaat" in told
    assert "Overdracht beginnen" in told
    assert told.index("Dit hangt aan één mens") < told.index("Alleen Noor")
    assert told.index("Alleen Noor") < told.index("Dit blijft gedragen") < told.index("Noor en Sam")
    assert "Piet Invaller gaat ermee door." in told
    StaffMember.objects.filter(pk=team.noor.pk).update(deputy=None)
    told = words(client, "what-if", team.noor.pk)
    assert told.index("Dit draagt niemand meer") < told.index("Alleen Noor")
    assert "Vraag Sam Jansen: zit in hetzelfde netwerk en is er vandaag." in told
    assert "Sam Jansen gaat ermee door. Vraag Piet Invaller" in told


def test_what_hangs_on_it_is_counted_with_the_first_day(actor, team, matter):
    noor = make.acting(matter.owner, TODAY)
    accept_matter(actor=noor, matter=matter, now=NOW)
    for side, day in ((Side.OURS, 2), (Side.THEIRS, 9)):
        record_promise(
            actor=noor, connection=matter.connection, matter=matter, side=side, words="Wij bellen",
            given_by=matter.owner if side is Side.OURS else None, made_on=TODAY,
            due_on=TODAY + timedelta(days=day), today=TODAY, now=NOW,
        )  # fmt: skip
    told = words(staff_client(matter.owner), "what-if", matter.owner_id)
    assert "Open: 1 open kwestie, 1 termijn, 1 belofte van ons en 1 belofte van hen" in told
    assert "Het eerste moet uiterlijk" in told


def test_a_matter_of_a_contact_of_somebody_else_stands_apart(actor, team, matter):
    piet = make.colleague(actor, "Piet", networks=[team.network])
    type(matter).objects.filter(pk=matter.pk).update(owner=piet)
    told = words(staff_client(piet), "what-if", piet.pk)
    assert "Kwesties van contacten die een ander draagt" in told
    assert matter.subject in told


def test_work_that_falls_to_them_while_somebody_is_away_breaks_too(actor, team, client):
    carried(actor, team, "Buurthuis", team.sam)
    StaffMember.objects.filter(pk=team.sam.pk).update(deputy=team.noor)
    assert "Buurthuis" not in words(client, "what-if", team.noor.pk)
    plan_absence(actor=actor, member=team.sam, from_on=TODAY, until_on=None, now=NOW)
    assert "Buurthuis" in words(client, "what-if", team.noor.pk)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.SPONSOR, Role.COUNCILLOR, Role.CONNECTOR, Role.OFFICIAL]
)
def test_for_others_the_page_does_not_exist(actor, team, role):
    carried(actor, team, "Alleen Noor", team.noor)
    other = staff_client(make.colleague(actor, "Iemand", roles=[role], networks=[team.network]))
    for name in ("what-if", "picture-person"):
        assert other.get(reverse(name, args=[team.noor.pk])).status_code == 404
    assert other.get(reverse("what-if-network", args=[team.network.pk])).status_code == 404
    assert "Noor de Wit" not in words(other, "what-ifs")


def test_their_lead_counts_all_and_reads_what_they_may_see(actor, team, lead):
    carried(actor, team, "Alleen Noor", team.noor)
    told = words(staff_client(lead), "what-if", team.noor.pk)
    assert "1 contact is van niemand." in told
    assert "in een netwerk dat u niet ziet" in told
    assert "Alleen Noor" not in told
    assert "Noor de Wit" in words(staff_client(lead), "what-ifs")


def test_an_owner_reads_of_their_own_network_only(actor, team, owner):
    theirs = make.network(actor, "Energie")
    carried(actor, team, "Groene Groep", team.noor)
    carried(actor, team, "Zonnedak", team.noor, network=theirs)
    told = words(staff_client(owner), "what-if", team.noor.pk)
    assert "Groene Groep" in told
    assert "Zonnedak" not in told
    assert "1 contact is van niemand." in told
    assert "Noor de Wit" in words(staff_client(owner), "what-ifs")


def test_in_confidence_their_lead_sees_a_date_and_the_owner_nothing(actor, team, lead, owner):
    secret = make.matter(
        actor, sender=Sender(name="Zilverreiger", email="z@bewoner.example"), confidential=True,
        theme=team.theme, area=team.area, now=NOW, today=TODAY,
    )  # fmt: skip
    carrier = secret.owner
    StaffMember.objects.filter(pk=carrier.pk).update(lead=lead)
    Confidant.objects.filter(matter=secret, staff=carrier).update(hear_by=TODAY, accepted_at=NOW)
    own = words(staff_client(carrier), "what-if", carrier.pk)
    assert "Zilverreiger" in own
    for reader, sees in ((lead, True), (owner, False)):
        for name in ("what-if", "picture-person"):
            told = words(staff_client(reader), name, carrier.pk)
            assert "Zilverreiger" not in told
            assert ("in vertrouwen" in told) is (sees and name == "what-if")
    assert "Zilverreiger" not in words(staff_client(carrier), "picture-person", carrier.pk)


def test_whom_we_lose_altogether(actor, team, client):
    gone = carried(actor, team, "Eenling", team.noor)
    linked = carried(actor, team, "Via de Eik", team.noor)
    held = carried(actor, team, "De Eik", team.sam)
    relate_parties(
        actor=actor, party=linked.party, other=held.party, kind=RelationKind.WORKS_WITH,
        from_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    told = words(client, "what-if", team.noor.pk).partition("Wie wij helemaal kwijtraken")[2]
    assert gone.party.name in told
    assert linked.party.name not in told


def test_what_a_network_hangs_on(actor, team, owner):
    eik = carried(actor, team, "De Eik", team.noor, kind=PartyKind.GROUP)
    for name in ("Lid Een", "Lid Twee"):
        relate_parties(
            actor=actor, party=carried(actor, team, name, team.sam, accept=False).party,
            other=eik.party, kind=RelationKind.WORKS_WITH, from_on=TODAY, today=TODAY, now=NOW,
        )  # fmt: skip
    speaker = make.party(actor, "Stem van de Eik")
    relate_parties(
        actor=actor, party=speaker, other=eik.party, kind=RelationKind.REPRESENTS,
        from_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    told = words(staff_client(owner), "what-if-network", team.network.pk)
    assert "Als 1 mens weggaat, is 1 van de 1 contacten van niemand." in told
    assert "Op naam: Noor de Wit." in told
    assert "De Eik Alleen via hen bereiken wij nog 2 anderen." in told
    assert "Noor de Wit en De Eik Alleen langs dit contact bereiken wij er 3." in told
    assert told.count("Wij kennen daar één mens.") == 1
    other = make.party(actor, "Tweede stem")
    relate_parties(
        actor=actor, party=other, other=eik.party, kind=RelationKind.MEMBER_OF,
        from_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    assert "Wij kennen daar" not in words(staff_client(owner), "what-if-network", team.network.pk)


def test_the_picture_says_the_same_as_its_table(actor, team, client):
    found = carried(actor, team, "De Eik", team.noor, team.sam)
    carried(actor, team, "Eenling", team.noor)
    page = client.get(reverse("picture-person", args=[team.noor.pk])).content.decode()
    assert page.count('class="web__dot') == 4
    assert page.count("web__dot--cut") == 1
    assert page.count("<tr>") == 1 + 4
    assert page.count(reverse("party", args=[found.party_id])) == 2
    assert "onmisbaar: 1 hangt hieraan" in page
    assert "style=" not in page.partition("<svg")[2].partition("</svg>")[0]


def test_the_picture_of_an_area_marks_only_colleagues_whom_one_may_ask_about(
    actor, team, client, owner
):
    carried(actor, team, "Van Sam", team.sam)
    carried(actor, team, "Van Noor", team.noor)
    page = words(client, "picture-area", team.area.pk)
    assert "Van Sam" in page
    answer = client.get(reverse("picture-area", args=[team.area.pk])).content.decode()
    assert reverse("what-if", args=[team.noor.pk]) in answer
    assert reverse("what-if", args=[team.sam.pk]) not in answer
    assert answer.count("web__dot--cut") == 1
    owned = staff_client(owner).get(reverse("picture-area", args=[team.area.pk])).content.decode()
    assert owned.count("web__dot--cut") == 2


def test_somebody_with_nothing_breaks_nothing(actor, team, client):
    told = words(client, "what-if", team.noor.pk)
    assert "0 contacten zijn van niemand." in told
    assert "Overdracht beginnen" not in told
    assert "Hier is nog niemand" in words(client, "picture-person", team.noor.pk)
    assert client.get(reverse("what-if", args=[999999])).status_code == 404
    assert "Als u weggaat" in words(client, "what-if", team.noor.pk, vanaf="x")


def test_thirty_ask_no_more_queries_than_three(actor, team, owner, client):
    pages = [
        ("what-if", team.noor.pk, client), ("picture-person", team.noor.pk, client),
        ("picture-area", team.area.pk, client), ("what-ifs", None, client),
        ("what-if-network", team.network.pk, staff_client(owner)),
    ]  # fmt: skip
    counts = {}
    for many in (3, 30):
        for each in range(many):
            carried(actor, team, f"Groep {many} {each}", team.noor)
        for name, number, browser in pages:
            with CaptureQueriesContext(db) as asked:
                words(browser, name, *([number] if number else []))
            counts.setdefault(name, []).append(len(asked))
    for name, (few, more) in counts.items():
        assert few >= more, (name, counts)
        assert more <= QUERIES, (name, counts)
    assert "Verder" in words(client, "what-if", team.noor.pk)
