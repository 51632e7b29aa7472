"""Each question about how an institution works: its answer, its default, and what changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.domain.health.rules import Cause
from schakel.domain.networks.models import Network, NetworkTheme
from schakel.domain.organisations.actions import choose_module
from schakel.domain.organisations.models import ClosedDay, QuietWeek, ServiceNorm, Theme
from schakel.domain.organisations.rules import Module
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import begin_with_default_norms
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.make import NOW
from tests.pages import staff_client

COMPLAINT = "/beheer/vragen/termijnen/klacht/"
SILENT = "/beheer/vragen/herstellen/geen-gesprek/"
PAGES = (
    "/beheer/vragen/termijnen/",
    COMPLAINT,
    "/beheer/vragen/brieven-en-telefoon/",
    "/beheer/vragen/herstellen/",
    SILENT,
    "/beheer/vragen/naam-en-taal/",
    "/beheer/vragen/vangnet/",
    "/beheer/vragen/netwerken/",
    "/beheer/vragen/onderwerpen/",
    "/beheer/vragen/waar-netwerken-over-gaan/",
    "/beheer/vragen/gesloten-dagen/",
    "/beheer/vragen/rustige-weken/",
    "/beheer/vragen/ideeenpagina/",
    "/beheer/vragen/kennismaken/",
    "/beheer/vragen/raad/",
)
QUERIES = 16
GROUPS = ("antwoorden", "mensen", "onderwerpen", "privacy", "mogelijk")


@pytest.fixture
def team(actor):
    begin_with_default_norms(actor=actor, now=NOW)
    return make.Team(actor)


@pytest.fixture
def ada(actor, team):
    return make.colleague(actor, "Ada Blok", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def client(ada):
    return staff_client(ada)


def words(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_question_says_what_holds_and_where_that_comes_from(
    client, path, django_assert_max_num_queries
):
    client.get(path)
    with django_assert_max_num_queries(QUERIES):
        page = words(client, path)
    assert "Waar dat vandaan komt" in page
    assert "Wat een wijziging raakt" in page
    assert "Wat eerder veranderde" in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.CONNECTOR, Role.SPONSOR, Role.COUNCILLOR])
def test_for_other_roles_a_question_is_not_there(actor, team, path, role):
    member = make.colleague(actor, "Kijker", roles=[role], networks=[team.network])
    assert staff_client(member).get(path).status_code == 404
    assert staff_client(member).post(path, {"default": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["/beheer/vragen/weg/", "/beheer/vragen/termijnen/weg/"])
def test_what_nobody_asks_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_the_list_says_what_is_the_default_and_who_chose_what_is_not(client, ada):
    client.post(COMPLAINT, {"amount": "4", "second_amount": "6"})
    page = words(client, "/beheer/over/antwoorden/")
    assert "Hoe lang mag een antwoord duren?" in page
    assert "Gekozen door Ada Blok op" in page
    assert "standaard" in page
    begin = words(client, "/beheer/")
    assert begin.index("Heeft een mens nodig") < begin.index("Hoe werken wij hier?")


def test_every_question_stands_in_the_list_and_leads_somewhere(client):
    page = words(client, "/beheer/")
    for path in PAGES:
        if path not in (COMPLAINT, SILENT):
            assert f'href="{path}"' in page
    for name in (
        "retention-terms", "retention-setting", "statements", "standard-texts",
        "settings-reading-along", "settings-log-ins", "review-day", "colleagues",
    ):  # fmt: skip
        assert f'href="{reverse(name)}"' in page


@pytest.mark.parametrize(
    "path",
    ["/beheer/", *(f"/beheer/over/{slug}/" for slug in GROUPS)],
)
def test_the_number_of_queries_of_a_list_does_not_grow(
    actor, client, path, django_assert_num_queries
):
    client.get(path)
    with django_assert_num_queries(QUERIES, exact=False) as few:
        client.get(path)
    for number in range(8):
        make.network(actor, themes=[make.theme(actor, f"Thema {number}")])
        make.colleague(actor, f"Collega {number}")
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_every_question_stands_in_a_list_with_what_holds(client):
    lists = "".join(words(client, f"/beheer/over/{slug}/") for slug in GROUPS)
    parts = (COMPLAINT, SILENT)
    assert all(f'href="{path}"' in lists for path in PAGES if path not in parts)


class TestTerms:
    def test_a_shorter_term_holds_from_now_on_and_the_journal_says_by_whom(self, client, ada):
        answer = client.post(COMPLAINT, {"amount": "4", "second_amount": "6"})
        assert answer.url == "/beheer/vragen/termijnen/"
        norm = ServiceNorm.objects.get(kind="complaint")
        assert (norm.length, norm.second_length, norm.article) == (4, 6, "Awb 9:11 lid 1")
        assert (norm.extension_length, norm.is_statutory) == (4, True)
        line = Line.objects.filter(what="norm.set").latest("pk")
        assert (line.actor_id, line.subject_id) == (ada.pk, norm.pk)
        assert line.details == {"before": [6, 8], "after": [4, 6]}
        page = words(client, COMPLAINT)
        assert "Van “6 weken; echt te laat na 8 weken” naar “4 weken; echt te laat na 6" in page
        assert "Ada Blok" in page
        assert "Schakel zelf, bij het begin" in page

    def test_of_all_terms_the_page_says_which_one_a_person_changed(self, client):
        page = words(client, "/beheer/vragen/termijnen/")
        assert "Er is nog niets gewijzigd." in page
        client.post(COMPLAINT, {"amount": "4", "second_amount": "6"})
        page = words(client, "/beheer/vragen/termijnen/")
        assert "naar “4 weken; echt te laat na 6 weken”" in page
        assert "Klacht · Ada Blok" in page
        assert "Schakel zelf" not in page

    def test_longer_than_the_law_is_refused_and_what_was_typed_stays(self, client):
        answer = client.post(COMPLAINT, {"amount": "11", "second_amount": "13"})
        page = answer.content.decode()
        assert "Langer dan 10 weken mag niet, volgens Awb 9:11 lid 1." in page
        assert 'value="11"' in page
        assert ServiceNorm.objects.get(kind="complaint").length == 6

    def test_back_to_the_default(self, client):
        client.post(COMPLAINT, {"amount": "4", "second_amount": "6"})
        assert "Terug naar de standaard" in words(client, COMPLAINT)
        client.post(COMPLAINT, {"default": "1"})
        assert ServiceNorm.objects.get(kind="complaint").length == 6
        assert "Terug naar de standaard" not in words(client, COMPLAINT)

    def test_the_same_once_more_is_no_change(self, client):
        for _time in range(2):
            client.post(COMPLAINT, {"amount": "4", "second_amount": "6"})
        assert Line.objects.filter(what="norm.set", actor_id__isnull=False).count() == 1

    def test_a_term_of_our_own_needs_a_source(self, client):
        path = "/beheer/vragen/termijnen/eerste-antwoord/"
        typed = {"amount": "5", "second_amount": "10"}
        assert client.post(path, typed).status_code == 200
        assert client.post(path, {**typed, "article": "Besluit 2027"}).status_code == 302
        assert ServiceNorm.objects.get(kind="first_answer").article == "Besluit 2027"

    def test_without_a_form_nothing_can_be_sent(self, client):
        assert client.post("/beheer/vragen/termijnen/", {}).status_code == 404


class TestThemes:
    PAGE = "/beheer/vragen/onderwerpen/"

    def test_a_theme_is_added_and_the_same_name_is_refused(self, client):
        client.post(self.PAGE, {"name": "Energie & wonen", "rhythm_days": "30"})
        assert Theme.objects.get(code="energie-wonen").rhythm_days == 30
        answer = client.post(self.PAGE, {"name": "energie & Wonen", "rhythm_days": "30"})
        assert "Er is al een onderwerp" in answer.content.decode()
        assert Theme.objects.filter(code="energie-wonen").count() == 1

    @pytest.mark.parametrize("days", ["2", "181", ""])
    def test_a_rhythm_is_from_3_to_180_days(self, client, team, days):
        path = f"{self.PAGE}{team.theme.pk}/"
        answer = client.post(path, {"rhythm_days": days, "is_active": "on"})
        assert answer.status_code == 200
        assert Theme.objects.get(pk=team.theme.pk).rhythm_days == 60

    def test_a_theme_gets_another_rhythm_is_put_away_and_comes_back(self, client, team):
        path = f"{self.PAGE}{team.theme.pk}/"
        client.post(path, {"rhythm_days": "30"})
        theme = Theme.objects.get(pk=team.theme.pk)
        assert (theme.rhythm_days, theme.is_active) == (30, False)
        assert "elke 30 dagen, niet meer in gebruik" in words(client, self.PAGE)
        assert "Van “elke 60 dagen” naar" in words(client, path)
        client.post(path, {"default": "1"})
        theme.refresh_from_db()
        assert (theme.rhythm_days, theme.is_active) == (60, True)


class TestDays:
    def test_a_day_is_closed_and_open_again(self, client):
        day = timezone.localdate() + timedelta(days=9)
        client.post("/beheer/vragen/gesloten-dagen/", {"day": day.isoformat(), "name": "Brugdag"})
        closed = ClosedDay.objects.get(name="Brugdag")
        path = f"/beheer/vragen/gesloten-dagen/{closed.pk}/"
        assert path in words(client, "/beheer/vragen/gesloten-dagen/")
        client.post(path)
        assert not ClosedDay.objects.exists()
        assert "Weggehaald" in words(client, "/beheer/vragen/gesloten-dagen/")

    def test_a_quiet_time_ends_after_it_begins(self, client):
        path = "/beheer/vragen/rustige-weken/"
        first = timezone.localdate() + timedelta(days=3)
        typed = {"name": "Herfstvakantie", "from_on": first.isoformat()}
        wrong = client.post(path, {**typed, "last_day": (first - timedelta(days=1)).isoformat()})
        assert "Herfstvakantie" in wrong.content.decode()
        assert not QuietWeek.objects.exists()
        client.post(path, {**typed, "last_day": first.isoformat()})
        week = QuietWeek.objects.get()
        assert week.until_on == first + timedelta(days=1)
        client.post(f"{path}{week.pk}/")
        assert not QuietWeek.objects.exists()


class TestPeople:
    PAGE = "/beheer/vragen/vangnet/"

    def test_another_chain_takes_what_nobody_can_take(self, client, team, ada):
        client.post(self.PAGE, {"place_1": team.sam.pk, "place_2": ada.pk})
        assert list(StaffMember.objects.fallback_chain()) == [team.sam, ada]
        line = Line.objects.get(what="fallback.chosen")
        assert line.details == {
            "before_ids": [team.noor.pk, team.sam.pk],
            "after_ids": [team.sam.pk, ada.pk],
        }
        page = words(client, self.PAGE)
        assert "Van “Noor de Wit en Sam Jansen” naar “Sam Jansen en Ada Blok”" in page

    def test_without_anybody_it_is_refused(self, client, team):
        answer = client.post(self.PAGE, {"place_1": ""})
        assert "Kies ten minste één collega." in answer.content.decode()
        assert list(StaffMember.objects.fallback_chain()) == [team.noor, team.sam]

    def test_a_network_gets_an_owner_and_sponsors(self, actor, client, team):
        path = f"/beheer/vragen/netwerken/{team.network.pk}/"
        sponsor = make.colleague(actor, "Wil de Boer", roles=[Role.SPONSOR])
        chosen = {"owner": team.noor.pk, "administrative_sponsor": sponsor.pk}
        refused = client.post(path, {**chosen, "deputy": team.noor.pk})
        assert "Niemand kan zichzelf vervangen." in refused.content.decode()
        client.post(path, chosen)
        network = Network.objects.get(pk=team.network.pk)
        assert (network.owner, network.deputy) == (team.noor, None)
        assert network.administrative_sponsor == sponsor
        assert "Ambtelijk opdrachtgever: Wil de Boer" in words(client, path)


class TestTheInstitution:
    def test_letters_come_back_to_another_address(self, client, tenant):
        path = "/beheer/vragen/brieven-en-telefoon/"
        typed = {"postal_address": "Postbus 1,\n1234 AB Waterhoven", "phone": "14 0500"}
        client.post(path, typed)
        tenant.refresh_from_db()
        assert (tenant.postal_address, tenant.phone) == (
            "Postbus 1, 1234 AB Waterhoven",
            "14 0500",
        )
        line = Line.objects.get(what="institution.reach_chosen")
        assert line.details == {}
        assert "Postbus 1" in str(Detail.objects.get(line=line).content)
        assert "Postbus 1" in words(client, path)
        wrong = client.post(path, {**typed, "phone": "bel maar"})
        assert "bel maar" in wrong.content.decode()
        assert Tenant.objects.get(pk=tenant.pk).phone == "14 0500"

    def test_it_gets_another_name_and_language(self, client, tenant):
        path = "/beheer/vragen/naam-en-taal/"
        assert client.post(path, {"name": " ", "language": "nl"}).status_code == 200
        assert client.post(path, {"name": "Waterhoven", "language": "fr"}).status_code == 200
        client.post(path, {"name": "Gemeente Waterhoven aan Zee", "language": "en"})
        tenant.refresh_from_db()
        assert (tenant.name, tenant.language) == ("Gemeente Waterhoven aan Zee", "en")


def test_a_network_is_about_other_themes_and_areas_from_now_on(client, team):
    sport = Theme.objects.create(tenant_id=team.network.tenant_id, code="sport", name="Sport")
    path = f"/beheer/vragen/waar-netwerken-over-gaan/{team.network.pk}/"
    assert team.theme.name in words(client, path)
    client.post(path, {"themes": [sport.pk], "areas": [team.area.pk]})
    assert list(
        NetworkTheme.objects.filter(network=team.network).values_list("theme__name", flat=True)
    ) == ["Sport"]
    page = words(client, path)
    assert f"naar “Sport, {team.area.name}”" in page
    client.post(path, {"themes": [sport.pk], "areas": [team.area.pk]})
    assert Line.objects.filter(what="network.reach_changed").count() == 1


def test_a_network_begins_and_another_cannot_have_its_name(client, team):
    path = "/beheer/vragen/waar-netwerken-over-gaan/"
    client.post(path, {"name": "Sport en spel", "themes": [team.theme.pk]})
    begun = Network.objects.get(name="Sport en spel")
    assert NetworkTheme.objects.filter(network=begun, theme=team.theme).exists()
    refused = client.post(path, {"name": "sport en Spel"}).content.decode()
    assert "Er is al een netwerk “sport en Spel”." in refused
    assert 'value="sport en Spel"' in refused


def test_a_module_is_turned_off_and_on_again_with_a_line_each(actor, client, ada):
    path = "/beheer/vragen/ideeenpagina/"
    client.post(path, {"is_on": "no"})
    assert client.get("/ideeen/").status_code == 404
    assert "Uit" in words(client, path)
    client.post(path, {"is_on": "yes"})
    assert client.get("/ideeen/").status_code == 200
    lines = Line.objects.filter(subject="tenant", actor_id=ada.pk).order_by("pk")
    assert [line.what for line in lines] == ["ideas.turned_off", "ideas.turned_on"]
    assert "Van “Uit” naar “Aan”" in words(client, path)


def test_a_module_that_is_as_asked_already_leaves_no_line(actor, team):
    before = Line.objects.count()
    choose_module(actor=actor, module=Module.IDEAS, is_on=True, now=NOW)
    assert Line.objects.count() == before


def test_what_repairs_is_said_in_own_words_by_cause_and_back(client):
    page = words(client, "/beheer/vragen/herstellen/")
    assert page.count("/beheer/vragen/herstellen/") >= len(Cause)
    assert "rapport 2009/180" in words(client, "/beheer/vragen/herstellen/niets-gehoord/")
    client.post(SILENT, {"who_calls": "De gebiedsmakelaar.", "say_first": "", "whom_to_bring": ""})
    page = words(client, SILENT)
    assert "De gebiedsmakelaar · Vraag hoe het" in page
    assert "1 oorzaak in uw eigen woorden" in words(client, "/beheer/over/antwoorden/")
    client.post(SILENT, {"default": "1"})
    assert "De gebiedsmakelaar · Vraag" not in words(client, SILENT)
    assert "Weggehaald: De gebiedsmakelaar." in words(client, SILENT)
