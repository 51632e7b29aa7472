"""Buurtblad: what plays somewhere on one A4, within what the asker may see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.domain.cautions.actions import give_caution
from schakel.domain.cautions.models import Caution
from schakel.domain.initiatives.actions import move_initiative
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.rules import Phase
from schakel.domain.matters.rules import Kind
from schakel.domain.organisations.actions import AreaRow, load_areas
from schakel.domain.organisations.models import Area
from schakel.domain.parties.actions import relate_parties
from schakel.domain.parties.models import RelationKind
from schakel.domain.privacy.models import Viewing
from schakel.domain.privacy.queries import who_looked
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.terms.actions import answer_matter
from schakel.foundation.search.actions import learn_words
from tests import make
from tests.pages import staff_client
from tests.paper import read_paper

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: settings put back.
QUERIES = 15 + 1


def asked(actor, team, subject="Groenstrook Kastanjelaan", **fields):
    return make.matter(
        actor, subject=subject, theme=team.theme, area=team.area, now=NOW, today=TODAY, **fields
    )


def promised(team, matter, words="Wij zaaien in het voorjaar in", **fields):
    return record_promise(
        actor=make.acting(team.noor, TODAY), connection=matter.connection, matter=matter,
        side=Side.OURS, words=words, given_by=team.noor, made_on=TODAY,
        due_on=fields.get("due_on", TODAY + timedelta(days=30)), today=TODAY, now=NOW,
    )  # fmt: skip


def page_of(client, name, number):
    answer = client.get(reverse(name, args=[number]))
    assert answer.status_code == 200
    return answer.text


def paper_of(client, name, number):
    answer = client.get(reverse(f"{name}-paper", args=[number]))
    assert answer["Content-Type"] == "application/pdf"
    return read_paper(answer.content)


def typed(client, words):
    learn_words()
    answer = client.post(reverse("sheet"), {"q": words})
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def test_it_tells_what_was_asked_promised_answered_and_who_to_ask(actor, team, client):
    playing = asked(actor, team, story="Wij willen bloemen langs de stoep.")
    promised(team, playing)
    answered = asked(actor, team, "Bankje bij de vijver")
    answer_matter(
        actor=make.acting(answered.owner, TODAY), matter=answered,
        text="Het bankje komt er in maart.", today=TODAY, now=NOW,
    )  # fmt: skip
    told = page_of(client, "sheet-area", team.area.pk)
    on_paper = paper_of(client, "sheet-area", team.area.pk)
    for words in (
        "Groenstrook Kastanjelaan", "Fatima el Amrani", "Wij willen bloemen langs de stoep.",
        "Wij zaaien in het voorjaar in", "Bankje bij de vijver", "Het bankje komt er in maart.",
        playing.owner.name, "Noor de Wit",
    ):  # fmt: skip
        assert words in told, words
        assert words in on_paper.text, words


def test_on_paper_it_is_one_page_that_can_be_read_aloud(actor, team, client):
    for number in range(12):
        matter = asked(
            actor, team, f"{number} " + "Onderwerp " * 15, story="Veel verteld. " * 50,
            sender=Sender(name=f"Bewoner {number} " + "van " * 20, email=f"b{number}@x.example"),
        )  # fmt: skip
        promised(team, matter, words="Wij beloven heel veel woorden " * 12)
        cautioned(team, words="Beloof hier niets van wat hier staat " * 8)
    paper = paper_of(client, "sheet-area", team.area.pk)
    assert len(paper.pages) == 1
    assert paper.is_tagged
    assert paper.language == "nl"
    assert paper.title == "Buurtblad: Oosterpoort"
    assert {"/H1", "/H2", "/L", "/LI"} <= paper.tags
    assert "En nog 6." in paper.text
    assert "En nog 7." in paper.text


def test_what_is_due_first_stands_first(actor, team, client):
    later = asked(actor, team, "Wacht nog even")
    sooner = make.matter(
        actor, subject="Al lang geleden", theme=team.theme, area=team.area,
        now=NOW - timedelta(days=90), today=TODAY - timedelta(days=90),
    )  # fmt: skip
    told = page_of(client, "sheet-area", team.area.pk)
    first, second = sooner.shown_subject, later.shown_subject
    assert told.index(f">{first}</a>") < told.index(f">{second}</a>")
    assert "te laat" in told


def test_an_area_holds_what_lies_in_it(actor, team, client):
    load_areas(
        actor=actor, now=NOW,
        rows=[
            AreaRow("WK00000001", "Wijk Oost", "district"),
            AreaRow(team.area.code, team.area.name, "neighbourhood", parent_code="WK00000001"),
        ],
    )  # fmt: skip
    asked(actor, team)
    district = Area.objects.get(code="WK00000001")
    assert "Groenstrook" in page_of(client, "sheet-area", district.pk)
    other = make.area(actor, "Westerpoort")
    assert "Groenstrook" not in page_of(client, "sheet-area", other.pk)


def test_a_group_comes_with_who_belongs_to_it(actor, team, client):
    matter = asked(actor, team)
    group = make.party(actor, "Buurtcomité Kastanjelaan", kind="group")
    make_known(actor, team, group)
    relate_parties(
        actor=actor, party=matter.party, other=group, kind=RelationKind.MEMBER_OF,
        from_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    told = page_of(client, "sheet-party", group.pk)
    assert "Groenstrook Kastanjelaan" in told
    assert "Met wie erbij hoort: Fatima el Amrani." in told


def make_known(actor, team, party):
    """The network gets to know a party by something that it came with."""
    return make.matter(
        actor, subject="Kennismaking", sender=party, theme=team.theme, now=NOW, today=TODAY
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [("oosterpoort", "sheet-area"), ("Fatima El Amrani", "sheet-party"), ("stoep", "sheet-words")],
)
def test_what_is_typed_goes_to_its_own_sheet_and_never_into_the_address(
    actor, team, client, words, name
):
    asked(actor, team, story="Wij willen bloemen langs de stoep.")
    location = typed(client, words)
    assert client.get(location).resolver_match.url_name == name
    assert words.split()[0].lower() not in location
    assert "Groenstrook Kastanjelaan" in client.get(location).text


def test_a_street_is_found_in_what_was_said(actor, team, client):
    matter = asked(actor, team, "Over het hek", story="Graag een hek.")
    make.contact(
        make.acting(team.noor, TODAY), matter, summary="Het gaat om de Lijsterbesstraat.",
        happened_at=NOW, now=NOW,
    )  # fmt: skip
    elsewhere = asked(actor, team, "Iets anders", story="Op de Eikenlaan.")
    told = client.get(typed(client, "Lijsterbesstraat")).text
    assert matter.subject in told
    assert elsewhere.subject not in told


def test_when_nothing_has_these_very_words_it_says_so(actor, team, client):
    asked(actor, team, story="Op de Lijsterbesstraat.")
    told = client.get(typed(client, "Lijsterbesstraet")).text
    assert "Groenstrook Kastanjelaan" in told
    assert "Niets heeft precies deze woorden. Dit lijkt erop." in told


def test_what_not_to_promise_stands_on_it(actor, team, client):
    matter = asked(actor, team, kind=Kind.IDEA)
    promised(team, matter)
    initiative = Initiative.objects.get(matter=matter)
    for to in (Phase.ACKNOWLEDGED, Phase.EXPLORED, Phase.DECLINED):
        move_initiative(
            actor=make.acting(matter.owner, TODAY), initiative=initiative, to=to,
            motivation="De grond is niet van ons.", today=TODAY, now=NOW,
        )  # fmt: skip
    cautioned(team)
    told = page_of(client, "sheet-area", team.area.pk)
    assert "“De grond is niet van ons.”" in told
    assert "“Noem geen datum voor de speelplek.”" in told
    assert "Wij beloofden hier 1 ding." in told


def cautioned(team, about=None, words="Noem geen datum voor de speelplek."):
    return give_caution(
        actor=make.acting(team.noor, TODAY), about=about or team.area, words=words[:300],
        until_on=None, today=TODAY, now=NOW,
    )  # fmt: skip


def test_for_who_is_away_it_names_who_does_their_work(actor, team, client):
    matter = asked(actor, team)
    other = team.sam if matter.owner == team.noor else team.noor
    matter.owner.deputy = other
    matter.owner.save()
    plan_absence(
        actor=actor, member=matter.owner, from_on=TODAY, until_on=TODAY + timedelta(days=3),
        now=NOW,
    )  # fmt: skip
    assert f"afwezig: vraag {other.name}" in page_of(client, "sheet-area", team.area.pk)


def test_others_see_only_what_they_may_see(actor, team, client):
    matter = asked(actor, team)
    els = make.colleague(actor, "Els", roles=[Role.OFFICIAL], networks=[make.network(actor)])
    hers = staff_client(els)
    assert "Groenstrook" not in page_of(hers, "sheet-area", team.area.pk)
    assert "Groenstrook" not in paper_of(hers, "sheet-area", team.area.pk).text
    assert hers.get(reverse("sheet-party", args=[matter.party_id])).status_code == 404
    sponsor = staff_client(make.colleague(actor, "Wim", roles=[Role.SPONSOR]))
    assert sponsor.get(reverse("sheet-area", args=[team.area.pk])).status_code == 404


@pytest.mark.parametrize("discreet", [{"confidential": True}, {"neutral_subject": True}])
def test_what_is_discreet_stands_on_it_as_a_number(actor, team, discreet):
    matter = asked(actor, team, story="Kanarie over thuis.", **discreet)
    carrier = staff_client(matter.owner)
    promised_by(matter, "Wij zwijgen over de kanarie")
    for told in (
        page_of(carrier, "sheet-area", team.area.pk),
        paper_of(carrier, "sheet-area", team.area.pk).text,
    ):
        assert matter.reference in told
        assert "anarie" not in told
        assert "Fatima" not in told
        assert ("vertrouwelijk" in told) == matter.confidential


def promised_by(matter, words):
    return record_promise(
        actor=make.acting(matter.owner, TODAY), connection=matter.connection, matter=matter,
        side=Side.OURS, words=words, given_by=matter.owner, made_on=TODAY, due_on=TODAY,
        today=TODAY, now=NOW,
    )  # fmt: skip


def test_what_is_confidential_is_there_for_its_carriers_only(actor, team):
    third = make.colleague(actor, "Lina Bos", networks=[team.network], hours=0)
    matter = asked(actor, team, confidential=True)
    assert third not in {matter.owner, matter.second}
    told = page_of(staff_client(third), "sheet-area", team.area.pk)
    assert matter.reference not in told


def test_a_sheet_of_nothing_says_so(actor, team, client):
    empty = make.area(actor, "Lege polder")
    told = page_of(client, "sheet-area", empty.pk)
    assert "Niets staat open." in told
    assert len(paper_of(client, "sheet-area", empty.pk).pages) == 1


def test_words_that_nobody_said_give_an_empty_sheet(team, client):
    location = typed(client, "xylofoon")
    assert "Niets staat open." in client.get(location).text
    assert client.get(f"{location}buurtblad.pdf").status_code == 200


@pytest.mark.parametrize("name", ["sheet-area", "sheet-party", "sheet-words"])
def test_it_asks_the_same_few_questions_for_three_and_for_thirty(actor, team, client, name):
    def fill(count):
        for _ in range(count):
            matter = asked(actor, team, story="Op de Kastanjelaan.")
            promised(team, matter)
            cautioned(team)
        return matter

    matter = fill(3)
    typed(client, "kastanjelaan")
    number = {"sheet-area": team.area.pk, "sheet-party": matter.party_id, "sheet-words": 1}[name]
    url = reverse(name, args=[number])
    client.get(url)
    few = asked_in(client, url)
    fill(27)
    assert few <= QUERIES
    assert asked_in(client, url) <= few


def asked_in(client, url):
    """How many queries a page takes; those that open and close a transaction are none."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


