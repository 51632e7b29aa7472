"""Calm at the desk: what was done by mistake, work without a mouse, and on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey


@pytest.fixture
def office(site):
    """Noor, two people who came with something, and a task about the first."""
    tenant = make.tenant(hostname="127.0.0.1")
    now = timezone.now()
    today = timezone.localdate(now)
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        for name in ("Fatima el Amrani", "Ria Bos"):
            make.matter(
                actor,
                sender=Sender(name=name, email=f"{name.split()[0].lower()}@bewoner.example"),
                theme=team.theme,
                area=team.area,
                now=now - timedelta(hours=1),
                today=today,
            )
        ask_for(
            actor=actor,
            member=team.noor,
            kind=Kind.FOLLOW_UP,
            text="Vraag of de heg er staat.",
            due_on=today,
            matter=Matter.objects.get(party__name="Ria Bos"),
            now=now,
        )
        return tenant, team.noor


def test_a_finished_task_and_a_wrong_contact_are_taken_back(visit, office):
    tenant, noor = office
    phone = visit("phone", scripts=False)
    with within_tenant(tenant.pk):
        phone.log_in(noor)
        matter = Matter.objects.get(party__name="Ria Bos")
    phone.go(f"/kwesties/{matter.pk}/").sees("Vraag of de heg er staat.")
    phone.press("Klaar").lacks("Vraag of de heg er staat.").sees("Ongedaan maken")
    phone.press("Ongedaan maken").sees("De taak staat weer open.")
    phone.sees("Vraag of de heg er staat.").lacks("Ongedaan maken")

    phone.go(f"/contact/?party={matter.party_id}&matter={matter.pk}")
    phone.fill("Waarover sprak u", "Gebeld met Fatima over het hek.").press("Verder")
    phone.press("Vastleggen").sees("Het contact is vastgelegd.")
    phone.press("Ongedaan maken").sees("Uw woorden staan hier")
    phone.press("Vastleggen")
    phone.sees("Het contact is vastgelegd.").sees("Gebeld met Fatima over het hek.")
    phone.go(f"/kwesties/{matter.pk}/").sees("Teruggenomen").lacks("over het hek")
    with within_tenant(tenant.pk):
        assert Task.objects.open().filter(matter=matter, kind=Kind.FOLLOW_UP).exists()
        assert ContactMoment.objects.that_were().latest("pk").party.name == "Fatima el Amrani"
        strength = dict(Connection.objects.values_list("party__name", "strength"))
        assert strength["Fatima el Amrani"] > strength["Ria Bos"]


def test_keys_lead_through_the_desk_and_can_be_turned_off(visit, office):
    tenant, noor = office
    desktop = visit("desktop")
    with within_tenant(tenant.pk):
        desktop.log_in(noor)
    desktop.go("/kwesties/")
    keys, focused = desktop.page.keyboard, desktop.page.locator(":focus")
    keys.press("?")
    desktop.check().sees("Naar het zoekveld")
    keys.press("Escape")
    # The browser gives the focus back when it has closed the list, a moment later.
    desktop.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )
    desktop.lacks("Naar het zoekveld")
    keys.press("j")
    first = focused.inner_text()
    keys.press("j")
    assert focused.inner_text() != first
    keys.press("k")
    assert focused.inner_text() == first
    keys.press("/")
    assert focused.get_attribute("id") == "search"
    keys.type("jg1?")
    assert focused.input_value() == "jg1?"
    focused.blur()
    keys.press("g")
    keys.press("1")
    desktop.page.wait_for_url("**/vandaag/")
    desktop.press("Sneltoetsen")
    desktop.page.get_by_label("Deze toetsen gebruiken in deze browser").uncheck()
    desktop.press("Deze lijst sluiten")
    keys.press("?")
    desktop.lacks("Naar het zoekveld")
    keys.press("g")
    keys.press("2")
    desktop.go("/vandaag/").sees("Vandaag")
    assert desktop.page.locator("#search").get_attribute("aria-keyshortcuts") is None


@pytest.mark.parametrize("path", ["/vandaag/", "/kwesties/", "/kwesties/{}/", "/contact/"])
def test_all_is_reached_with_the_tab_key_in_the_order_of_the_page(visit, office, path):
    tenant, noor = office
    desktop = visit("desktop")
    with within_tenant(tenant.pk):
        desktop.log_in(noor)
        matter = Matter.objects.get(party__name="Ria Bos")
    desktop.go(path.format(matter.pk))
    page = desktop.page
    reached = [0]
    shown = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll(
            "a[href], button, input, select, textarea, summary")];
          window.reachable = all.filter((each) => each.checkVisibility({ visibilityProperty: true })
            && each.type !== "hidden" && !each.closest("dialog")
            && !(each.type === "radio" && !each.checked && document.querySelector(
              `[name="${each.name}"]:checked, [name="${each.name}"]`) !== each));
          window.reachable[0].focus();
          return window.reachable.length;
        }"""
    )
    for _ in range(shown - 1):
        page.keyboard.press("Tab")
        here, outline = page.evaluate(
            """() => [window.reachable.indexOf(document.activeElement),
              getComputedStyle(document.activeElement).outlineStyle]"""
        )
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        reached.append(here)
    assert reached == list(range(shown))


@pytest.mark.parametrize("path", ["/vandaag/", "/kwesties/{}/", "/partijen/{}/"])
def test_on_paper_stands_what_happened_and_nothing_to_press(visit, office, path):
    tenant, noor = office
    desktop = visit("desktop", dark=True)
    with within_tenant(tenant.pk):
        desktop.log_in(noor)
        matter = Matter.objects.get(party__name="Ria Bos")
    number = matter.party_id if "partijen" in path else matter.pk
    desktop.go(path.format(number)).sees("Ria Bos")
    desktop.page.emulate_media(media="print")
    paper = desktop.page.evaluate(
        """() => ({
          pressed: [...document.querySelectorAll("button, input, textarea, nav, dialog, summary")]
            .filter((each) => each.checkVisibility()).map((each) => each.outerHTML),
          ink: getComputedStyle(document.body).color,
          under: getComputedStyle(document.documentElement).backgroundColor,
        })"""
    )
    assert paper == {"pressed": [], "ink": "rgb(0, 0, 0)", "under": "rgb(255, 255, 255)"}
    assert desktop.page.pdf(format="A4").startswith(b"%PDF")
