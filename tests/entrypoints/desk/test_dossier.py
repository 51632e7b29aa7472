"""The dossier: what somebody who comes new should know, and nothing that they may not see."""

import io
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.connections.actions import change_purpose
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.continuity.actions.dossiers import write_last_word
from schakel.domain.continuity.models import LastWord
from schakel.domain.continuity.rules.dossier import LAST_WORD_WITHIN
from schakel.domain.health.actions import describe_break
from schakel.domain.health.models import Break
from schakel.domain.health.rules import Cause
from schakel.domain.matters.actions import add_remark, reopen_matter
from schakel.domain.networks.models import Network
from schakel.domain.parties.actions import acquaint, correct_party, relate_parties
from schakel.domain.parties.models import RelationKind
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.models import Viewing
from schakel.domain.privacy.rules import Reason
from schakel.domain.promises.actions import break_promise, record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import answer_matter, conclude_matter
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.introduced import introduced
from tests.pages import staff_client
from tests.paper import read_odt, read_paper

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: settings put back.
QUERIES = 15 + 6 + 1
FORMS = ("dossier", "dossier-pdf", "dossier-odt")
OF_PERSON = ("person-dossier", "person-dossier-pdf", "person-dossier-odt")
IN_ORDER = (
    "Wie zij zijn", "Hoe u hen bereikt, en hoe niet", "Waarom wij contact hebben",
    "Het verhaal in het kort", "Wat is beloofd", "Wat nog open staat", "Wat tegenviel",
    "Wie voor hen instaat", "Wie hen nog meer kent", "Een laatste woord van wie het droeg",
    "De volgende stap",
)  # fmt: skip


def told_by(client, name, number, **asked):
    """The words of a page, a PDF or an ODT, with single spaces."""
    answer = client.get(reverse(name, args=[number]), asked)
    assert answer.status_code == 200, name
    if name.endswith("-pdf"):
        words = read_paper(answer.content).text
    elif name.endswith("-odt"):
        words = read_odt(answer.content)
    else:
        words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split())


def promised(team, matter, words, **fields):
    return record_promise(
        actor=make.acting(team.noor, TODAY), connection=matter.connection, matter=matter,
        side=fields.pop("side", Side.OURS), words=words, given_by=fields.pop("by", team.noor),
        made_on=TODAY, due_on=TODAY + timedelta(days=30), today=TODAY, now=NOW, **fields,
    )  # fmt: skip


@pytest.fixture
def lived(actor, team, matter):
    """A connection in which everything happened."""
    noor, at = make.acting(team.noor, TODAY), {"today": TODAY, "now": NOW}
    correct_party(
        actor=noor, party=matter.party, now=NOW,
        changes={
            "matters_to_them": "Bomen in de straat", "vouched_by": "Wijkagent Bakker",
            "avoid_note": "Niet bellen in de ochtend",
        },
    )  # fmt: skip
    change_purpose(actor=noor, connection=matter.connection, purpose="Samen vergroenen", now=NOW)
    promised(team, matter, "Wij planten in mei", mandate="de wethouder")
    promised(team, matter, "Wij geven water", side=Side.THEIRS, by=None)
    broken = promised(team, matter, "Wij sturen een tekening")
    break_promise(actor=noor, promise=broken, reason="De tekenaar is ziek", **at)
    make.contact(
        noor, matter, channel="visit", summary="Wij liepen door de straat", happened_at=NOW, now=NOW
    )
    say(
        actor=resident(actor.tenant_id, matter.pk), connection=matter.connection, matter=matter,
        party=matter.party, word=Word.DOES_NOT_GO, own_words="Wij horen niets", now=NOW,
    )  # fmt: skip
    found = Break.objects.create(
        tenant_id=actor.tenant_id, connection=matter.connection, signal="repeated", since=TODAY,
        found_at=NOW, owner=team.noor,
    )  # fmt: skip
    describe_break(
        actor=noor, about=found, cause=Cause.NO_INFORMATION, people_harmed=None, blocks="", now=NOW
    )
    other = make.party(actor, "Buurttuin De Eik")
    acquaint(actor=actor, party=other, network=team.network)
    relate_parties(
        actor=noor, party=matter.party, other=other, kind=RelationKind.MEMBER_OF, from_on=TODAY,
        **at,
    )  # fmt: skip
    write_last_word(actor=noor, connection=matter.connection, text="Ga langs, bel niet.", now=NOW)
    make.standings(actor, NOW, TODAY)
    return matter


