"""Mail of which Schakel does not know where it belongs gets its place, in two clicks."""

import pytest

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Attached, Kind, Mailbox, State
from schakel.domain.matters.models import Matter
from schakel.domain.promises.models import Promise
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import incoming, make

pytestmark = pytest.mark.journey

LONG = "heel-" * 12 + "lang@bewoner.example"


@pytest.fixture
def town(site):
    return make.tenant()


def arrived(actor, text: str, **fields) -> Arrival:
    return incoming.arrive(actor, incoming.mail(text, kind=Kind.LIST, **fields))


def state_of(town, mail: Arrival) -> str:
    with within_tenant(town.pk):
        return Arrival.objects.get(pk=mail.pk).state


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("phone", False), ("desktop", True)],
    ids=["phone-no-scripts", "desktop"],
)
def test_each_mail_that_waits_gets_its_place(visit, town, size, scripts):
    with within_tenant(town.pk):
        actor = system(town.pk)
        make.Team(actor)
        matter = make.matter(actor)
        known = arrived(
            actor,
            "De schommel is weer stuk.",
            html='<p>De <b>schommel</b>.</p><img src="https://x.example/a.gif" width="900">',
            attachments=(
                Attached(name="plan.pdf", content=b"%PDF-1.7\n%%EOF\n"),
                Attached(name="spel.exe", content=b"MZ\x90\x00"),
            ),
        )
        fresh = arrived(actor, "Wie snoeit de heg?", sender=Mailbox(address=LONG), subject="Heg")
        numbered = arrived(
            actor,
            "Nog iets over de bank. Ik bel u morgen terug.",
            sender=Mailbox(address="x@y.example"),
        )
        spam = arrived(actor, "Koop nu.", sender=Mailbox(address="winkel@x.example"), subject="")
        clerk = visit(size, scripts=scripts).log_in(known.owner)

    # In the order in which it came: the first is the first to be placed, in two clicks.
    clerk.go("/binnengekomen/").sees("Wacht op een plek").check_looks()
    clerk.press("Geef een plek", role="link").sees("De schommel is weer stuk.").check_looks()
    clerk.press("De mail hoort hier").sees("De schommel is weer stuk.").sees(matter.reference)
    assert state_of(town, known) == State.ADDED

    clerk.go(f"/binnengekomen/{fresh.pk}/").press("Lees de hele mail", role="link")
    clerk.press("Mail van", role="link").press("Dit is een nieuw bericht").sees("eigen bericht")
    assert state_of(town, fresh) == State.OPENED
    clerk.press("Naar het bericht", role="link").sees("Wie snoeit de heg?")

    clerk.go(f"/binnengekomen/{numbered.pk}/")
    clerk.page.get_by_label("Zij, aan ons: “Ik bel u morgen terug.”").check()
    clerk.press("Voeg toe aan dit bericht")
    clerk.sees("Schrijf het nummer van het bericht op.")
    clerk.fill("Nummer van het bericht", "0000-0000").press("Voeg toe aan dit bericht")
    clerk.sees("Geen bericht heeft dit nummer")
    # Enter does what the button beside the field does, and not what the first button does.
    clerk.fill("Nummer van het bericht", matter.reference).page.keyboard.press("Enter")
    clerk.page.wait_for_url(f"**/kwesties/{matter.pk}/")
    clerk.check().sees("Nog iets over de bank.")
    with within_tenant(town.pk):
        assert Promise.objects.get().words == "Ik bel u morgen terug."
    assert state_of(town, numbered) == State.ADDED

    clerk.go(f"/binnengekomen/{spam.pk}/").press("Niemand hoeft hier iets", role="link")
    clerk.press("Leg opzij").sees("Schrijf waarom.")
    clerk.fill("Waarom hoeft niemand er iets mee te doen?", "Reclame.").press("Leg opzij")
    clerk.sees("De mail ligt opzij.").sees("Elke mail heeft een plek.")
    assert state_of(town, spam) == State.SET_ASIDE
    clerk.go(f"/binnengekomen/{spam.pk}/").sees("Reclame.").lacks("Waar hoort deze mail?")
    with within_tenant(town.pk):
        assert Matter.objects.count() == 2