@pytest.mark.parametrize(
    ("name", "subject"),
    [("sheet-area", "area"), ("sheet-party", "party"), ("sheet-words", "sheet")],
)
def test_who_looks_at_a_sheet_or_prints_it_is_written_down(actor, team, client, name, subject):
    matter = asked(actor, team)
    learn_words()
    typed(client, "Fatima in de Kastanjelaan")
    number = {"sheet-area": team.area.pk, "sheet-party": matter.party_id, "sheet-words": 1}[name]
    page_of(client, name, number)
    paper_of(client, name, number)
    kept = Viewing.objects.filter(subject=subject).order_by("-deed")
    assert list(kept.values_list("staff_id", "subject_id", "deed", "activity")) == [
        (team.noor.pk, number, deed, "keep_contact") for deed in ("seen", "downloaded")
    ]
    assert "Fatima" not in str(list(kept.values()))


def test_who_came_with_something_reads_that_the_sheet_of_their_street_was_printed(
    actor, team, client
):
    matter = asked(actor, team)
    paper_of(client, "sheet-area", team.area.pk)
    looked = who_looked(matter)
    assert [(each.viewing.subject, each.viewing.deed) for each in looked] == [
        ("area", "downloaded")
    ]


def test_a_number_that_was_never_typed_is_no_page(team, client):
    assert client.get(reverse("sheet-words", args=[7])).status_code == 404
    assert client.get(reverse("sheet-area", args=[999_999])).status_code == 404


