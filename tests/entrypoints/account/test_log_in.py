import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from schakel.foundation.identity.models import User
from tests import make
from tests.pages import staff_client

PASSWORD = "een lange zin als sleutel"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def user(actor):
    user = User.objects.create_user("noor@waterhoven.example", PASSWORD)
    make.colleague(actor, user=user, email=user.email)
    return user


def digits() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def log_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def test_a_colleague_without_second_factor_is_led_to_set_one_up(user):
    client = Client()
    assert log_in(client, user).url == "/vandaag/"
    assert client.get("/vandaag/").url == "/account/beveiliging/"
    assert "tweede sleutel" in client.get("/account/beveiliging/").content.decode()


def test_a_password_alone_does_not_let_in_who_has_a_second_factor(user):
    TOTP.activate(user, SECRET)
    client = Client()
    assert log_in(client, user).url.startswith("/account/tweede-factor/authenticate/")
    assert client.get("/vandaag/").status_code == 302
    assert (
        client.post("/account/tweede-factor/authenticate/", {"code": digits()}).status_code == 302
    )
    assert client.get("/vandaag/").status_code in {200, 404}


def test_one_code_does_not_let_in_twice(user):
    TOTP.activate(user, SECRET)
    first, second = Client(), Client()
    log_in(first, user)
    log_in(second, user)
    code = digits()
    assert first.post("/account/tweede-factor/authenticate/", {"code": code}).status_code == 302
    assert second.post("/account/tweede-factor/authenticate/", {"code": code}).status_code == 200


def test_a_recovery_code_lets_in_once(user):
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    first, second = Client(), Client()
    log_in(first, user)
    log_in(second, user)
    assert first.post("/account/tweede-factor/authenticate/", {"code": code}).status_code == 302
    assert second.post("/account/tweede-factor/authenticate/", {"code": code}).status_code == 200


def test_the_second_factor_is_not_readable_in_the_database(user):
    TOTP.activate(user, SECRET)
    stored = user.authenticator_set.get(type="totp").data["secret"]
    assert SECRET not in stored


def test_guessing_a_password_is_stopped_whatever_the_address_claims_to_be(user):
    client = Client()
    answers = [
        client.post(
            "/account/login/",
            {"login": user.email, "password": f"guess {number}"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number in range(12)
    ]
    assert answers[0].status_code == 200
    assert log_in(client, user).status_code != 302
    assert time


def test_guessing_a_password_is_stopped_whatever_port_the_address_names(user):
    client = Client()
    for number in range(6):
        client.post(
            "/account/login/",
            {"login": user.email, "password": f"guess {number}"},
            headers={"Host": f"localhost:{number + 1}"},
        )
    assert log_in(client, user).status_code == 200


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "email/", "password/reset/key/x-y/"]
)
def test_nobody_makes_or_resets_a_log_in_alone(user, path):
    page = Client().get(f"/account/{path}")
    assert "beheerder" in page.content.decode()


@pytest.mark.parametrize("path", ["/vandaag/", "/kwesties/", "/partijen/", "/beheer/"])
def test_the_desk_asks_who_you_are(tenant, path):
    assert Client().get(path).url == f"/account/login/?next={path}"


def test_who_left_has_no_place_any_more(actor):
    member = make.colleague(actor, works_until=make.TODAY)
    assert staff_client(member).get("/vandaag/").url == "/account/organisatie/"
