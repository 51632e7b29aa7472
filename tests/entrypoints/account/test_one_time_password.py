"""A password that somebody else made lets its owner choose their own, and nothing more."""

import pytest
from django.core.cache import cache
from django.test import Client

from schakel.domain.staff.actions import reset_colleague
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.actions import choose_password, give_log_in
from tests import make

CHANGE = "/account/password/change/"
OWN = "een lange zin als sleutel"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def given(actor):
    """Els, with the password that she was given."""
    user, password = give_log_in(email="els@waterhoven.example")
    make.colleague(actor, "Els", user=user, email=user.email)
    return user, password


def browser(user, password: str) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": password})
    assert answer.status_code == 302
    return client


def choose(client: Client, old: str, new: str, **options):
    typed = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(CHANGE, typed, **options)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/meedoen/",
        "/vandaag/",
        "/kwesties/",
        "/beheer/",
        "/account/beveiliging/",
        "/account/organisatie/",
        "/account/tweede-factor/totp/activate/",
        "/bestaat-niet/",
    ],
)
def test_every_page_leads_to_choosing_a_password(given, path):
    assert browser(*given).get(path).url == CHANGE


def test_a_step_that_is_sent_is_not_done_either(given):
    assert browser(*given).post("/contact/", {"summary": "Gebeld."}).url == CHANGE


def test_the_page_says_why_and_log_out_stays_open(given):
    client = browser(*given)
    page = client.get(CHANGE).content.decode()
    assert "Kies een eigen wachtwoord" in page
    assert "U kreeg dit wachtwoord van iemand anders." in page
    assert 'href="/account/logout/"' in page
    assert "password/reset" not in page
    assert client.get("/account/logout/").status_code == 200
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_the_given_password_again_is_refused_in_words(given):
    user, password = given
    client = browser(user, password)
    assert (
        "Kies een ander wachtwoord dan u kreeg."
        in choose(client, password, password).content.decode()
    )
    assert client.get("/vandaag/").url == CHANGE


def test_an_own_password_opens_the_desk_and_ends_the_other_sessions(given):
    user, password = given
    first, second = browser(user, password), browser(user, password)
    assert choose(first, password, OWN).url == "/account/beveiliging/"
    user.refresh_from_db()
    assert user.check_password(OWN)
    assert not user.password_is_one_time
    assert first.get("/vandaag/").url == "/account/beveiliging/"
    assert second.get("/vandaag/").url == "/account/login/?next=/vandaag/"


def test_who_has_a_password_of_their_own_changes_it_when_they_like(given):
    user, _ = given
    choose_password(user=user, password=OWN)
    client = browser(user, OWN)
    page = client.get(CHANGE).content.decode()
    assert "Uw wachtwoord wijzigen" in page
    assert "van iemand anders" not in page
    assert choose(client, OWN, "nog een lange zin").url == "/account/beveiliging/"


def test_a_reset_makes_the_password_one_time_again(actor, given):
    user, _ = given
    choose_password(user=user, password=OWN)
    ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR])
    els = type(ada).objects.get(user=user)
    password = reset_colleague(actor=make.acting(ada), member=els, now=make.NOW)
    assert browser(user, password).get("/vandaag/").url == CHANGE
