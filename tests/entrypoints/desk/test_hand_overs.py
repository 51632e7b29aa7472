"""Overdrachten: begun with what follows in words, asked, answered, introduced, and done."""

import re
from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.connections.actions import accept_carrying, connect, give_carriers
from schakel.domain.connections.models import Carrier
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.continuity.actions.hand_overs import begin_hand_over
from schakel.domain.continuity.actions.passings import ask_successor
from schakel.domain.continuity.models import Decline, HandOver, Passing
from schakel.domain.continuity.rules import HandOverKind
from schakel.domain.matters.actions import accept_matter
from schakel.domain.messages.models import Message
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
LAST_DAY = TODAY + timedelta(days=40)
# A request in a test runs inside the transaction of that test: settings put back.
QUERIES = 15 + 6


@pytest.fixture
def carried(actor, team):
    """Noor and Sam carry what Fatima came with; both said yes."""
    return connected(actor, team, "Buurttuin De Eik", team.noor, team.sam)


@pytest.fixture
def lead(actor, team):
    member = make.colleague(
        actor, "Lotte Leiding", roles=[Role.OFFICIAL], networks=[team.network], hours=0
    )
    StaffMember.objects.filter(pk=team.noor.pk).update(lead=member)
    return member


def connected(actor, team, name, *members):
    found = connect(
        actor=actor, party=make.party(actor, name), network=team.network, theme=team.theme,
        area=team.area, today=TODAY, now=NOW,
    )  # fmt: skip
    ranks = dict(zip(CarrierRank, members, strict=False))
    give_carriers(actor=actor, connection=found, members=ranks, now=NOW)
    for each in members:
        accept_carrying(connection=found, member=each, now=NOW)
    return found


def begun(team, kind=HandOverKind.PLANNED, from_on=LAST_DAY, **fields):
    return begin_hand_over(
        actor=make.acting(team.noor, TODAY), member=team.noor, kind=kind, from_on=from_on,
        today=TODAY, now=NOW, **fields,
    )  # fmt: skip


def asked(team, member=None):
    passing = Passing.objects.filter(course="seeking").first()
    return ask_successor(
        actor=make.acting(team.noor, TODAY), passing=passing, member=member, today=TODAY, now=NOW
    )


def words(answer, status=200):
    assert answer.status_code == status
    text = re.sub(r"<(title|style)[^>]*>.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_somebody_begins_to_hand_over_what_they_carry(team, carried, client):
    url = reverse("hand-over-begin", args=[team.noor.pk])
    told = words(client.get(url))
    assert "Draag over wat u draagt" in told
    assert "Het gaat om 1 contact." in told
    assert "Buurttuin De Eik" in told
    answer = client.post(url, {"kind": "planned", "from_on": LAST_DAY.isoformat()}, follow=True)
    told = words(answer)
    assert "De overdracht is begonnen." in told
    assert "Voorstel: Sam Jansen. Waarom: kent hen al als vervanger." in told
    assert "Vraag iedereen uit het voorstel" in told
    assert HandOver.objects.get().begun_by == team.noor


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "planned", "from_on": "2020-01-06"}, "Kies vandaag of een latere dag."),
        ({"kind": "temporary"}, "Kies op welke dag iemand terug is."),
        (
            {"kind": "planned", "until_on": "2030-01-07"},
            "Alleen bij “een tijd weg” vult u een dag van terugkeer in.",
        ),
        ({"kind": "partial"}, "Noor de Wit draagt hier niets van."),
        ({"kind": "nonsense"}, ""),
        ({"kind": "partial", "connections": ["999999"]}, ""),
    ],
    ids=["past", "no-end", "end", "no-part", "nonsense", "of-another"],
)
def test_a_refusal_keeps_what_was_typed(team, carried, client, typed, said):
    url = reverse("hand-over-begin", args=[team.noor.pk])
    sent = {"from_on": LAST_DAY.isoformat(), **typed}
    answer = client.post(url, sent)
    assert said in words(answer)
    assert f'value="{sent["from_on"]}"' in answer.content.decode()
    assert not HandOver.objects.exists()


