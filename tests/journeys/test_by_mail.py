"""An official who never logs in: all is done from the mail, and the resident reads it."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Role
from schakel.domain.terms.models import Term
from schakel.entrypoints.worker import calendar
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey


@pytest.fixture
def tenant(site: str) -> Tenant:
    return make.tenant()


@pytest.fixture
def morning(monkeypatch, post):
    """The calendar goes round, and the mail, at nine in the morning of a day that is to come."""

    def go_round(day) -> None:
        moment = timezone.make_aware(datetime.combine(day, time(9)))
        with monkeypatch.context() as patch:
            patch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
            calendar.every_hour(timestamp=0)
            post.deliver()

    return go_round


def link_in(mail: str, number: int = 0) -> str:
    return re.findall(r"http\S+/doen/\S+/", mail)[number]


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("phone", False), ("desktop", True)],
    ids=["phone-no-scripts", "desktop"],
)
def test_an_official_who_never_logs_in_does_all_from_the_mail(
    visit, post, tenant, morning, size, scripts
):
    now, today = timezone.now(), timezone.localdate()
    with within_tenant(tenant.pk):
        team = make.Team(system(tenant.pk))
        type(team.noor).objects.update(roles=[Role.OFFICIAL.value])
        matter = make.matter(
            system(tenant.pk), now=now, today=today, subject="Groenstrook", story="Mag dat hier?"
        )
        address = matter.owner.email
    post.deliver()
    noor = visit(size, scripts=scripts)

    mail = post.last_to(address)
    assert "Fatima el Amrani" in mail
    assert "Groenstrook" in mail
    noor.go(link_in(mail)).sees(matter.reference).sees("Noor de Wit").lacks("Groenstrook")
    noor.press("Nee, vraag een collega").sees("Schrijf waarom u dit niet kunt.")
    noor.press("Ja, dat doe ik").sees("voor bericht")
    noor.go(link_in(mail)).sees("Iemand gebruikte deze link al.")

    with within_tenant(tenant.pk):
        due_on = Term.objects.get().due_on
    morning(due_on)
    mail = post.last_to(address)
    assert "Antwoord Fatima el Amrani" in mail
    noor.go(link_in(mail)).press("Antwoord versturen").sees("Uw tekst")
    noor.fill("Uw tekst", "Ja, u mag de strook beplanten. Ik kom kijken.")
    noor.press("Antwoord versturen").sees("Uw antwoord gaat nu naar de inwoner.")
    post.deliver()
    assert "Ja, u mag de strook beplanten." in post.last_to("fatima@bewoner.example")

    with within_tenant(tenant.pk):
        matter = Matter.objects.get()
        record_promise(
            actor=make.acting(matter.owner, today),
            connection=matter.connection,
            matter=matter,
            side=Side.OURS,
            words="Ik kom kijken.",
            given_by=matter.owner,
            made_on=today,
            due_on=due_on + timedelta(days=7),
            today=today,
            now=now,
        )
    morning(due_on + timedelta(days=7))
    mail = post.last_to(address)
    assert "U beloofde Fatima el Amrani: “Ik kom kijken.”" in mail
    noor.go(link_in(mail)).lacks("Ik kom kijken.").press("Vastleggen").sees("Hoe ging het ermee?")
    noor.choose("Nagekomen").press("Vastleggen").sees("dat het is gedaan")
    with within_tenant(tenant.pk):
        assert Promise.objects.get().course == "kept"
        page = address_of(link_to(matter))

    fatima = visit(size, scripts=scripts)
    fatima.go(page).press("Stuur mij een code")
    with within_tenant(tenant.pk):
        code = mailed_code(link_to(matter))
    fatima.fill("De zes cijfers", code).press("Open mijn pagina")
    fatima.sees("Ja, u mag de strook beplanten.").sees("Ik kom kijken.")
