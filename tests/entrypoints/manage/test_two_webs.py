"""Two web processes, as behind a load balancer: what counts once, counts once for both."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connections, transaction

from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.entrypoints.account.test_log_in import PASSWORD, SECRET, digits
from tests.processes import free_port, wait_for
from tests.visitor import Answer, Visitor, is_there

pytestmark = pytest.mark.slow

SECONDS_TO_OFFER = 10
SECOND_FACTOR = "/account/tweede-factor/authenticate/"


@pytest.fixture
def user(committed) -> User:
    cache.clear()
    town = make.tenant()
    with within_tenant(town.pk):
        user = User.objects.create_user("noor@waterhoven.example", PASSWORD)
        make.colleague(system(town.pk), user=user, email=user.email)
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def two(start) -> list[Visitor]:
    """Two people, each with a web process of their own."""
    found = [Visitor(free_port()) for _ in range(2)]
    for each in found:
        start("web", "--workers", "1", port=each.port)
    for each in found:
        wait_for(lambda port=each.port: is_there(port), 60)
    return found


def log_in(visitor: Visitor, user: User, password: str = PASSWORD) -> Answer:
    return visitor.post("/account/login/", {"login": user.email, "password": password})


def waiting_for_a_lock() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def at_the_same_moment(two: list[Visitor], code: str) -> list[Answer]:
    """Both are held until both stand before what is counted, and then let go."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute("LOCK TABLE schakel_cache IN SHARE MODE")
            offered = [pool.submit(each.post, SECOND_FACTOR, {"code": code}) for each in two]
            wait_for(lambda: waiting_for_a_lock() == 2, 20)
        return [each.result() for each in offered]


def digits_that_last() -> str:
    """The digits of the second factor, which do not change while they are offered."""
    wait_for(
        lambda: time.time() % TOTP_PERIOD < TOTP_PERIOD - SECONDS_TO_OFFER, SECONDS_TO_OFFER + 1
    )
    return digits()


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/vandaag/").status == 200


def test_one_code_at_two_processes_at_the_same_moment_lets_one_in(user, two):
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    for code in (digits_that_last(), recovery):
        people = [Visitor(each.port) for each in two]
        for each in people:
            assert log_in(each, user).headers["Location"].startswith(SECOND_FACTOR)
        answered = at_the_same_moment(people, code)
        assert sorted(each.status for each in answered) == [200, 302]
        assert sorted(is_in(each) for each in people) == [False, True]


def test_wrong_passwords_are_counted_for_both_processes_together(user, two):
    one, other = two
    for visitor in (one, other, one, other, one):
        assert log_in(visitor, user, "a guess").status == 200
    assert [log_in(visitor, user).status for visitor in two] == [200, 200]
