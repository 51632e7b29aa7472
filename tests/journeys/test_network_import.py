"""A connector brings along the sheet that the team kept so far."""

import pytest

from schakel.domain.parties.actions import acquaint
from schakel.domain.parties.models import Party
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.sheets import LIME, OAK, book_of, bytes_of

pytestmark = pytest.mark.journey


def office():
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        return tenant, make.Team(system(tenant.pk))


def upload(visitor, name, content):
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    return visitor


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("phone", False), ("desktop", True)],
    ids=["phone-no-scripts", "desktop"],
)
def test_a_sheet_is_brought_along_and_taken_back(visit, size, scripts):
    tenant, team = office()
    with within_tenant(tenant.pk):
        known = make.party(
            system(tenant.pk), "Fatma el Amrani", email="fatima@eik.example", kind="person"
        )
        acquaint(actor=system(tenant.pk), party=known, network=team.network)
        noor = visit(size, scripts=scripts).log_in(team.noor)
    noor.go("/partijen/").press("Uw lijst inlezen", role="link")
    wrong = [*LIME[:2], "piet@", *LIME[3:]]
    upload(noor, "lijst.xlsx", bytes_of(book_of(OAK, wrong))).press("Verder")
    noor.sees("Wat staat in welke kolom?").press("Bekijk wat er komt")
    noor.sees("“piet@” is geen e-mailadres.").press("Het bestand opnieuw kiezen", role="link")
    upload(noor, "lijst.xlsx", bytes_of(book_of(OAK, LIME, Archief="oud"))).press("Verder")
    noor.sees("Welk werkblad wilt u inlezen?").choose("Sheet").press("Verder")
    noor.press("Bekijk wat er komt").sees("Er is nog niets gemaakt.")
    noor.sees("Wie misschien al bekend is").choose("dezelfde als Fatma el Amrani")
    noor.press("Inlezen").sees("ingelezen")
    noor.press("Naar mensen en groepen", role="link").sees("Buurttuin De Eik")
    noor.lacks("Fatima el Amrani").press("Uw lijst inlezen", role="link")
    noor.press("lijst.xlsx", role="link").press("De lijst terugdraaien", role="link")
    noor.press("De lijst terugdraaien").sees("Er bleef niets van staan.")
    with within_tenant(tenant.pk):
        assert [each.name for each in Party.objects.all()] == ["Fatma el Amrani"]
