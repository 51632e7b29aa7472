import pytest

from schakel.domain.messages.actions import (
    begin_handing_over,
    keep_words,
    mark_bounced,
    mark_refused,
    mark_sent,
    mark_uncertain,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import HANDING_OVER_LIMIT
from schakel.domain.staff.rules import Role
from tests import make
from tests.make import NOW
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


@pytest.fixture
def ada(actor):
    return staff_client(make.colleague(actor, "Ada Blok", roles=[Role.ADMINISTRATOR]))


def failed(actor, message, failure="550 5.1.1 user unknown") -> Message:
    claimed = begin_handing_over(message_id=message.pk, now=NOW)
    return mark_refused(actor=actor, message=claimed, failure=failure, permanent=True, now=NOW)


def uncertain(actor, message) -> Message:
    begin_handing_over(message_id=message.pk, now=NOW)
    mark_uncertain(actor=actor, now=NOW + HANDING_OVER_LIMIT + HANDING_OVER_LIMIT)
    message.refresh_from_db()
    return message


def words(client, path="/uitgaand/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_outside_a_demo_the_words_cannot_be_read(client, message):
    assert client.get(f"/uitgaand/{message.pk}/").status_code == 404
    page = words(client)
    assert "Fatima El Amin" in page or "Fatima" in page
    assert "Beste Fatima" not in page
    assert "Wij kregen uw bericht" not in page


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
def test_from_another_computer_no_words_can_be_read(
    demo, tenant, settings, client, message, elsewhere
):
    for path in ("/uitgaand/", f"/uitgaand/{message.pk}/"):
        # Of a demo, nobody has a place to work from elsewhere.
        assert client.get(path, **elsewhere).headers["Location"] == "/account/organisatie/"
    tenant.is_demo, settings.DEMO = False, True
    tenant.save()
    assert client.get(f"/uitgaand/{message.pk}/", **elsewhere).status_code == 404
    assert "Wij kregen uw bericht" not in client.get("/uitgaand/", **elsewhere).content.decode()


def test_a_trusted_proxy_says_where_somebody_is(demo, client, message, settings):
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    assert client.get("/uitgaand/", HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 302
    assert client.get("/uitgaand/").status_code == 200


def test_what_a_colleague_may_not_see_is_not_in_their_outbox(demo, tenant, actor, message):
    outsider = staff_client(make.colleague(actor, "Gast", roles=[Role.OFFICIAL]))
    assert "Wij kregen" not in words(outsider)
    assert outsider.get(f"/uitgaand/{message.pk}/").status_code == 404
    tenant.is_demo = False
    tenant.save()
    assert "Fatima" not in words(outsider)
    for step in ("opnieuw", "aangekomen"):
        assert outsider.post(f"/uitgaand/{message.pk}/{step}/").status_code == 404


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("550 5.1.1 user unknown", "Dit adres bestaat niet."),
        ("552 5.2.2 over quota", "Hun mailbox is vol."),
        ("554 5.7.1 blocked by policy", "Hun mailserver vertrouwt onze mail niet."),
        ("535 5.7.8 bad credentials", "Onze mailserver weigerde onze inlog."),
        ("secret_unreadable", "Wij kunnen het wachtwoord van uw mailserver niet meer lezen."),
        ("ConnectionRefusedError: [Errno 111]", "Onze mailserver was er niet."),
    ],
)
def test_why_a_mail_did_not_go_stands_there_in_words(client, actor, message, failure, said):
    failed(actor, message, failure)
    assert said in words(client)


def test_what_came_back_can_go_once_more_or_in_another_way(client, actor, message):
    claimed = begin_handing_over(message_id=message.pk, now=NOW)
    sent = mark_sent(actor=actor, message=claimed, now=NOW)
    assert "Opnieuw" not in words(client)
    bounced = mark_bounced(actor=actor, message=sent, failure="5.2.2", permanent=False, now=NOW)
    page = words(client)
    assert "kwam niet aan" in page
    assert "Op een andere manier" in page
    assert "Het adres verbeteren" in page
    assert client.get(f"/te-versturen/{bounced.pk}/").status_code == 200
    client.post(f"/uitgaand/{bounced.pk}/opnieuw/")
    bounced.refresh_from_db()
    assert (bounced.state, bounced.message_id) == ("queued", sent.message_id)


@pytest.mark.parametrize(("said", "state"), [("yes", "sent"), ("no", "failed")])
def test_a_person_settles_whether_a_mail_arrived(client, actor, message, said, state):
    doubtful = uncertain(actor, message)
    assert "Niemand weet of hij aankwam" in words(client)
    client.post(f"/uitgaand/{doubtful.pk}/aangekomen/", {"arrived": said})
    doubtful.refresh_from_db()
    assert doubtful.state == state


def test_administrators_see_how_far_mails_are_and_nothing_of_whom(ada, actor, message):
    failed(actor, message, "550 5.1.1 fatima@bewoner.example unknown")
    page = words(ada)
    assert "Dit adres bestaat niet." in page
    assert "Fatima" not in page
    assert "fatima@bewoner.example" not in page
    assert "Ontvangstbevestiging" not in page
    ada.post(f"/uitgaand/{message.pk}/opnieuw/")
    message.refresh_from_db()
    assert message.state == "queued"


def test_the_list_is_narrowed_by_how_far_a_mail_is(client, actor, message):
    assert "Fatima" in words(client, "/uitgaand/?stand=queued")
    assert "Fatima" not in words(client, "/uitgaand/?stand=failed")
    failed(actor, message)
    assert "Fatima" not in words(client, "/uitgaand/?stand=queued")
    assert "Fatima" in words(client, "/uitgaand/?stand=failed")
    assert client.get("/uitgaand/?stand=x&voor=y").status_code == 200


def test_thirty_mails_ask_no_more_of_the_database_than_three(
    client, ada, actor, team, django_assert_num_queries
):
    def send(number: int) -> None:
        for _ in range(number):
            make.matter(actor, theme=team.theme)

    counts = []
    for number in (3, 27):
        send(number)
        for reader in (client, ada):
            words(reader)
            with django_assert_num_queries(15, exact=False) as counted:
                words(reader)
            counts.append(len(counted))
    assert counts[:2] == counts[2:]
