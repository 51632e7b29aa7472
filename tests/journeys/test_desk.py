"""The desk at work: by keyboard, and through all that can become of a matter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter
from schakel.domain.promises.models import Promise
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

# Typing set aside; from the open desk to what is kept.
MOST_KEYS = 25


class Keys:
    """Somebody without a mouse; counts each press that types nothing."""

    def __init__(self, visitor) -> None:
        self.visitor, self.keyboard, self.pressed = visitor, visitor.page.keyboard, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.keyboard.press(key)

    def tab_to(self, selector: str) -> "Keys":
        """Go on to this, and see where the reader is on the way."""
        while not self.visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            assert self.pressed < MOST_KEYS, f"no way to {selector}"
            self.press("Tab")
        return self

    def type(self, text: str) -> "Keys":
        self.keyboard.type(text)
        return self

    def open(self) -> None:
        with self.visitor.page.expect_navigation():
            self.press("Enter")

    def send(self) -> None:
        with self.visitor.page.expect_navigation():
            self.press("Control+Enter")
        self.visitor.check()


@pytest.fixture
def tenant(site: str):
    return make.tenant()


@pytest.fixture
def noor(visit, tenant):
    """Noor at her desk, with Fatima's matter on it."""
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        make.colleague(actor, "Lina Bos", networks=[team.network])
        make.matter(actor, now=timezone.now(), today=timezone.localdate())
        Matter.objects.update(owner=team.noor, second=team.sam)
        return visit("desktop").log_in(team.noor)


def test_a_contact_with_a_promise_is_recorded_by_keyboard(noor, tenant):
    keys = Keys(noor.go("/vandaag/"))
    keys.tab_to("header .nl-button--primary").open()
    words = "Gebeld met Fatima over het hek. Ik bel haar uiterlijk vrijdag terug."
    # A browser gives the field its focus when it first draws, which may be after the load.
    noor.page.locator("[name=text]:focus").wait_for()
    keys.type(words)
    noor.page.get_by_text("Is dit een belofte?").wait_for()
    noor.check()
    keys.tab_to("[name=promises]").press("Space")
    keys.send()
    noor.sees("Het contact is vastgelegd.").sees("Ik bel haar uiterlijk vrijdag terug.")
    with within_tenant(tenant.pk):
        assert ("phone", words) in ContactMoment.objects.values_list("channel", "summary")
        promised = Promise.objects.get()
    assert promised.due_on is not None
    assert promised.due_on.weekday() == 4
    assert keys.pressed <= MOST_KEYS


def test_what_somebody_tells_at_the_desk_is_taken_in_by_keyboard(noor, tenant):
    keys = Keys(noor.go("/kwesties/nieuw/"))
    keys.press("Tab")
    keys.press("Enter")
    keys.tab_to("[name=name]").type("Hassan Bouali")
    keys.tab_to("[name=phone]").type("0500 123456")
    keys.tab_to("[name=story]").type("De stoep bij de school is te smal.")
    keys.send()
    noor.sees("Het is binnen.").sees("De stoep bij de school is te smal.")
    noor.sees("Noor de Wit schreef het op.")
    assert keys.pressed <= MOST_KEYS


def test_a_new_contact_person_is_told_to_the_resident(noor, post):
    noor.go("/kwesties/").press("Fatima el Amrani", role="link").press("Overdragen", role="link")
    noor.choose("Lina Bos").fill("Waarom?", "Lina kent de straat.").press("Overdragen")
    noor.sees("Dit is overgedragen.").sees("Lina Bos")
    post.deliver()
    assert "Lina Bos" in post.last_to("fatima@bewoner.example")


def test_the_clock_stands_still_runs_again_and_gets_more_time(noor, post):
    noor.go("/kwesties/").press("Fatima el Amrani", role="link").press("Idee")
    more(noor, "De termijn laten stilstaan").press("Laten stilstaan").sees("Dit lukt nog niet")
    noor.choose("Awb 4:5").fill("Wat leest de inwoner?", "Stuur ons een tekening van de strook.")
    noor.press("Laten stilstaan").sees("De termijn staat stil.")
    more(noor, "De termijn weer laten lopen").press("Weer laten lopen")
    noor.sees("De termijn loopt weer.")
    more(noor, "Meer tijd nemen").fill("Hoeveel tijd erbij?", "400").fill("Waarom?", "Drukte.")
    noor.press("Nieuwe datum bekijken").sees("Dit lukt nog niet")
    noor.fill("Hoeveel tijd erbij?", "5").press("Nieuwe datum bekijken").sees("Nieuwe datum")
    noor.press("Meer tijd nemen").sees("U hebt meer tijd.")
    post.deliver()
    assert "Drukte." in post.last_to("fatima@bewoner.example")


def test_a_promise_is_kept_and_the_matter_passed_on(noor, post):
    noor.go("/kwesties/").press("Fatima el Amrani", role="link")
    more(noor, "Belofte vastleggen").fill("Wat is er beloofd?", "Ik vraag het aan het waterschap.")
    tomorrow = timezone.localdate() + timedelta(days=1)
    noor.fill("Uiterlijk op", tomorrow.isoformat()).press("Vastleggen")
    noor.sees("De belofte is vastgelegd.").go("/vandaag/")
    noor.press("Nagekomen").sees("Er staat nu bij hoe het met de belofte ging.")
    noor.go("/kwesties/").press("Fatima el Amrani", role="link").sees("nagekomen")
    more(noor, "Doorgeven, het is niet voor ons").press("Doorgeven").sees("Dit lukt nog niet")
    noor.fill("Aan wie geeft u dit door?", "Waterschap De Stroom").press("Doorgeven")
    noor.sees("Dit is doorgegeven.")
    post.deliver()
    assert "Waterschap De Stroom" in post.last_to("fatima@bewoner.example")


def more(noor, step: str):
    """A step that stands behind "more you can do"."""
    noor.page.get_by_text("Meer wat u kunt doen").click()
    return noor.check().press(step, role="link")
