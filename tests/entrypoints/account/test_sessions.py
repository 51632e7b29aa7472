"""Where somebody is logged in, seen and ended by themselves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from schakel.entrypoints.account.browsers import kind_of
from schakel.foundation.identity.models import BrowserSession, User
from tests import make

PASSWORD = "een lange zin als sleutel"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0"
    " Mobile Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/141.0 Safari/537.36 Edg/141.0"
)


@pytest.fixture
def user(actor):
    cache.clear()
    user = User.objects.create_user("noor@waterhoven.example", PASSWORD)
    make.colleague(actor, user=user, email=user.email)
    return user


def logged_in(user: User, browser: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": browser})
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/beveiliging/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (FIREFOX, "Firefox/Windows"),
        (CHROME, "Chrome/Android"),
        (SAFARI, "Safari/iPhone"),
        (EDGE, "Edge/Windows"),
        ("curl/8", "/"),
        ("", "/"),
    ],
)
def test_a_browser_has_a_name_that_people_know(user_agent, kind):
    assert kind_of(user_agent) == kind


def test_the_list_says_where_since_when_and_which_one_is_here(user):
    logged_in(user, CHROME)
    page = logged_in(user).get("/account/sessies/").content.decode()
    assert "Firefox op Windows" in page
    assert "Chrome op Android" in page
    assert page.count("Deze beëindigen") == 1
    assert "Ingelogd sinds" in page


def test_one_is_ended_and_the_others_stay(user):
    first, second, third = (logged_in(user) for _ in range(3))
    number = second.session["log_in"]
    assert first.post(f"/account/sessies/{number}/").url == "/account/sessies/"
    assert [is_in(each) for each in (first, second, third)] == [True, False, True]


def test_all_others_are_ended_at_once(user):
    first, second, third = (logged_in(user) for _ in range(3))
    page = first.post("/account/sessies/andere/", follow=True).content.decode()
    assert "alleen nog hier" in page
    assert [is_in(each) for each in (first, second, third)] == [True, False, False]
    assert "Alle andere beëindigen" not in first.get("/account/sessies/").content.decode()


def test_somebody_elses_session_is_not_theirs_to_end(user, actor):
    other = User.objects.create_user("sam@waterhoven.example", PASSWORD)
    theirs, mine = logged_in(other), logged_in(user)
    mine.post(f"/account/sessies/{theirs.session['log_in']}/")
    mine.post("/account/sessies/andere/")
    assert is_in(theirs)


def test_a_click_on_a_link_ends_nothing(user):
    client = logged_in(user)
    assert client.get("/account/sessies/andere/").status_code == 405
    assert Client().get("/account/sessies/").url.startswith("/account/login/")


def test_use_is_kept_once_in_a_while_and_not_for_every_page(user, django_assert_num_queries):
    client = logged_in(user)
    session = BrowserSession.objects.get()
    client.get("/account/beveiliging/")
    assert BrowserSession.objects.get().used_at == session.used_at
    data = client.session
    data["log_in_used"] = (timezone.now() - timedelta(minutes=11)).timestamp()
    data.save()
    client.get("/account/beveiliging/")
    assert BrowserSession.objects.get().used_at > session.used_at


def test_what_is_over_is_not_shown_and_forgotten_at_the_next_log_in(user):
    client = logged_in(user)
    client.post("/account/logout/")
    again = logged_in(user)
    assert BrowserSession.objects.count() == 1
    assert again.get("/account/sessies/").content.decode().count("Firefox") == 1


def test_another_password_ends_the_others_and_keeps_this_one_in_the_list(user):
    first, second = logged_in(user), logged_in(user)
    typed = {"oldpassword": PASSWORD, "password1": f"{PASSWORD}s", "password2": f"{PASSWORD}s"}
    assert first.post("/account/password/change/", typed).status_code == 302
    assert [is_in(each) for each in (first, second)] == [True, False]
    page = first.get("/account/sessies/").content.decode()
    assert page.count("Firefox op Windows") == 1
    assert "Deze beëindigen" not in page
