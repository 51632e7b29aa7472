import pytest

from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.models import User
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.make import NOW, TODAY
from tests.pages import staff_client

# Each question reads its own answer, in one query or two, however many rows there are.
QUERIES_OF_SETTINGS = 15


@pytest.fixture
def administrator(actor):
    return make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def client(administrator):
    return staff_client(administrator)


def test_settings_are_for_administrators_only(actor):
    team = make.Team(actor)
    assert staff_client(team.noor).get("/beheer/").status_code == 404


def test_who_only_administers_is_not_offered_to_record_a_contact(client):
    assert 'href="/contact/"' not in client.get("/beheer/").content.decode()


def test_the_page_shows_what_is_loud(actor, client, administrator, django_assert_max_num_queries):
    make.Team(actor)
    matter = make.matter(actor, story="Kanarie-in-de-inhoud")
    tell(
        actor=actor,
        members=[administrator],
        kind=Kind.NOBODY_REACHABLE,
        trigger="x",
        matter=matter,
        now=NOW,
    )
    client.get("/beheer/")
    with django_assert_max_num_queries(QUERIES_OF_SETTINGS):
        page = client.get("/beheer/").content.decode()
    assert matter.reference in page
    assert "Kanarie" not in page


def test_who_works_here_stands_on_a_page_of_its_own(actor, client, django_assert_max_num_queries):
    make.Team(actor)
    with django_assert_max_num_queries(15):
        page = client.get("/beheer/medewerkers/").content.decode()
    assert "Noor de Wit" in page


def test_a_new_colleague_gets_a_password_that_is_shown_once(client):
    answer = client.post(
        "/beheer/medewerkers/nieuw/",
        {
            "name": "Els",
            "email": "Els@waterhoven.example",
            "roles": ["official"],
            "connecting_hours": "4",
            "works_from": TODAY.isoformat(),
        },
    )
    member = StaffMember.objects.get(name="Els")
    assert member.user.email == "els@waterhoven.example"
    password = answer.context["password"]
    assert member.user.check_password(password)


def test_what_was_typed_stays_when_it_is_refused(client, administrator):
    answer = client.post(
        "/beheer/medewerkers/nieuw/",
        {
            "name": "Ada twee",
            "email": administrator.email,
            "roles": ["official"],
            "connecting_hours": "4",
            "works_from": TODAY.isoformat(),
        },
    )
    assert answer.status_code == 200
    assert "Ada twee" in answer.content.decode()
    assert not StaffMember.objects.filter(name="Ada twee").exists()


def test_a_reset_ends_the_second_factor_and_takes_a_second_person(actor, client, administrator):
    other = make.colleague(actor, "Els")
    their = staff_client(other)
    assert their.get("/vandaag/").status_code != 302
    assert client.get(f"/beheer/medewerkers/{other.pk}/herstel/").status_code == 200
    answer = client.post(f"/beheer/medewerkers/{other.pk}/herstel/")
    assert User.objects.get(email=other.email).check_password(answer.context["password"])
    assert their.get("/vandaag/").status_code == 302
    own = client.post(f"/beheer/medewerkers/{administrator.pk}/herstel/", follow=True)
    assert "password" not in own.context


def test_in_danger_an_administrator_may_look_at_what_was_told_in_confidence(actor, client):
    make.Team(actor)
    matter = make.matter(actor, confidential=True, story="Kanarie-in-vertrouwen")
    show_matters([])
    assert client.get(f"/kwesties/{matter.pk}/").status_code == 404
    without = client.post("/beheer/noodtoegang/", {"reference": matter.reference, "reason": ""})
    assert without.status_code == 200
    assert client.get(f"/kwesties/{matter.pk}/").status_code == 404
    looked = client.post(
        "/beheer/noodtoegang/", {"reference": matter.reference.lower(), "reason": "Er is gevaar."}
    )
    assert looked.url == f"/kwesties/{matter.pk}/"
    assert "Kanarie-in-vertrouwen" in client.get(looked.url).content.decode()
    line = Line.objects.get(what="confidence.broken")
    assert "gevaar" not in str(line.details)
    assert Detail.objects.get(line=line).content == {"reason": "Er is gevaar."}


def test_a_colleague_who_is_no_administrator_breaks_no_confidence(actor):
    team = make.Team(actor)
    assert staff_client(team.noor).get("/beheer/noodtoegang/").status_code == 404


def test_who_leaves_works_until_and_including_the_last_day(actor, client):
    other = make.colleague(actor, "Els")
    client.post(f"/beheer/medewerkers/{other.pk}/vertrek/", {"last_day": "2026-12-31"})
    other.refresh_from_db()
    assert str(other.works_until) == "2027-01-01"
