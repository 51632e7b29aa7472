"""Somebody tells an idea, follows it on their own page, and finds their way when it goes wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.access.actions import hand_out_paper_code
from schakel.domain.access.rules import PAGE_LINK_LIVES
from schakel.domain.matters.models import Matter
from schakel.domain.promises.actions import keep_promise, record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.terms.actions import send_interim_word
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code

pytestmark = pytest.mark.journey

LONG = "Initiatiefgroepvoordeverduurzamingvandekastanjelaanenomstreken"


@pytest.fixture
def tenant(site: str) -> Tenant:
    made = make.tenant()
    with within_tenant(made.pk):
        team = make.Team(system(made.pk))
        type(team.noor).objects.filter(pk=team.noor.pk).update(phone="+31500123456")
    return made


def matter_with_a_story(tenant: Tenant) -> Matter:
    """Something that came in, with a promise kept, one under way, and a word in between."""
    now, today = timezone.now(), timezone.localdate()
    actor = system(tenant.pk)
    matter = make.matter(actor, now=now, today=today, subject="Groenstrook Kastanjelaan")
    carrier = make.acting(matter.owner, today)
    made = {
        "connection": matter.connection,
        "matter": matter,
        "side": Side.OURS,
        "given_by": matter.owner,
        "made_on": today,
        "today": today,
        "now": now,
    }
    kept = record_promise(
        actor=carrier, words="Ik kom kijken op de Kastanjelaan.", due_on=None, **made
    )
    keep_promise(actor=carrier, promise=kept, today=today, now=now)
    record_promise(
        actor=carrier,
        words="Ik vraag of de kabels diep genoeg liggen.",
        due_on=today + timedelta(days=14),
        **made,
    )
    make.contact(
        carrier,
        matter,
        channel="visit",
        summary="U liep samen langs de strook.",
        staff_id=matter.owner_id,
        happened_at=now,
        now=now,
    )
    send_interim_word(
        actor=carrier, matter=matter, text="Ik wacht nog op de kabels.", today=today, now=now
    )
    return matter


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("desktop", True), ("phone", False)],
    ids=["desktop", "phone-no-scripts"],
)
def test_from_the_first_page_to_the_own_page(visit, tenant, size, scripts):
    somebody = visit(size, scripts=scripts)
    somebody.go("/").sees("Vertel uw idee of vraag")
    somebody.press("Vertel het ons", role="link")
    somebody.press("Versturen").sees("Dit lukt nog niet")
    somebody.fill("Wat is uw idee of vraag?", "Wij willen een groenstrook op de Kastanjelaan.")
    somebody.fill("Uw naam", LONG)
    somebody.fill("E-mailadres", "fatima@bewoner.example")
    somebody.page.wait_for_timeout(3_000)
    somebody.press("Versturen").sees("is uw vaste contactpersoon")
    with within_tenant(tenant.pk):
        link = link_to(Matter.objects.get())
    somebody.go(address_of(link)).sees("f***@b***.example")
    somebody.press("Stuur mij een code")
    somebody.fill("De zes cijfers", "12").press("Open mijn pagina").sees("Deze code klopt niet")
    with within_tenant(tenant.pk):
        code = mailed_code(link)
    somebody.fill("De zes cijfers", code).press("Open mijn pagina").sees("Waarom deze datum?")
    somebody.press("Iets toevoegen", role="link")
    somebody.fill("Wat wilt u toevoegen?", "Er komt ook een bankje.")
    somebody.press("Versturen").sees("Er komt ook een bankje.")
    somebody.page.get_by_label("het kan beter").check()
    somebody.fill("In uw woorden", "Het duurt lang.")
    somebody.press("Versturen").sees("zei u: het kan beter.").sees("Het duurt lang.")
    somebody.press("Het is klaar", role="link")
    somebody.press("Ja, het is klaar").sees("Dit is afgerond")
    somebody.press("Opnieuw openen", role="link").press("Opnieuw openen")
    somebody.fill("Wat is nog niet klaar?", "Het bankje staat scheef.")
    somebody.press("Opnieuw openen").sees("U hoort van ons")


@pytest.mark.parametrize(
    ("size", "dark"), [("phone", False), ("desktop", True)], ids=["phone-light", "desktop-dark"]
)
def test_the_pages_at_rest(visit, tenant, size, dark):
    with within_tenant(tenant.pk):
        matter = matter_with_a_story(tenant)
        link = link_to(matter)
        old = link_to(make.matter(system(tenant.pk)), timezone.now() - PAGE_LINK_LIVES * 2)
        paper = hand_out_paper_code(
            actor=make.acting(matter.owner, timezone.localdate()),
            matter=matter,
            now=timezone.now(),
        )
    somebody = visit(size, dark=dark)
    somebody.go("/").go("/meedoen/").go("/uw-pagina/").go("/privacy/").go("/toegankelijkheid/")
    somebody.go("/verbinder-worden/")
    somebody.go(address_of(old)).sees("te oud")
    somebody.press("Stuur mij een nieuwe link").sees("Wij sturen een nieuwe link")
    somebody.go(address_of(link))
    somebody.go("/uw-pagina/").fill("De code op uw papier", paper).press("Open mijn pagina")
    somebody.sees("Groenstrook Kastanjelaan").sees("Ik kom kijken op de Kastanjelaan.")
    somebody.page.get_by_text("Waarom deze datum?").click()
    somebody.check()
    for step in ("toevoegen", "verbeteren", "afsluiten", "intrekken", "iemand-anders", "contact"):
        somebody.go(f"{somebody.page.url.rstrip('/')}/{step}/")
        somebody.press("Annuleren", role="link")