def test_every_page_about_it_leads_there_in_one_click(actor, team, client):
    matter = asked(actor, team, kind=Kind.IDEA)
    of_party = reverse("sheet-party", args=[matter.party_id])
    for page in (
        reverse("party", args=[matter.party_id]),
        reverse("connection", args=[matter.connection_id]),
        reverse("matter", args=[matter.pk]),
        reverse("initiative", args=[Initiative.objects.get(matter=matter).pk]),
    ):
        assert of_party in client.get(page).text, page
    of_area = reverse("sheet-area", args=[team.area.pk])
    for name in ("matters", "connections"):
        assert of_area in client.get(reverse(name), {"area": team.area.pk}).text, name
    learn_words()
    found = client.post(reverse("search"), {"q": "kastanjelaan"}, follow=True)
    assert reverse("sheet-words", args=[1]) in found.text
    assert reverse("sheet") in client.get(reverse("search")).text


def test_a_colleague_lays_down_what_not_to_promise_and_another_ends_it(actor, team, client):
    url = reverse("cautions")
    form = {"about": f"area-{team.area.pk}", "words": "Geen datum noemen.", "last_day": ""}
    client.post(url, form)
    caution = Caution.objects.get()
    assert "Geen datum noemen." in client.get(url).text
    staff_client(team.sam).post(reverse("caution-end", args=[caution.pk]))
    assert "Geen datum noemen." not in client.get(url).text


def test_what_not_to_promise_is_refused_in_words(team, client):
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    form = {"about": f"area-{team.area.pk}", "words": "Geen datum.", "last_day": yesterday}
    answer = client.post(reverse("cautions"), form)
    assert "Kies een dag na vandaag." in answer.text
    assert not Caution.objects.exists()


def test_the_last_day_of_the_calendar_is_a_day_too(team, client):
    form = {"about": f"area-{team.area.pk}", "words": "Geen datum.", "last_day": "9999-12-31"}
    answer = client.post(reverse("cautions"), form, follow=True)
    assert "Geen datum." in answer.text


def test_a_sheet_about_nothing_is_asked_again_in_words(client):
    assert (
        "Dit is nog leeg. Vul iets in of kies iets."
        in client.post(reverse("sheet"), {"q": " "}).text
    )
    assert "(niet verplicht)" not in client.get(reverse("sheet")).text


def test_a_volunteer_reads_what_not_to_promise_without_a_form(actor, team):
    volunteer = make.colleague(actor, "Vera", roles=[Role.VOLUNTEER], networks=[team.network])
    cautioned(team)
    page = staff_client(volunteer).get(reverse("cautions"))
    assert "Noem geen datum" in page.text
    assert "<textarea" not in page.text
