"""What expires is shown first, and goes after the administrator confirms it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind as MailKind
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.privacy.models import Farewell, RetentionSetting, RetentionTerm, Viewing
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import conclude_matter
from schakel.entrypoints.worker.retention import let_go
from tests import incoming, make
from tests.make import NOW, TODAY
from tests.pages import staff_client


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def client(actor, team):
    return staff_client(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))


def long_ago(actor, **fields):
    matter = make.matter(actor, kind=Kind.QUESTION, **fields)
    conclude_matter(actor=actor, matter=matter, reason="klaar", today=TODAY, now=NOW)
    past = timezone.now() - timedelta(days=3 * 366)
    Matter.objects.filter(pk=matter.pk).update(received_at=past, ended_at=past)
    ContactMoment.objects.filter(matter=matter).update(happened_at=past)
    Party.objects.filter(pk=matter.party_id).update(created_at=past)
    matter.refresh_from_db()
    return matter


# Four of them put back the transaction that a test runs in.
MOST_QUERIES = 16 + 4
PAGES = (
    "/beheer/bewaren/",
    "/beheer/bewaren/termijnen/",
    "/beheer/bewaren/termijn/?soort=idea&einde=done",
    "/beheer/bewaren/termijn/?soort=mail",
    "/beheer/bewaren/instellen/",
    "/beheer/verklaringen/",
    "/beheer/verklaringen/vraag/?vraag=officer",
    "/beheer/verwerkingen/",
)


@pytest.mark.parametrize("page", PAGES)
def test_these_pages_are_for_administrators(client, team, page, django_assert_max_num_queries):
    assert staff_client(team.noor).get(page).status_code == 404
    client.get(page)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(page).status_code == 200


def test_it_names_references_and_goes_after_a_confirmation(actor, client):
    matter = long_ago(actor, story="Kanarie", subject="Kanarie")
    page = client.get("/beheer/bewaren/").content.decode()
    assert matter.reference in page
    assert "Kanarie" not in page
    assert matter.party.name not in page
    shown = client.get("/beheer/bewaren/").context["form"].initial["shown"]
    refused = client.post("/beheer/bewaren/", {"shown": shown})
    assert refused.status_code == 200
    stale = client.post("/beheer/bewaren/", {"shown": "", "sure": "on"})
    assert "intussen veranderd" in stale.content.decode()
    matter.refresh_from_db()
    assert matter.subject == "Kanarie"
    assert client.post("/beheer/bewaren/", {"shown": shown, "sure": "on"}).status_code == 302
    matter.refresh_from_db()
    assert matter.subject == "gewist"
    assert Farewell.objects.get().by_mail


def test_three_or_thirty_need_the_same_number_of_queries(actor, client, django_assert_num_queries):
    for _ in range(3):
        long_ago(actor)
    client.get("/beheer/bewaren/")
    with django_assert_num_queries(MOST_QUERIES, exact=False) as few:
        client.get("/beheer/bewaren/")
    for _ in range(7):
        long_ago(actor)
    with django_assert_num_queries(len(few)):
        client.get("/beheer/bewaren/")


def test_a_colleague_says_that_they_keep_in_touch(actor, client):
    matter = long_ago(actor)
    DigitalAddress.objects.filter(party=matter.party).delete()
    shown = client.get("/beheer/bewaren/").context["form"].initial["shown"]
    client.post("/beheer/bewaren/", {"shown": shown, "sure": "on"})
    farewell = Farewell.objects.get()
    assert matter.reference in client.get("/beheer/bewaren/").content.decode()
    client.post("/beheer/bewaren/houden/", {"farewell": farewell.pk})
    farewell.refresh_from_db()
    assert farewell.kept
    for wrong in ("", "x", "999999"):
        answer = client.post("/beheer/bewaren/houden/", {"farewell": wrong})
        assert answer.status_code == 404


def test_a_term_is_changed_with_its_source(client):
    page = "/beheer/bewaren/termijn/?soort=question&einde=done"
    assert client.post(page, {"years": "3"}).status_code == 200
    assert client.post(page, {"years": "3", "for_ever": "on", "row": "x"}).status_code == 200
    assert client.post(page, {"years": "3", "row": "Eigen besluit"}).status_code == 302
    assert RetentionTerm.objects.get().years == 3
    assert "Eigen besluit" in client.get("/beheer/bewaren/termijnen/").content.decode()
    assert client.get("/beheer/bewaren/termijn/?soort=x&einde=done").status_code == 404


def old_mail(actor):
    came = incoming.arrive(actor, incoming.mail(kind=MailKind.AUTOMATIC))
    past = timezone.now() - timedelta(days=400)
    Arrival.objects.filter(pk=came.pk).update(ended_at=past)
    return came


def test_mail_that_belongs_to_nothing_is_told_in_a_number_and_goes(actor, client):
    assert "nergens bij" not in client.get("/beheer/bewaren/").text
    came = old_mail(actor)
    page = client.get("/beheer/bewaren/")
    assert "1 mail hoort nergens bij en is lang genoeg bewaard." in page.text
    assert "Fatima" not in page.text
    shown = page.context["form"].initial["shown"]
    client.post("/beheer/bewaren/", {"shown": shown, "sure": "on"})
    came.refresh_from_db()
    assert (came.subject, came.raw) == ("", None)
    assert "nergens bij" not in client.get("/beheer/bewaren/").text


def test_the_term_of_mail_is_changed_with_its_source(client):
    page = "/beheer/bewaren/termijn/?soort=mail"
    assert 'value="1"' in client.get(page).text
    for wrong in ({"years": "3"}, {"years": "0", "row": "x"}, {"years": "", "row": "x"}):
        assert client.post(page, wrong).status_code == 200
    assert "Mail die nergens bij hoort" in client.get("/beheer/bewaren/termijnen/").text
    assert client.post(page, {"years": "3", "row": "Eigen besluit"}).status_code == 302
    setting = RetentionSetting.objects.get()
    assert (setting.mail_years, setting.mail_row) == (3, "Eigen besluit")
    assert "Eigen besluit" in client.get("/beheer/bewaren/termijnen/").text


def test_of_mail_more_goes_each_day_where_it_goes_by_itself(actor, client, tenant):
    client.post("/beheer/bewaren/instellen/", {"months_inactive": "24", "runs_monthly": "on"})
    for _ in range(2):
        came = old_mail(actor)
        let_go(tenant.pk)
        came.refresh_from_db()
        assert came.raw is None


def test_by_itself_only_where_that_was_chosen(actor, client, tenant):
    matter, mail = long_ago(actor), old_mail(actor)
    for _ in range(2):
        let_go(tenant.pk)
    matter.refresh_from_db()
    mail.refresh_from_db()
    assert matter.subject != "gewist"
    assert mail.raw is not None
    client.post("/beheer/bewaren/instellen/", {"months_inactive": "24", "runs_monthly": "on"})
    let_go(tenant.pk)
    matter.refresh_from_db()
    assert matter.subject == "gewist"
    assert RetentionSetting.objects.get().last_run_on is not None


def test_pages_about_somebody_are_written_down_once_an_hour(actor, client, team):
    matter = make.matter(actor)
    noor = staff_client(team.noor)
    for _ in range(2):
        assert noor.get(f"/kwesties/{matter.pk}/").status_code == 200
        assert noor.get(f"/partijen/{matter.party_id}/").status_code == 200
    assert noor.get("/kwesties/999999/").status_code == 404
    noor.get("/kwesties/")
    assert set(Viewing.objects.values_list("subject", "subject_id", "deed")) == {
        ("matter", matter.pk, "seen"),
        ("party", matter.party_id, "seen"),
    }
    answer = client.post("/beheer/verwerkingen/", {"reference": matter.reference})
    assert "Noor de Wit" in answer.content.decode()
    answer = client.post("/beheer/verwerkingen/", {"reference": "Noor"})
    assert "Noor de Wit" not in answer.content.decode()


def test_a_list_that_was_taken_out_is_written_down(actor, team):
    noor = staff_client(team.noor)
    assert noor.get("/lijsten/kwesties.csv").status_code == 200
    assert Viewing.objects.get().deed == "exported"