def test_a_part_is_only_what_was_chosen(actor, team, carried, client):
    other = connected(actor, team, "Schaakclub", team.noor)
    client.post(
        reverse("hand-over-begin", args=[team.noor.pk]),
        {"kind": "partial", "from_on": LAST_DAY.isoformat(), "connections": [other.pk]},
    )
    assert Passing.objects.get().connection == other


def test_who_may_not_begin_it_finds_no_page(team, carried, lead, actor):
    url = reverse("hand-over-begin", args=[team.noor.pk])
    assert staff_client(team.sam).get(url).status_code == 404
    assert staff_client(lead).get(url).status_code == 200
    hand_over = begun(team)
    page = reverse("hand-over", args=[hand_over.pk])
    assert staff_client(team.sam).get(page).status_code == 404
    assert "Noor de Wit" in words(staff_client(lead).get(page))


def test_one_step_asks_everybody_who_is_proposed(actor, team, carried, client):
    make.colleague(actor, "Iris Bakker", networks=[team.network])
    connected(actor, team, "Schaakclub", team.noor)
    hand_over = begun(team)
    told = words(client.post(reverse("hand-over-ask-all", args=[hand_over.pk]), follow=True))
    assert "Voor 2 contacten is iemand gevraagd." in told
    assert set(Passing.objects.values_list("course", flat=True)) == {"asked"}
    assert ["is_second"] in Passing.objects.values_list("reasons", flat=True)
    told = words(client.post(reverse("hand-over-ask-all", args=[hand_over.pk]), follow=True))
    assert "Er is nu niemand anders." in told


def test_one_click_asks_who_is_proposed_and_the_page_somebody_else(actor, team, carried, client):
    iris = make.colleague(actor, "Iris Bakker", networks=[team.network])
    begun(team)
    passing = Passing.objects.get()
    url = reverse("passing-ask", args=[passing.pk])
    told = words(client.get(url))
    assert "Iris Bakker: " in told
    assert "Noor de Wit: " not in told
    told = words(client.post(url, {"to": iris.pk}, follow=True))
    assert "Dit is gevraagd." in told
    passing.refresh_from_db()
    assert (passing.course, passing.successor) == ("asked", iris)
    assert "Hier is intussen iets mee gebeurd." in words(client.post(url, {"to": team.sam.pk}))


def test_nobody_hands_over_to_themselves_or_to_who_leaves_too(team, carried, client):
    begun(team)
    url = reverse("passing-ask", args=[Passing.objects.get().pk])
    assert "Niemand draagt over aan zichzelf." in words(client.post(url, {"to": team.noor.pk}))
    StaffMember.objects.filter(pk=team.sam.pk).update(works_until=TODAY + timedelta(days=3))
    assert "Sam Jansen gaat ook weg." in words(client.post(url, {"to": team.sam.pk}))
    assert Passing.objects.get().course == "seeking"


def test_vandaag_asks_and_one_click_says_yes(team, carried):
    begun(team)
    passing = asked(team)
    sam = staff_client(team.sam)
    told = words(sam.get(reverse("today")))
    assert "Wij vragen u dit over te nemen van Noor de Wit, vanaf" in told
    told = words(
        sam.post(reverse("passing-yes", args=[passing.pk]), {"next": reverse("today")}, follow=True)
    )
    assert "U zei ja. Lees wat u moet weten, en maak kennis." in told
    passing.refresh_from_db()
    assert passing.course == "accepted"
    assert "Sam Jansen" in words(sam.get(reverse("passing", args=[passing.pk])))


