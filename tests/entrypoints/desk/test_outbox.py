import pytest

from schakel.domain.messages.actions import keep_words
from schakel.domain.messages.models import Message
from schakel.domain.staff.rules import Role
from tests import make
from tests.pages import staff_client


@pytest.fixture
def demo(tenant):
    tenant.is_demo = True
    tenant.save()


@pytest.fixture
def message(actor, team):
    make.matter(actor, theme=team.theme)
    found = Message.objects.latest("pk")
    return keep_words(message=found, subject="Wij kregen uw bericht", body="Beste Fatima")


def test_outside_a_demo_the_page_does_not_exist(client, message):
    assert client.get("/uitgaand/").status_code == 404
    assert client.get(f"/uitgaand/{message.pk}/").status_code == 404


def test_in_a_demo_messages_can_be_read_on_this_computer(demo, client, message):
    page = client.get("/uitgaand/").content.decode()
    assert "Wij kregen uw bericht" in page
    assert "wacht op verzending" in page or "wacht" in page
    assert "Beste Fatima" in client.get(f"/uitgaand/{message.pk}/").content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
)
def test_from_another_computer_the_page_does_not_exist(
    demo, tenant, settings, client, message, elsewhere
):
    for path in ("/uitgaand/", f"/uitgaand/{message.pk}/"):
        # Of a demo, nobody has a place to work from elsewhere.
        assert client.get(path, **elsewhere).headers["Location"] == "/account/organisatie/"
    tenant.is_demo, settings.DEMO = False, True
    tenant.save()
    for path in ("/uitgaand/", f"/uitgaand/{message.pk}/"):
        assert client.get(path, **elsewhere).status_code == 404


def test_a_trusted_proxy_says_where_somebody_is(demo, client, message, settings):
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    assert client.get("/uitgaand/", HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 302
    assert client.get("/uitgaand/").status_code == 200


def test_what_a_colleague_may_not_see_is_not_in_their_outbox(demo, actor, message):
    outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL]))
    assert "Wij kregen" not in outsider.get("/uitgaand/").content.decode()
    assert outsider.get(f"/uitgaand/{message.pk}/").status_code == 404