@pytest.mark.parametrize("name", FORMS)
def test_it_tells_all_that_who_comes_new_should_know_in_a_fixed_order(lived, client, name):
    told = told_by(client, name, lived.connection_id)
    for words in (
        "Fatima el Amrani", "Bomen in de straat", "Niet bellen in de ochtend",
        "fatima@bewoner.example", "Samen vergroenen", "Wij planten in mei", "namens de wethouder",
        "Wij geven water", "Zij beloofden dit", "De tekenaar is ziek", "Wij liepen door de straat",
        "Wij horen niets", "zij hoorden niets", "Wijkagent Bakker", "Buurttuin De Eik",
        "Noor de Wit, vaste contactpersoon sinds", "Ga langs, bel niet.",
    ):  # fmt: skip
        assert words.lower() in told.lower(), words
    places = [told.index(heading) for heading in IN_ORDER]
    assert places == sorted(places)


def test_the_story_tells_its_turns_and_never_every_contact(actor, team, matter, client):
    noor, at = make.acting(team.noor, TODAY), {"today": TODAY, "now": NOW}
    for number in range(30):
        make.contact(noor, matter, summary=f"Gebeld over {number}", happened_at=NOW, now=NOW)
    for number in range(9):
        make.contact(
            noor, matter, channel="visit", summary=f"Bezoek {number}", happened_at=NOW, now=NOW
        )
    answer_matter(actor=noor, matter=matter, text="Ja.", **at)
    matter.refresh_from_db()
    conclude_matter(actor=noor, matter=matter, reason="Klaar", **at)
    matter.refresh_from_db()
    reopen_matter(actor=noor, matter=matter, reason="Toch niet", now=NOW)
    told = told_by(client, "dossier", matter.connection_id)
    assert "Gebeld over" not in told
    assert told.count("Bezoek ") == 4
    for words in ("Contact sinds", "Wij gaven antwoord", "Opnieuw geopend"):
        assert words in told, words


def test_on_paper_it_can_be_read_aloud(lived, client):
    answer = client.get(reverse("dossier-pdf", args=[lived.connection_id]))
    paper = read_paper(answer.content)
    assert paper.is_tagged
    assert paper.language == "nl"
    assert paper.title == "Wat u moet weten: Fatima el Amrani"
    assert {"/H1", "/H2", "/L", "/LI"} <= paper.tags
    assert len(paper.pages) <= 2
    assert answer["Cache-Control"] == "no-store"


