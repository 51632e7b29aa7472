"""The mail with what is new can be stopped from a mail program; nothing else can."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import OF_NEWS_KEY, OF_TERMS_KEY, Kind, Way
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def inside(town):
    return lambda: within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def noor(town, inside) -> StaffMember:
    with inside():
        return make.colleague(system(town.pk))


@pytest.fixture
def mailed(town, noor, mails, work, inside):
    """What a colleague got under a key."""

    def send(key: str):
        with inside():
            actor, now = system(town.pk), timezone.now()
            tell(actor=actor, members=[noor], kind=NoticeKind.NEW_CONTACT, trigger=key, now=now)
            queue_message(
                actor=actor, kind=Kind.NOTICE, way=Way.EMAIL, to_address=noor.email,
                key=f"{key}{noor.pk}", staff=noor, language="nl", now=now,
            )  # fmt: skip
        work()
        return mails.received[-1]

    return send


@pytest.fixture
def choice(noor, inside):
    def choice() -> str:
        with inside():
            return StaffMember.objects.get(pk=noor.pk).grouped_mail

    return choice


@pytest.fixture
def path(mailed) -> str:
    """Where the mail with what is new can be stopped."""
    mail = mailed(OF_NEWS_KEY)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (found,) = re.findall(
        r"^<https://schakel\.waterhoven\.example(/minder-mail/\d+-\w{32}/)>$",
        str(mail["List-Unsubscribe"]),
    )
    return found


def test_a_mail_program_stops_the_mail_with_one_click(path, choice):
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert choice() == GroupedMail.TWICE_A_WEEK
    assert client.post(path, ONE_CLICK).status_code == 200
    assert choice() == GroupedMail.NEVER
    assert client.post(path, ONE_CLICK).status_code == 200


def test_a_person_presses_one_button(path, choice):
    page = Client().get(path).content.decode()
    assert page.count("nl-button--primary") == 1
    assert "Stop deze mails" in page
    assert "veel te laat" in page
    assert "Gelukt" in Client().post(path, {"stop": "yes"}).content.decode()
    assert choice() == GroupedMail.NEVER


def test_a_wrong_token_stops_nothing(path, choice):
    wrong = path[:-3] + ("0" if path[-3] != "0" else "1") + path[-2:]
    assert Client().post(wrong, ONE_CLICK).status_code == 404
    assert choice() == GroupedMail.TWICE_A_WEEK


@pytest.mark.parametrize("key", [OF_TERMS_KEY, "notices:"])
def test_what_has_to_be_known_cannot_be_stopped(mailed, key):
    mail = mailed(key)
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


def test_no_resident_and_nobody_who_is_asked_personally_can_stop_it(town, mails, work, inside):
    with inside():
        make.Team(system(town.pk))
        now = timezone.now()
        make.matter(system(town.pk), by=resident(town.pk), now=now, today=timezone.localdate(now))
    work()
    assert len(mails.received) >= 2
    assert {each["List-Unsubscribe"] for each in mails.received} == {None}