def test_a_no_needs_a_reason_and_asks_the_next(actor, team, carried):
    iris = make.colleague(actor, "Iris Bakker", networks=[team.network])
    begun(team)
    passing = asked(team)
    sam = staff_client(team.sam)
    url = reverse("passing-no", args=[passing.pk])
    assert "Schrijf waarom" in words(sam.post(url, {"reason": " "}))
    told = words(sam.post(url, {"reason": "Ik heb geen uren meer."}, follow=True))
    assert "U zei nee. Wij vragen iemand anders." in told
    assert Decline.objects.get().reason == "Ik heb geen uren meer."
    passing.refresh_from_db()
    assert (passing.course, passing.successor) == ("asked", iris)
    assert sam.get(reverse("passing-yes", args=[passing.pk])).status_code == 404


def test_an_introduction_in_words_is_read_before_it_goes(actor, team, matter):
    noor, sam = make.acting(team.noor, TODAY), make.acting(team.sam, TODAY)
    for each in (noor, sam):
        accept_matter(actor=each, matter=matter, now=NOW)
    matter.refresh_from_db()
    leaver, comes = matter.owner, matter.second
    begin_hand_over(
        actor=make.acting(leaver, TODAY), member=leaver, kind=HandOverKind.PLANNED,
        from_on=LAST_DAY, today=TODAY, now=NOW,
    )  # fmt: skip
    passing = ask_successor(
        actor=make.acting(leaver, TODAY), passing=Passing.objects.get(), today=TODAY, now=NOW
    )
    staff_client(comes).post(reverse("passing-yes", args=[passing.pk]))
    client = staff_client(leaver)
    url = reverse("passing-introduce", args=[passing.pk])
    told = words(client.get(url))
    assert f"Ik vertelde {comes.shown_name} waar wij mee bezig zijn." in told
    assert "Schrijf de woorden die zij lezen." in words(
        client.post(url, {"how": "message", "words": " "})
    )
    assert "Kies vandaag of een latere dag om af te spreken." in words(
        client.post(url, {"how": "meeting", "meet_on": "2020-01-06"})
    )
    typed = {"how": "message", "words": "U kent Sam al van de wandeling."}
    told = words(client.post(url, typed))
    assert "Dit bericht versturen?" in told
    assert f"is {comes.shown_name} uw vaste contactpersoon." in told
    assert f"Tot dan is dat {leaver.shown_name}." in told
    assert "U kent Sam al van de wandeling." in told
    assert not Message.objects.filter(kind="successor").exists()
    again = client.post(url, {**typed, "sure": "yes", "again": "yes"})
    assert "U kent Sam al van de wandeling." in words(again)
    assert not Message.objects.filter(kind="successor").exists()
    client.post(url, {**typed, "sure": "yes"})
    assert Message.objects.get(kind="successor").typed == typed["words"]


def test_that_they_met_is_the_first_conversation(team, carried, client):
    begun(team, from_on=TODAY)
    passing = asked(team)
    sam = staff_client(team.sam)
    sam.post(reverse("passing-yes", args=[passing.pk]))
    url = reverse("passing-met", args=[passing.pk])
    assert client.post(url, {"said": ""}).status_code == 200
    told = words(sam.post(url, {"said": "Wij liepen door de tuin."}, follow=True))
    assert "Zij kennen elkaar nu." in told
    passing.refresh_from_db()
    assert passing.course == "done"
    assert ContactMoment.objects.filter(summary="Wij liepen door de tuin.").exists()
    hand_over = reverse("hand-over", args=[passing.hand_over_id])
    assert "overgedragen" in words(client.get(hand_over, {"deel": "klaar"}))
    assert "Hier is intussen iets mee gebeurd." in words(sam.post(url, {"said": "Nog eens."}))


def test_calling_off_asks_first_and_leaves_it_with_them(team, carried, client):
    hand_over = begun(team)
    url = reverse("hand-over-cancel", args=[hand_over.pk])
    assert "Wat nog niemand overnam, blijft bij Noor de Wit." in words(client.get(url))
    assert "De overdracht is gestopt." in words(client.post(url, follow=True))
    assert Passing.objects.get().course == "dropped"
    assert "Deze overdracht is al klaar." in words(client.post(url))


