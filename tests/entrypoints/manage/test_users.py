"""The last way in, for who can use the server: a new log-in, and its owner hears of it."""

import json

from allauth.mfa.models import Authenticator
from django.test import Client

from schakel.domain.messages.models import Message
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.identity.actions import give_log_in, give_second_factor
from schakel.foundation.identity.models import User
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_reset_gives_a_password_and_ends_second_factors_and_sessions(schakel, tenant, actor):
    team = make.Team(actor)
    browser = staff_client(team.noor)
    user = User.objects.get(email=team.noor.email)
    give_second_factor(user=user, secret=SECRET)
    assert logged_in(browser)
    told = json.loads(schakel("user", "reset", team.noor.email.upper(), "--json").out)
    user.refresh_from_db()
    assert user.check_password(told["password"])
    assert not Authenticator.objects.filter(user=user).exists()
    assert not logged_in(browser)


def logged_in(browser: Client) -> bool:
    return (
        "_auth_user_id" in browser.session
        and browser.get("/account/beveiliging/").status_code == 200
    )


def test_its_owner_is_mailed_what_happened_and_the_journal_holds_it(schakel, tenant, actor):
    team = make.Team(actor)
    staff_client(team.noor)
    schakel("user", "reset", team.noor.email)
    message = Message.objects.get()
    assert (message.staff, message.to_address) == (team.noor, team.noor.email)
    assert "beheerder" in message.typed
    assert Line.objects.filter(what="log_in.reset", subject_id=team.noor.pk).exists()
    words = compose(Here(tenant, actor, make.NOW, make.TODAY), message)
    assert words.subject == "Over uw inlog"
    assert "Uw oude wachtwoord werkt niet meer." in words.body


def test_somebody_of_no_institution_can_be_reset_too(schakel, tenant):
    user, _ = give_log_in(email="beheer@server.example")
    ran = schakel("user", "reset", user.email)
    assert ran.status == 0
    assert "new password" in ran.out
    assert not Message.objects.exists()


def test_an_address_without_a_log_in_is_refused_in_words(schakel, tenant):
    ran = schakel("user", "reset", "niemand@waterhoven.example")
    assert (ran.status, ran.out) == (1, "")
    assert "niemand@waterhoven.example" in ran.err


def test_the_list_tells_who_can_log_in_and_as_what(schakel, tenant, actor):
    team = make.Team(actor)
    staff_client(team.noor)
    listed = json.loads(schakel("user", "list", "--tenant", tenant.code, "--json").out)
    assert listed == [{"email": team.noor.email, "name": "Noor de Wit", "roles": ["connector"]}]
    assert "Noor de Wit (connector)" in schakel("user", "list", "--tenant", tenant.code).out


def test_a_list_of_an_unknown_institution_is_refused(schakel, tenant):
    assert schakel("user", "list", "--tenant", "nergens").status == 1