def test_as_a_text_it_has_real_headings(lived, client):
    answer = client.get(reverse("dossier-odt", args=[lived.connection_id]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        body = ElementTree.fromstring(archive.read("content.xml"))
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    headings = ["".join(each.itertext()) for each in body.iter(f"{text}h")]
    assert headings == ["Wat u moet weten: Fatima el Amrani", *IN_ORDER]
    assert 'filename="wat-u-moet-weten.odt"' in answer["Content-Disposition"]


def test_on_paper_two_pages_hold_the_longest_of_them(actor, team, matter, client):
    noor = make.acting(team.noor, TODAY)
    for number in range(20):
        promised(team, matter, f"{number} " + "Wij beloven heel veel woorden " * 6)
        more = make.matter(
            actor, sender=matter.party, theme=team.theme, area=team.area, now=NOW, today=TODAY,
            subject=f"{number} " + "Onderwerp " * 8,
        )  # fmt: skip
        make.contact(
            noor, more, channel="visit", summary="Veel verteld. " * 60, happened_at=NOW, now=NOW
        )
    answer = client.get(reverse("dossier-pdf", args=[matter.connection_id]))
    assert len(read_paper(answer.content).pages) <= 3


@pytest.mark.parametrize("name", FORMS)
def test_remarks_of_colleagues_stay_out(lived, team, client, name):
    add_remark(actor=make.acting(team.noor, TODAY), matter=lived, text="Onder ons: lastig", now=NOW)
    assert "Onder ons" not in told_by(client, name, lived.connection_id)


@pytest.mark.parametrize("name", [*FORMS, "last-word"])
def test_who_may_not_see_the_connection_finds_no_dossier(actor, lived, name):
    els = make.colleague(actor, "Els", networks=[make.network(actor, "Energie")])
    path = reverse(name, args=[lived.connection_id])
    assert staff_client(els).get(path).status_code == 404
    assert not Line.objects.filter(what="dossier.given").exists()


@pytest.mark.parametrize("name", FORMS)
def test_who_knows_them_in_confidence_is_not_named(actor, team, lived, client, name):
    secret = make.colleague(actor, "Geheim Houder", networks=[team.network], hours=40)
    make.matter(
        actor, sender=lived.party, confidential=True, story="Kanarie", now=NOW, today=TODAY,
        theme=team.theme, area=team.area,
    )  # fmt: skip
    hidden = Connection.objects.get(party=lived.party, is_confidential=True)
    Carrier.objects.filter(connection=hidden, rank="first").update(staff=secret)
    told = told_by(client, name, lived.connection_id)
    assert "Geheim Houder" not in told
    assert "Kanarie" not in told


def test_each_that_is_given_out_is_in_the_journal_with_its_form_and_receiver(lived, team, client):
    for name in FORMS:
        told_by(client, name, lived.connection_id)
    lines = Line.objects.filter(what="dossier.given", subject_id=lived.connection_id)
    assert [each.details for each in lines.order_by("pk")] == [
        {"form": "pdf", "receiver_id": team.noor.pk},
        {"form": "odt", "receiver_id": team.noor.pk},
    ]
    seen = Viewing.objects.filter(subject="connection", subject_id=lived.connection_id)
    assert set(seen.values_list("deed", flat=True)) == {"seen", "downloaded"}


@pytest.mark.parametrize("name", FORMS)
def test_of_two_who_met_it_names_both_and_what_we_know_of_it(actor, team, matter, client, name):
    other = make.matter(
        actor, sender=Sender(name="Buur Bakker", email="buur@bewoner.example"), theme=team.theme,
        area=team.area, now=NOW, today=TODAY,
    )  # fmt: skip
    between = introduced(matter, other, TODAY, NOW)
    told = told_by(client, name, between.pk)
    assert "Fatima el Amrani" in told
    assert "Buur Bakker" in told
    assert "buur@bewoner.example" not in told
    assert "Buur Bakker" in told_by(client, name, matter.connection_id)


@pytest.mark.parametrize("name", FORMS)
def test_one_has_as_many_queries_however_long_the_story(actor, team, lived, client, name):
    path = reverse(name, args=[lived.connection_id])
    with CaptureQueriesContext(db) as few:
        client.get(path)
    for number in range(20):
        promised(team, lived, f"Belofte {number}")
        make.matter(
            actor, sender=lived.party, theme=team.theme, area=team.area, now=NOW, today=TODAY
        )
    with CaptureQueriesContext(db) as many:
        client.get(path)
    assert len(many) == len(few)
    assert len(few) <= QUERIES + (0 if name == "dossier" else 4)


def carrying(actor, team, count):
    for number in range(count):
        make.matter(
            actor, sender=Sender(name=f"Bewoner {number:02d}", email=f"b{number}@x.example"),
            theme=team.theme, area=team.area, now=NOW, today=TODAY,
        )  # fmt: skip
    staff = {"staff": team.noor}
    taken = Carrier.objects.filter(until_at__isnull=True, staff=team.noor).values("connection_id")
    Carrier.objects.filter(until_at__isnull=True, rank="first").exclude(
        connection_id__in=taken
    ).update(**staff)


@pytest.mark.parametrize("name", OF_PERSON)
def test_of_a_person_all_that_they_carry_stands_in_one_with_a_list(actor, team, client, name):
    carrying(actor, team, 3)
    told = told_by(client, name, team.noor.pk)
    assert "Wat u moet weten over wat Noor de Wit draagt" in told
    for number in range(3):
        assert told.count(f"Bewoner {number:02d}") >= 2
    assert "Hier staan 3 contacten." in told


def test_of_a_person_paper_and_text_have_a_list_that_leads_to_each(actor, team, client):
    carrying(actor, team, 2)
    paper = read_paper(client.get(reverse(OF_PERSON[1], args=[team.noor.pk])).content)
    assert paper.is_tagged
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Link"} <= paper.tags
    assert len(paper.pages) >= 3


def test_of_a_person_each_one_is_in_the_journal_and_looked_at(actor, team, client):
    carrying(actor, team, 3)
    for name in OF_PERSON:
        told_by(client, name, team.noor.pk)
    lines = Line.objects.filter(what="dossier.given")
    assert sorted(lines.values_list("details__form", flat=True)) == ["odt"] * 3 + ["pdf"] * 3
    assert Viewing.objects.filter(subject="connection", deed="seen").count() == 3
    assert Viewing.objects.filter(subject="connection", deed="downloaded").count() == 3


@pytest.mark.parametrize("name", OF_PERSON)
def test_only_that_person_their_lead_and_the_owner_of_the_network_see_it(actor, team, name):
    carrying(actor, team, 1)
    lead = make.colleague(actor, "Teamleider", networks=[])
    owner = make.colleague(actor, "Eigenaar", networks=[team.network], hours=0)
    StaffMember.objects.filter(pk=team.noor.pk).update(lead=lead)
    Network.objects.filter(pk=team.network.pk).update(owner=owner)
    path = reverse(name, args=[team.noor.pk])
    assert "Bewoner 00" in told_by(staff_client(owner), name, team.noor.pk)
    assert "Bewoner 00" not in told_by(staff_client(lead), name, team.noor.pk)
    assert staff_client(team.sam).get(path).status_code == 404
    assert staff_client(lead).get(reverse(name, args=[987654321])).status_code == 404


def test_what_is_asked_in_confidence_is_a_date_and_nothing_else(actor, team, client):
    carrying(actor, team, 1)
    secret = make.matter(
        actor, confidential=True, story="Kanarie", now=NOW, today=TODAY, theme=team.theme,
        area=team.area,
    )  # fmt: skip
    made = secret.owner, secret.second
    asked = next(each for each in (team.noor, team.sam) if each not in made[:1])
    told = told_by(staff_client(asked), "person-dossier", asked.pk)
    assert "Kanarie" not in told


@pytest.mark.parametrize("name", OF_PERSON)
def test_of_a_person_there_are_as_many_queries_for_three_as_for_fifteen(actor, team, client, name):
    path = reverse(name, args=[team.noor.pk])
    carrying(actor, team, 3)
    client.get(path)
    with CaptureQueriesContext(db) as few:
        client.get(path)
    carrying(actor, team, 12)
    with CaptureQueriesContext(db) as many:
        client.get(path)
    assert len(many) == len(few)
    assert len(few) <= QUERIES + (0 if name == "person-dossier" else 4)


def test_more_than_are_printed_at_once_go_on_in_a_next_part(actor, team, client, monkeypatch):
    monkeypatch.setattr("schakel.entrypoints.desk.dossier.MOST_AT_ONCE", 2)
    carrying(actor, team, 3)
    path = reverse("person-dossier", args=[team.noor.pk])
    first = client.get(path).content.decode()
    (following,) = re.findall(r'href="(\?vanaf=\d+)"', first)
    second = client.get(path + following).content.decode()
    assert "Bewoner 02" not in first
    assert "Bewoner 02" in second
    assert f"dossier.pdf{following}" in second
    assert client.get(f"{path}?vanaf=x").status_code == 200
    assert client.get(f"{path}?vanaf={'9' * 40}").status_code == 200


WORD = {"text": "Ga langs. Bel niet: zij nemen niet op."}


def test_who_carries_it_leaves_a_last_word_and_writes_it_anew(team, matter, client):
    path = reverse("last-word", args=[matter.connection_id])
    assert "Zij mogen vragen dit te lezen" in client.get(path).content.decode()
    page = client.post(path, WORD, follow=True).content.decode()
    assert "Uw laatste woord is bewaard" in page
    assert WORD["text"] in page
    assert WORD["text"] in client.get(path).content.decode()
    client.post(path, {"text": "Toch wel bellen."})
    assert LastWord.objects.get().text == "Toch wel bellen."
    lines = Line.objects.filter(what="last_word.written", subject_id=matter.connection_id)
    assert lines.count() == 2


def test_what_was_typed_stays_when_it_is_refused(matter, client):
    path = reverse("last-word", args=[matter.connection_id])
    for text in ("x" * 2_001, "x" * 100_000):
        page = client.post(path, {"text": text}).content.decode()
        assert text in page
    assert 'aria-invalid="true"' in client.post(path, {"text": "  "}).content.decode()
    assert not LastWord.objects.exists()


def test_who_carried_it_until_lately_leaves_one_and_who_stopped_long_ago_does_not(
    actor, team, matter
):
    els = make.colleague(actor, "Els", networks=[make.network(actor, "Energie")])
    stopped = NOW - timedelta(days=3)
    carried = Carrier.objects.create(
        tenant_id=actor.tenant_id, connection=matter.connection, staff=els, rank="first",
        from_at=NOW - timedelta(days=200), until_at=stopped,
    )  # fmt: skip
    path = reverse("last-word", args=[matter.connection_id])
    client = staff_client(els)
    answer = client.post(path, WORD)
    assert answer["Location"] == reverse("today")
    assert LastWord.objects.get().staff == els
    long_ago = NOW - LAST_WORD_WITHIN - timedelta(days=1)
    Carrier.objects.filter(pk=carried.pk).update(until_at=long_ago)
    assert client.get(path).status_code == 404
    Carrier.objects.filter(pk=carried.pk).update(until_at=stopped)
    Connection.objects.filter(pk=matter.connection_id).update(is_confidential=True)
    assert client.get(path).status_code == 404


def test_a_colleague_who_sees_it_but_does_not_carry_it_leaves_none(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network], hours=0)
    path = reverse("last-word", args=[matter.connection_id])
    assert staff_client(els).get(path).status_code == 404
    dossier = staff_client(els).get(reverse("dossier", args=[matter.connection_id]))
    assert path not in dossier.content.decode()


def test_what_was_asked_of_them_is_done_with_it(actor, team, matter, client):
    task = ask_for(
        actor=actor, member=team.noor, kind=TaskKind.LAST_WORD, connection=matter.connection,
        due_on=TODAY, now=NOW,
    )  # fmt: skip
    path = reverse("last-word", args=[matter.connection_id])
    assert path in client.get(reverse("today")).content.decode()
    client.post(path, WORD)
    assert Task.objects.get(pk=task.pk).done_at is not None
    assert path not in client.get(reverse("today")).content.decode()


def test_of_somebody_erased_no_last_word_is_left_and_none_can_be_written(
    actor, team, matter, client
):
    path = reverse("last-word", args=[matter.connection_id])
    client.post(path, WORD)
    conclude_matter(
        actor=make.acting(team.noor, TODAY), matter=matter, reason="Klaar", today=TODAY, now=NOW
    )
    erase_party(actor=actor, party=matter.party, reason=Reason.REQUEST, now=NOW)
    assert "langs" not in LastWord.objects.get().text
    page = client.post(path, {"text": "Zij woont aan de Laan."}).content.decode()
    assert "Zij woont aan de Laan." in page
    assert LastWord.objects.get().text == "gewist"
    assert "Fatima" not in told_by(client, "dossier", matter.connection_id)


def test_the_page_of_a_connection_leads_to_its_dossier(matter, client):
    page = client.get(reverse("connection", args=[matter.connection_id])).content.decode()
    assert reverse("dossier", args=[matter.connection_id]) in page
