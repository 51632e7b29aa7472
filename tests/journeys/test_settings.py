"""An administrator answers how it works here, and takes it back; a resident sees what that does."""

import pytest
from django.utils import timezone

from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import begin_with_default_norms
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("phone", False), ("desktop", True)],
    ids=["phone-no-scripts", "desktop"],
)
def test_a_term_is_changed_and_taken_back_and_the_ideas_page_turned_off_and_on(
    visit, size, scripts
):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        begin_with_default_norms(actor=actor, now=timezone.now())
        make.Team(actor)
        ada = visit(size, scripts=scripts).log_in(
            make.colleague(actor, "Ada Blok", roles=[Role.ADMINISTRATOR])
        )
    resident = visit(size, scripts=scripts)

    ada.go("/beheer/").sees("Hoe werken wij hier?")
    ada.press("Hoe lang mag een antwoord duren?", role="link").sees("Awb 9:11 lid 1")
    ada.press("Klacht", role="link").sees("6 weken; echt te laat na 8 weken")
    ada.fill("Antwoord binnen, in weken", "11").press("Opslaan")
    ada.sees("Langer dan 10 weken mag niet, volgens Awb 9:11 lid 1.")
    ada.fill("Antwoord binnen, in weken", "4").press("Opslaan").sees("Dit is bewaard.")
    ada.sees("4 weken; echt te laat na 8 weken").press("Klacht", role="link").sees("Ada Blok")
    ada.press("Terug naar de standaard").sees("De standaard geldt weer.")
    ada.press("Klacht", role="link").lacks("Terug naar de standaard")

    resident.go("/").press("Ideeën van mensen hier", role="link").go("/")
    ada.go("/beheer/").press("Mag iedereen ideeën van mensen hier lezen?", role="link")
    ada.sees("dan is de pagina meteen weg").choose("Nee, uit").press("Opslaan").sees("standaard")
    resident.go("/").lacks("Ideeën van mensen hier").go("/ideeen/").sees("Deze pagina is er niet")
    ada.choose("Ja, aan").press("Opslaan").sees("Van “Uit” naar “Aan”")
    resident.go("/ideeen/").sees("Ideeën van mensen hier")
