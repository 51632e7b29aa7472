from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.actions import add_remark, close_matter, hand_over_matter
from schakel.domain.matters.models import Matter, Remark
from schakel.domain.matters.rules import Rank
from schakel.domain.notices.models import Notice
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import answer_matter, suspend_term
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import SuspensionReason
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)

# A request in a test runs inside the transaction of that test: a savepoint more, settings put back.
QUERIES_OF_THE_TEST = 4


@pytest.fixture
def matter(actor, team):
    return make.matter(actor, theme=team.theme, area=team.area, now=NOW, today=TODAY)


def text_of(client, matter) -> str:
    answer = client.get(f"/kwesties/{matter.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_who_waits_by_which_date_and_why(client, matter):
    page = text_of(client, matter)
    assert "Fatima el Amrani wacht" in page
    assert "uiterlijk" in page
    assert "Waarom deze datum?" in page
    assert "10 werkdagen" in page
    assert "servicenorm" in page


def test_the_chain_names_both_carriers_and_how_they_hold(actor, client, team, matter):
    page = text_of(client, matter)
    assert "Noor de Wit" in page
    assert "Sam Jansen" in page
    assert "heeft nog geen ja gezegd" in page
    plan_absence(
        actor=actor, member=team.sam, from_on=TODAY - timedelta(days=2000), until_on=None, now=NOW
    )
    assert "niemand valt in" in text_of(client, matter)


def test_looking_marks_what_the_reader_was_told_as_seen(client, team, matter):
    told = Notice.objects.filter(matter=matter, staff=team.noor)
    assert told.get().seen_at is None
    text_of(client, matter)
    assert told.get().seen_at is not None
    assert Notice.objects.get(matter=matter, staff=team.sam).seen_at is None


def test_others_do_not_find_the_page(actor, matter):
    outsider = make.colleague(actor, "Gast", networks=[make.network(actor)])
    assert staff_client(outsider).get(f"/kwesties/{matter.pk}/").status_code == 404
    assert (
        staff_client(outsider).post(f"/kwesties/{matter.pk}/opmerking/", {"text": "x"}).status_code
        == 404
    )


def test_the_number_of_queries_does_not_grow_with_the_contacts(actor, team, client, matter):
    def filled(contacts: int) -> int:
        for number in range(contacts):
            make.contact(make.acting(team.noor), matter, summary=f"gesprek {number}")
            add_remark(actor=make.acting(team.noor), matter=matter, text=f"over {number}", now=NOW)
        with CaptureQueriesContext(connection) as queries:
            text_of(client, matter)
        return len(queries)

    noor = make.acting(team.noor)
    record_promise(
        actor=noor,
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words="Ik bel u",
        given_by=team.noor,
        made_on=TODAY,
        due_on=TODAY,
        today=TODAY,
        now=NOW,
    )
    few = filled(3)
    many = filled(27)
    assert few == many
    assert many <= 15 + QUERIES_OF_THE_TEST


def test_older_contacts_stand_on_the_next_page(team, client, matter):
    for number in range(35):
        make.contact(
            make.acting(team.noor),
            matter,
            summary=f"gesprek-{number:02}",
            happened_at=NOW - timedelta(days=40 - number),
        )
    answer = client.get(f"/kwesties/{matter.pk}/")
    assert "gesprek-34" in answer.content.decode()
    assert "gesprek-02" not in answer.content.decode()
    older = client.get(f"/kwesties/{matter.pk}/{answer.context['older_url']}").content.decode()
    assert "gesprek-02" in older
    assert "gesprek-34" not in older


def test_a_change_between_two_pages_stands_on_one_of_them(actor, team, client):
    long_ago = timedelta(days=60)
    matter = make.matter(actor, theme=team.theme, now=NOW - long_ago, today=TODAY - long_ago)
    for number in range(35):
        make.contact(
            make.acting(team.noor),
            matter,
            summary=f"gesprek-{number:02}",
            happened_at=NOW - timedelta(days=40 - number),
        )
    for number in reversed(range(40)):
        changed_at = NOW - timedelta(days=number, hours=12)
        hand_over_matter(
            actor=make.acting(team.noor),
            matter=matter,
            rank=Rank.FIRST,
            to=(team.noor, team.sam)[Matter.objects.get(pk=matter.pk).owner_id == team.noor.pk],
            reason=f"wissel-{number:02}.",
            today=TODAY,
            now=changed_at,
        )
    first = client.get(f"/kwesties/{matter.pk}/")
    second = client.get(f"/kwesties/{matter.pk}/{first.context['older_url']}")
    pages = [first.content.decode(), second.content.decode()]
    for number in range(40):
        assert sum(f"wissel-{number:02}." in page for page in pages) == 1


def test_the_timeline_tells_of_hand_overs_and_suspensions(actor, team, client, matter):
    noor = make.acting(team.noor)
    hand_over_matter(
        actor=noor,
        matter=matter,
        rank=Rank.FIRST,
        to=team.sam,
        reason="Sam kent hen",
        today=TODAY,
        now=NOW,
    )
    suspend_term(
        actor=noor,
        term=Term.objects.running().get(matter=matter),
        reason=SuspensionReason.APPLICANT_AGREED,
        explanation="Wij wachten op uw tekening.",
        today=TODAY + timedelta(days=1),
        now=NOW,
    )
    page = text_of(client, matter)
    assert "Vaste contactpersoon: Sam Jansen" in page
    assert "Sam kent hen" in page
    assert "Wij wachten op uw tekening." in page
    assert "Awb 4:15" in page
    assert "Wij wachten sinds" in page or "Wij wachten op Fatima" in page


def test_a_kind_is_given_in_one_click_and_an_idea_gets_its_course(client, matter):
    assert "Wat voor iets is dit?" in text_of(client, matter)
    answer = client.post(f"/kwesties/{matter.pk}/soort/", {"kind": "idea"})
    assert answer.url == f"/kwesties/{matter.pk}/"
    matter.refresh_from_db()
    assert matter.kind == "idea"
    initiative = Initiative.objects.get(matter=matter)
    assert f"/initiatieven/{initiative.pk}/" in text_of(client, matter)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/vandaag/", "/vandaag/"),
        ("https://elders.example/", None),
        ("//elders.example/", None),
        ("javascript:alert(1)", None),
        (r"/\elders.example", None),
    ],
)
def test_the_way_back_leads_to_pages_of_ours_only(client, matter, asked, leads_to):
    answer = client.post(f"/kwesties/{matter.pk}/soort/", {"kind": "question", "next": asked})
    assert answer.url == (leads_to or f"/kwesties/{matter.pk}/")