def test_the_list_says_what_one_is_asked_and_what_goes_on(team, carried, client):
    assert "Niemand draagt iets over" in words(client.get(reverse("hand-overs")))
    begun(team)
    asked(team)
    assert "Alles gaat naar anderen, vanaf" in words(client.get(reverse("hand-overs")))
    told = words(staff_client(team.sam).get(reverse("hand-overs")))
    assert "Ja, dat doe ik" in told
    assert "Niemand draagt iets over" in told


def test_of_what_is_in_confidence_only_a_day_is_told(actor, team, lead):
    matter = make.matter(
        actor, theme=team.theme, area=team.area, now=NOW, today=TODAY, confidential=True,
        sender=make.Sender(name="Zilverreiger Jansen", email="z@bewoner.example"),
    )  # fmt: skip
    leaver = matter.owner
    StaffMember.objects.filter(pk=leaver.pk).update(lead=lead)
    found = begin_hand_over(
        actor=make.acting(leaver, TODAY), member=leaver, kind=HandOverKind.PLANNED,
        from_on=LAST_DAY, today=TODAY, now=NOW,
    )  # fmt: skip
    told = words(staff_client(lead).get(reverse("hand-over", args=[found.pk])))
    assert "Er gaat iets in vertrouwen mee, op" in told
    assert "Zilverreiger" not in told
    told = words(staff_client(leaver).get(reverse("hand-over", args=[found.pk])))
    assert "Zilverreiger" in told
    assert "Er gaat iets in vertrouwen mee" not in told


def test_a_connection_without_a_deputy_gets_one_asked(actor, team, client):
    found = connected(actor, team, "Schaakclub", team.noor)
    page = reverse("connection", args=[found.pk])
    assert "Vraag een vervanger" in words(client.get(page))
    url = reverse("connection-second", args=[found.pk])
    assert "Sam Jansen: " in words(client.get(url))
    told = words(client.post(url, {"to": team.sam.pk}, follow=True))
    assert "Dit is gevraagd." in told
    assert "Vervanger: Sam Jansen." in told
    assert "Dit gaat over naar een ander" in words(client.get(page))
    passing = Passing.objects.get()
    told = words(staff_client(team.sam).get(reverse("today")))
    assert "Wij vragen u vervanger te zijn." in told
    staff_client(team.sam).post(reverse("passing-yes", args=[passing.pk]))
    assert Carrier.objects.get(connection=found, rank="second", until_at=None).staff == team.sam


def test_who_does_not_work_on_it_asks_nobody(actor, team, lead):
    found = connected(actor, team, "Schaakclub", team.noor)
    other = staff_client(lead)
    assert other.get(reverse("connection-places", args=[found.pk])).status_code == 200
    assert other.get(reverse("connection-second", args=[found.pk])).status_code == 404
    assert other.get(reverse("connection-position", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_the_same_number_of_queries_however_much_is_handed_over(actor, team, client, rows):
    for number in range(rows):
        connected(actor, team, f"Groep {number}", team.noor)
    hand_over = begun(team)
    pages = [
        reverse("hand-overs"),
        reverse("hand-over", args=[hand_over.pk]),
        reverse("hand-over-begin", args=[team.noor.pk]),
        reverse("passing", args=[Passing.objects.first().pk]),
        reverse("passing-ask", args=[Passing.objects.first().pk]),
        reverse("connection-places", args=[Passing.objects.first().connection_id]),
        reverse("connection", args=[Passing.objects.first().connection_id]),
        reverse("today"),
    ]
    client.get(reverse("hand-overs"))
    counted = {}
    for page in pages:
        with CaptureQueriesContext(db) as queries:
            assert client.get(page).status_code == 200
        counted[page] = len(queries)
    assert all(each <= QUERIES for each in counted.values()), counted
