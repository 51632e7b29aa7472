"""Ways to the page of a matter: what they open, and what they refuse."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import hand_out_paper_code, page_token, revoke_page_links
from schakel.domain.access.models import PageCode, PageLink
from schakel.domain.access.rules import PAGE_LINK_LIVES
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import DigitalAddress
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import show_matters, within_tenant
from tests import make
from tests.residents import address_of, link_to, mailed_code, opened

CANARY = "Kanariepietje"


@pytest.fixture(params=[False, True], ids=["open", "in confidence"])
def matter(actor, request):
    make.Team(actor)
    return make.matter(actor, story=f"{CANARY} op het dak.", confidential=request.param)


@pytest.fixture
def link(matter):
    made = link_to(matter)
    show_matters([])
    return made


def words(response) -> str:
    return response.content.decode()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def expired(matter) -> PageLink:
    made = link_to(matter, timezone.now() - PAGE_LINK_LIVES - timedelta(days=1))
    show_matters([])
    return made


def sub_pages(link) -> list[str]:
    steps = "toevoegen verbeteren afsluiten intrekken heropenen iemand-anders gehoord gegevens"
    return [f"{address_of(link)}{step}/" for step in [*steps.split(), "bijlage/1"]]


class TestClosed:
    def test_the_page_without_a_code_shows_no_word_of_the_matter(self, link, matter):
        response = Client().get(address_of(link))
        shown = words(response)
        assert response.status_code == 200
        assert "Gemeente Waterhoven" in shown
        assert "f***@b***.example" in shown
        for secret in (CANARY, "fatima", "Fatima", "Noor", "Sam", matter.reference):
            assert secret not in shown
        assert "no-store" in response.headers["Cache-Control"]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_every_other_page_of_it_leads_to_the_closed_page(self, link, method):
        for address in sub_pages(link):
            response = getattr(Client(), method)(address, {"text": "x", "reason": "x"})
            assert (response.status_code, response.url) == (302, address_of(link))

    def test_a_token_that_nobody_got_is_no_page(self, link):
        token = page_token(link)
        for made_up in (token[:-1] + ("0" if token[-1] != "0" else "1"), "1-x", "gokje"):
            assert Client().get(f"/uw-pagina/{made_up}/").status_code == 404

    def test_the_code_page_shows_no_word_either(self, link):
        client = Client()
        client.post(f"{address_of(link)}code/", {"send": "yes"})
        shown = words(client.get(f"{address_of(link)}code/"))
        assert CANARY not in shown
        assert "fatima@" not in shown


class TestCode:
    def test_a_code_goes_to_the_address_of_the_link_without_content(self, link):
        Client().post(f"{address_of(link)}code/", {"send": "yes"})
        code = mailed_code(link)
        message = Message.objects.get(kind="page_code")
        assert message.to_address == "fatima@bewoner.example"
        assert (len(code), code.isdigit()) == (6, True)
        assert CANARY not in message.subject + message.body + message.typed

    def test_the_right_code_opens_the_page_and_proves_the_address(self, link):
        shown = words(opened(link).get(address_of(link)))
        assert CANARY in shown
        assert DigitalAddress.objects.get().verified_at is not None

    def test_opening_the_page_with_get_sends_nothing(self, link):
        Client().get(address_of(link))
        Client().get(f"{address_of(link)}code/")
        assert not Message.objects.filter(kind="page_code").exists()

    def test_a_wrong_code_is_told_and_counted(self, link):
        client, page = Client(), f"{address_of(link)}code/"
        client.post(page, {"send": "yes"})
        response = client.post(page, {"code": wrong(mailed_code(link))})
        assert response.status_code == 200
        assert "Deze code klopt niet" in words(response)
        assert PageCode.objects.get().attempts == 1

    def test_after_five_wrong_codes_the_right_one_opens_nothing(self, link):
        client, page = Client(), f"{address_of(link)}code/"
        client.post(page, {"send": "yes"})
        code = mailed_code(link)
        for _ in range(5):
            client.post(page, {"code": wrong(code)})
        response = client.post(page, {"code": code})
        assert "te vaak een verkeerde code" in words(response)
        assert CANARY not in words(client.get(address_of(link)))

    def test_an_empty_code_is_told(self, link):
        response = Client().post(f"{address_of(link)}code/", {"code": ""})
        assert "Typ de zes cijfers" in words(response)

    def test_another_browser_cannot_use_the_code(self, link):
        page = f"{address_of(link)}code/"
        Client().post(page, {"send": "yes"})
        thief = Client()
        assert "werkt niet meer" in words(thief.post(page, {"code": mailed_code(link)}))
        assert CANARY not in words(thief.get(address_of(link)))

    def test_codes_are_not_sent_without_end(self, link):
        client, page = Client(), f"{address_of(link)}code/"
        for _ in range(5):
            assert client.post(page, {"send": "yes"}).status_code == 302
        response = client.post(page, {"send": "yes"})
        assert "veel codes" in words(response)
        show_matters([link.matter_id])
        assert Message.objects.filter(kind="page_code").count() == 5

    def test_a_session_number_that_was_planted_does_not_open_the_page(self, link):
        page = f"{address_of(link)}code/"
        attacker = Client()
        attacker.post(page, {"send": "yes"})
        planted = attacker.cookies["sessionid"].value
        victim = Client()
        victim.cookies["sessionid"] = planted
        assert victim.post(page, {"code": mailed_code(link)}).status_code == 302
        assert CANARY in words(victim.get(address_of(link)))
        assert victim.cookies["sessionid"].value != planted
        assert CANARY not in words(attacker.get(address_of(link)))

    def test_the_page_of_one_matter_opens_no_other(self, link, actor):
        client = opened(link)
        other = make.matter(actor, story="Een ander verhaal")
        assert "Een ander verhaal" not in words(client.get(address_of(link_to(other))))

    def test_a_page_closes_after_some_hours(self, link):
        client = opened(link)
        session = client.session
        session["pages"] = dict.fromkeys(session["pages"], 1)
        session.save()
        assert CANARY not in words(client.get(address_of(link)))


class TestRenewal:
    def test_an_expired_link_says_so_and_opens_nothing(self, matter):
        link = expired(matter)
        shown = words(Client().get(address_of(link)))
        assert "te oud" in shown
        assert CANARY not in shown
        Client().post(f"{address_of(link)}code/", {"send": "yes"})
        assert not Message.objects.filter(kind="page_code").exists()

    def test_a_new_link_goes_to_the_address_of_the_old_one_only(self, matter):
        link = expired(matter)
        response = Client().post(
            f"{address_of(link)}vernieuwen/",
            {"email": "dief@elders.example", "address": "dief@elders.example"},
        )
        assert "f***@b***.example" in words(response)
        show_matters([matter.pk])
        message = Message.objects.get(kind="page_link")
        assert message.to_address == "fatima@bewoner.example"

    def test_the_old_link_stays_dead_and_the_new_one_works(self, matter):
        link = expired(matter)
        Client().post(f"{address_of(link)}vernieuwen/")
        assert "werkt niet meer" in words(Client().get(address_of(link)))
        fresh = PageLink.objects.get(revoked_at__isnull=True)
        assert CANARY in words(opened(fresh).get(address_of(fresh)))

    def test_pressing_twice_sends_one(self, matter):
        link = expired(matter)
        for _ in range(2):
            Client().post(f"{address_of(link)}vernieuwen/")
        show_matters([matter.pk])
        assert Message.objects.filter(kind="page_link").count() == 1

    def test_a_live_link_is_not_replaced(self, link):
        Client().post(f"{address_of(link)}vernieuwen/")
        assert not PageLink.objects.filter(revoked_at__isnull=False).exists()

    def test_a_revoked_link_cannot_be_renewed_and_closes_an_open_page(self, link, matter):
        client = opened(link)
        show_matters([matter.pk])
        revoke_page_links(actor=system(matter.tenant_id), matter=matter, now=timezone.now())
        show_matters([])
        assert CANARY not in words(client.get(address_of(link)))
        assert "Bel ons" in words(client.post(f"{address_of(link)}vernieuwen/"))
        show_matters([matter.pk])
        assert not Message.objects.filter(kind="page_link").exists()


class TestPaper:
    @pytest.fixture
    def code(self, matter):
        code = hand_out_paper_code(
            actor=make.acting(matter.owner), matter=matter, now=timezone.now()
        )
        show_matters([])
        return code

    def test_it_opens_the_page_at_once_under_a_new_session_number(self, code):
        client = Client()
        client.post("/uw-pagina/", {"code": ""})
        response = client.post("/uw-pagina/", {"code": f" {code.lower()} "}, follow=True)
        assert CANARY in words(response)

    def test_its_address_alone_opens_nothing_and_sends_nothing(self, code):
        link = PageLink.objects.get()
        shown = words(Client().get(address_of(link)))
        assert CANARY not in shown
        assert "code van uw papier" in shown
        Client().post(f"{address_of(link)}code/", {"send": "yes"})
        assert not Message.objects.filter(kind="page_code").exists()

    def test_a_wrong_code_is_told_and_what_was_typed_is_kept(self, code):
        response = Client().post("/uw-pagina/", {"code": "AAAA-BBBB"})
        assert "Wij kennen deze code niet" in words(response)
        assert "AAAA-BBBB" in words(response)

    def test_guessing_ends_after_ten_tries_an_hour(self, code):
        client = Client()
        for _ in range(10):
            client.post("/uw-pagina/", {"code": "AAAA-BBBB"})
        response = client.post("/uw-pagina/", {"code": code})
        assert "Er kwam veel binnen" in words(response)


def test_guessing_from_many_sides_at_once_stays_at_five_attempts(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        link = link_to(make.matter(system(tenant.pk)))
    client, page = Client(), f"{address_of(link)}code/"
    client.post(page, {"send": "yes"})
    with within_tenant(tenant.pk):
        code = mailed_code(link)

    def guess(_: int) -> int:
        try:
            browser = Client()
            browser.cookies["sessionid"] = client.cookies["sessionid"].value
            return browser.post(page, {"code": wrong(code)}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as sides:
        assert set(sides.map(guess, range(24))) == {200}
    with within_tenant(tenant.pk):
        assert PageCode.objects.get().attempts == 5
    assert client.post(page, {"code": code}).status_code == 200
