"""An idea from the form to the answer and back again: the main story, on both sides."""

import pytest

from schakel.domain.matters.models import Matter
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

FATIMA = "fatima@bewoner.example"
ANSWER = "De strook mag er komen. U kunt in maart beginnen."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_idea_is_answered_and_the_resident_goes_on_with_it(visit, post, scripts):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        StaffMember.objects.update(roles=[Role.OFFICIAL])
    fatima = visit("phone", scripts=scripts)
    tell(fatima)
    post.deliver()

    official = visit("desktop" if scripts else "phone", scripts=scripts)
    with within_tenant(tenant.pk):
        matter = Matter.objects.select_related("owner").get()
        official.log_in(matter.owner)
    take_up_and_answer(official)
    with within_tenant(tenant.pk):
        term = Term.objects.get()
        assert (term.ended_on, term.end_reason) == (term.started_on, "answered")
    post.deliver()
    assert ANSWER in post.last_to(FATIMA)

    fatima.go(post.page_of(FATIMA)).press("Stuur mij een code")
    post.deliver()
    fatima.fill("De zes cijfers", post.code_of(FATIMA)).press("Open mijn pagina")
    fatima.sees(ANSWER).sees("Wij gaven u antwoord")
    fatima.press("Iets toevoegen", role="link")
    fatima.fill("Wat wilt u toevoegen?", "Er komt ook een bankje.").press("Versturen")
    fatima.sees("Er komt ook een bankje.").sees("Wij lezen wat u toevoegde")
    post.deliver()
    official.go("/vandaag/").sees("Schreef iets op").press("Lezen", role="link")
    official.sees("Er komt ook een bankje.")

    fatima.press("Het is klaar", role="link").press("Ja, het is klaar").sees("Dit is afgerond")
    fatima.press("Opnieuw openen", role="link")
    fatima.fill("Wat is nog niet klaar?", "Het bankje staat scheef.").press("Opnieuw openen")
    fatima.sees("U hoort van ons uiterlijk").sees("Het bankje staat scheef.")
    official.go(official.page.url).sees("Het bankje staat scheef.")


def tell(fatima) -> None:
    fatima.go("/meedoen/")
    fatima.fill("Wat is uw idee of vraag?", "Wij willen een groenstrook op de Kastanjelaan.")
    fatima.fill("Uw naam", "Fatima el Amrani").fill("E-mailadres", FATIMA)
    fatima.page.wait_for_timeout(3_000)
    fatima.press("Versturen").sees("is uw vaste contactpersoon")


def take_up_and_answer(official) -> None:
    official.go("/vandaag/").sees("Fatima el Amrani").press("Aannemen").sees("U nam")
    official.go("/kwesties/").press("Fatima el Amrani", role="link")
    official.press("Idee").sees("De soort is nu: idee.")
    official.press("Antwoorden", role="link").lacks("Dit is nog leeg")
    official.press("Antwoord versturen").sees("Dit lukt nog niet")
    official.fill("Uw tekst", ANSWER).press("Voorbeeld bekijken").sees("Fatima el Amrani")
    official.press("Antwoord versturen").sees("De termijn stopte op")
