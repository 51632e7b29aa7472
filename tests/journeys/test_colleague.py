import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from schakel.domain.staff.rules import Role
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey

PASSWORD = "een lange zin als sleutel"


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def office() -> None:
    """A team of two, of whom Noor has a log-in without a second factor."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        team = make.Team(system(tenant.pk))
        user = User.objects.create_user(team.noor.email, PASSWORD)
        type(team.noor).objects.filter(pk=team.noor.pk).update(
            user=user, email="noor@waterhoven.example", roles=[Role.CONNECTOR, Role.ADMINISTRATOR]
        )
        User.objects.filter(pk=user.pk).update(email="noor@waterhoven.example")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_colleague_sets_up_a_second_factor_and_logs_in_with_it(visit, size):
    office()
    noor = visit(size)
    noor.go("/beheer/").sees("Inloggen")
    noor.fill("E-mail", "noor@waterhoven.example").fill("Wachtwoord", "verkeerd wachtwoord")
    noor.press("Inloggen").fill("Wachtwoord", PASSWORD).press("Inloggen")
    noor.sees("een tweede sleutel").press("De code instellen", role="link")
    noor.sees("Bent u het?").fill("Wachtwoord", PASSWORD).press("Verder")
    secret = noor.page.locator("code").inner_text()
    noor.page.get_by_role("textbox").first.fill(digits(secret))
    noor.press("Aanzetten")
    noor.go("/beheer/").sees("Noor de Wit")
