"""Who chooses English reads English, on both sides."""

import re

import pytest
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey

DUTCH = re.compile(
    r"\b(aan|bij|bent|dan|dat|de|deze|die|dit|een|en|geen|gesprek|het|hoe|hun|kan|met|naar|niet|nog"
    r"|nieuw|ons|ook|op|te|uit|uiterlijk|uw|van|voor|waar|wat|wij|wordt|zij|zijn)\b",
    re.IGNORECASE,
)


def test_in_english_nothing_is_dutch(visit, site):
    tenant = make.tenant(is_demo=True)
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        Theme.objects.update(name="Green")
        Area.objects.update(name="Eastgate")
        Network.objects.update(name="Green streets")
        matter = make.matter(
            actor,
            story="We want flowers along our street.",
            sender=Sender(name="Jane Brown", email="jane@resident.example"),
            now=timezone.now(),
            today=timezone.localdate(),
            theme=team.theme,
        )
        matter = Matter.objects.select_related("owner", "party").get(pk=matter.pk)
        link = link_to(matter)
        somebody = visit("desktop").log_in(matter.owner)
    somebody.go("/").press("English")
    for page in (
        "",
        "meedoen",
        "uw-pagina",
        "privacy",
        "toegankelijkheid",
        "verbinder-worden",
        "vandaag",
        "nieuw",
        "kwesties",
        "kwesties/nieuw",
        f"kwesties/{matter.pk}",
        f"kwesties/{matter.pk}/antwoord",
        f"kwesties/{matter.pk}/opschorten",
        f"kwesties/{matter.pk}/overdragen",
        "verbindingen",
        f"verbindingen/{matter.connection_id}",
        "partijen",
        f"partijen/{matter.party_id}",
        "initiatieven",
        "contact",
        "afwezig",
        "uitgaand",
    ):
        somebody.page.goto(f"{somebody.site}/{page}/".replace("//", "/").replace(":/", "://"))
        is_english(somebody)
    somebody.go(address_of(link)).press("Send me a code")
    with within_tenant(tenant.pk):
        code = mailed_code(link)
    somebody.page.get_by_role("textbox").first.fill(code)
    somebody.press("Open my page")
    is_english(somebody)


def is_english(somebody) -> None:
    assert somebody.page.locator("html").get_attribute("lang") == "en"
    shown = somebody.page.inner_text("body")
    # Names of people, of this language and of articles of law stay as they are.
    words = re.sub(r"Noor de Wit|Nederlands|Awb [^)]*", "", shown)
    found = [line for line in words.splitlines() if DUTCH.search(line)]
    assert found == [], somebody.page.url
