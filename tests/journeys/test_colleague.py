import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from schakel.domain.staff.rules import Role
from schakel.foundation.identity.actions import give_log_in
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

OWN = "een lange zin als sleutel"


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def office() -> str:
    """A team of two, of whom Noor was given a log-in; its password, to be used once."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        team = make.Team(system(tenant.pk))
        user, password = give_log_in(email="noor@waterhoven.example")
        type(team.noor).objects.filter(pk=team.noor.pk).update(
            user=user, email=user.email, roles=[Role.CONNECTOR, Role.ADMINISTRATOR]
        )
        return password


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("phone", False), ("desktop", True)],
    ids=["phone-no-scripts", "desktop"],
)
def test_a_colleague_chooses_a_password_and_sets_up_a_second_factor(visit, size, scripts):
    password = office()
    noor = visit(size, scripts=scripts)
    noor.go("/beheer/").sees("Inloggen")
    noor.fill("E-mail", "noor@waterhoven.example").fill("Wachtwoord", "verkeerd wachtwoord")
    noor.press("Inloggen").fill("Wachtwoord", password).press("Inloggen")
    noor.sees("Kies een eigen wachtwoord").go("/vandaag/").sees("Kies een eigen wachtwoord")
    fields = noor.page.locator("input[type=password]")
    for field, typed in zip(fields.all(), (password, password, password), strict=True):
        field.fill(typed)
    noor.press("Wachtwoord wijzigen").sees("Kies een ander wachtwoord dan u kreeg.")
    for field, typed in zip(fields.all(), (password, OWN, OWN), strict=True):
        field.fill(typed)
    noor.press("Wachtwoord wijzigen")
    noor.sees("een tweede sleutel").press("De code instellen", role="link")
    noor.sees("Bent u het?").fill("Wachtwoord", OWN).press("Verder")
    secret = noor.page.locator("code").inner_text()
    noor.page.get_by_role("textbox").first.fill(digits(secret))
    noor.press("Aanzetten")
    noor.go("/beheer/medewerkers/").sees("Noor de Wit")