def test_a_kind_that_does_not_exist_changes_nothing(client, matter):
    client.post(f"/kwesties/{matter.pk}/soort/", {"kind": "deal"})
    matter.refresh_from_db()
    assert matter.kind == "unsorted"


def test_a_remark_stands_apart_and_says_that_somebody_may_ask_for_it(client, matter):
    client.post(f"/kwesties/{matter.pk}/opmerking/", {"text": "Bel eerst met groen."})
    assert Remark.objects.get(matter=matter).text == "Bel eerst met groen."
    page = text_of(client, matter)
    assert page.index("Alleen voor collega") < page.index("Bel eerst met groen.")
    assert "AVG, Woo" in page


def test_an_empty_remark_is_refused_in_words(client, matter):
    answer = client.post(f"/kwesties/{matter.pk}/opmerking/", {"text": ""})
    assert answer.status_code == 200
    assert not Remark.objects.filter(matter=matter).exists()


def test_theme_and_area_can_be_given(actor, team, client, matter):
    theme = make.theme(actor, "Spelen")
    client.post(
        f"/kwesties/{matter.pk}/plaats/",
        {"theme": theme.pk, "area": "", "network": team.network.pk},
    )
    matter.refresh_from_db()
    assert matter.theme == theme
    assert matter.area is None


def test_the_case_elsewhere_is_named(client, matter):
    client.post(
        f"/kwesties/{matter.pk}/zaak/",
        {"number": "Z-2026-81", "system": "Zaken", "url": "https://zaken.waterhoven.example/81"},
    )
    assert "Z-2026-81" in text_of(client, matter)


def test_it_closes_and_opens_again_with_a_reason(client, matter):
    client.post(f"/kwesties/{matter.pk}/sluiten/", {"reason": "Het is geregeld."})
    assert "Het is geregeld." in text_of(client, matter)
    assert not Term.objects.running().filter(matter=matter).exists()
    answer = client.post(f"/kwesties/{matter.pk}/heropenen/", {"reason": ""})
    assert answer.status_code == 200
    client.post(f"/kwesties/{matter.pk}/heropenen/", {"reason": "Toch niet."})
    assert Matter.objects.get(pk=matter.pk).status == "open"
    assert Term.objects.running().filter(matter=matter).exists()


def test_what_is_told_in_confidence_says_its_limits_and_never_stands_in_the_title(
    client, team, actor
):
    confided = make.matter(
        actor, theme=team.theme, story="Kanarie over thuis", confidential=True, now=NOW, today=TODAY
    )
    page = text_of(client, confided)
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Kanarie" not in title
    assert "In vertrouwen." in page
    assert "Woo" in page


def test_a_message_that_was_not_sent_is_said_in_words_and_leads_to_it(client, team, matter):
    answer_matter(
        actor=make.acting(team.noor), matter=matter, text="Ja, dat kan.", today=TODAY, now=NOW
    )
    page = text_of(client, matter)
    assert "wacht op verzending" in page or "wacht" in page
    assert "/uitgaand/" in page
    assert "Wij antwoordden op" in page


def test_who_only_looks_on_gets_no_buttons(actor, team, matter):
    volunteer = make.colleague(actor, "Vera", roles=[Role.VOLUNTEER], networks=[team.network])
    page = text_of(staff_client(volunteer), matter)
    assert f"/kwesties/{matter.pk}/antwoord/" not in page


def test_what_is_closed_says_since_when_instead_of_asking_why(actor, client, matter):
    close_matter(actor=actor, matter=matter, reason="klaar", now=NOW)
    for answer in (
        client.get(f"/kwesties/{matter.pk}/sluiten/", follow=True),
        client.post(f"/kwesties/{matter.pk}/sluiten/", {"reason": "x"}, follow=True),
    ):
        assert "Dit is al gesloten op" in answer.content.decode()
        assert "U kunt het heropenen." in answer.content.decode()


def test_what_is_open_need_not_be_opened_again(client, matter):
    answer = client.get(f"/kwesties/{matter.pk}/heropenen/", follow=True)
    assert "Dit staat al open." in answer.content.decode()
