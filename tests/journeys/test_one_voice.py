"""An answer is written, survives a log-in that ends, is read along, and goes with one voice."""

import pytest
from django.utils import timezone

from schakel.domain.answers.actions import add_standard_text
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.networks.models import Network
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

pytestmark = pytest.mark.journey


def test_a_text_survives_the_log_in_and_goes_out_with_one_voice(visit, site):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor, now = system(tenant.pk), timezone.now()
        team = make.Team(actor)
        Network.objects.update(reads_along=True)
        first = make.matter(actor, now=now, today=timezone.localdate(now))
        other = make.matter(
            actor, sender=first.party, story="Mag er ook een bankje?", now=now,
            today=timezone.localdate(now),
        )  # fmt: skip
        Matter.objects.filter(pk=first.pk).update(owner=team.noor, second=team.sam)
        Matter.objects.filter(pk=other.pk).update(owner=team.sam, second=None)
        add_standard_text(actor=actor, name="Bedankt", text="Dank voor uw idee, {naam}.", now=now)
        noor = visit("desktop").log_in(team.noor)
        sam = visit("phone").log_in(team.sam)
        boss = visit("phone").log_in(make.colleague(actor, "Bas", roles=[Role.ADMINISTRATOR]))
    path = f"/kwesties/{first.pk}/antwoord/"

    text = noor.go(path).page.get_by_label("Uw tekst")
    text.press_sequentially("Dag,")
    noor.page.get_by_text("Bewaard:").wait_for()
    noor.page.context.clear_cookies(name="sessionid")
    text.press_sequentially(" het kan.")
    noor.page.get_by_text("U bent uitgelogd. Uw tekst blijft in dit tabblad").wait_for()
    text.press_sequentially(" In maart.")
    noor.press("Antwoord versturen").sees("Inloggen")

    with within_tenant(tenant.pk):
        assert not Message.objects.filter(matter=first, kind="answer").exists()
        noor.log_in(team.noor)
    noor.go("/vandaag/").sees("U begon een antwoord").press("Verder schrijven", role="link")
    assert text.input_value() == "Dag, het kan. In maart."

    noor.page.get_by_text("Met een standaardtekst beginnen").click()
    noor.page.get_by_label("Standaardtekst").select_option(label="Bedankt")
    noor.press("In mijn tekst zetten")
    noor.press("Voorbeeld bekijken").sees("Dank voor uw idee, Fatima el Amrani.")
    noor.page.get_by_text("Een collega laten meelezen").click()
    noor.page.get_by_text("Later versturen").first.click()
    noor.check_looks()
    noor.press("Vragen mee te lezen").sees("Sam Jansen is gevraagd mee te lezen")

    sam.go("/vandaag/").press("Meelezen", role="link").check_looks()
    assert "het kan. In maart." in sam.page.get_by_label("De tekst").input_value()
    sam.fill("Opmerking voor de schrijver", "Noem ook de soort boom.").press("Akkoord")
    sam.go(path).sees("Noor de Wit schrijft ook aan een antwoord")

    noor.go(path).sees("Sam Jansen: akkoord.").sees("Noem ook de soort boom.")
    noor.press("Antwoord versturen").sees("Kies wie er antwoordt")
    noor.choose("Ik antwoord namens ons allemaal").press("Antwoord versturen")
    noor.sees("is onderweg")
    sam.go("/vandaag/").sees("Noor de Wit antwoordt namens ons allemaal")

    boss.go("/beheer/").press("Met welke teksten", role="link").check_looks()
    boss.press("Bedankt", role="link").go("/beheer/meelezen/")
    with within_tenant(tenant.pk):
        sent = Message.objects.get(matter=first, kind="answer").typed
    assert sent == "Dag, het kan. In maart.\n\nDank voor uw idee, Fatima el Amrani."
