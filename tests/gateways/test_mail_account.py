"""The own server of an institution: logging in, tokens, and a trial that says what is wrong."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest

from schakel.gateways import mail_oauth
from schakel.gateways.mail import Account, Dkim, Envelope, NotTaken, OAuth, Trial, send, try_out
from schakel.gateways.mail_oauth import NoToken, access_token, saying
from tests.certificates import certificate, server_context
from tests.mail_server import MailServer, mail_server
from tests.signed_mail import pem, rsa_key
from tests.token_server import TokenServer, token_server

LETTER = Envelope(
    message_id="<7@waterhoven.example>",
    to_address="fatima@bewoner.example",
    from_name="Gemeente Waterhoven",
    subject="Ons antwoord",
    body="Beste Fatima,\n",
    automatic=True,
)
FROM, TO = "bank@waterhoven.example", "noor@waterhoven.example"


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    settings.SMTP_URL = ""
    settings.MAIL_HOSTS = ("127.0.0.1",)
    with mail_server() as running:
        yield running


@pytest.fixture
def tokens(monkeypatch) -> Iterator[TokenServer]:
    monkeypatch.setattr(mail_oauth, "_kept", {})
    with token_server() as running:
        yield running


def oauth(tokens: TokenServer) -> OAuth:
    return OAuth(tokens.url, "us", "secret", "smtp", "bank@waterhoven.example", "refresh_token",
                 "refresh")  # fmt: skip


def account(server: MailServer, **otherwise: object) -> Account:
    return replace(Account(server.url, FROM), **otherwise)


def test_it_goes_out_as_the_institution_says(server):
    send(replace(LETTER, bounce_address="bank+b7@waterhoven.example"), account(server))
    assert server.senders == ["bank+b7@waterhoven.example"]
    assert FROM in server.received[0]["From"]


def test_it_goes_out_from_the_address_of_its_theme(server):
    send(replace(LETTER, from_address="groen@waterhoven.example"), account(server))
    assert server.senders == ["groen@waterhoven.example"]


def test_it_logs_in_with_a_password(server):
    server.extensions = ["AUTH PLAIN"]
    server.lets_in = {"\0bank\0g:heim"}
    url = server.url.replace("//", "//bank:g%3Aheim@")
    send(LETTER, account(server, server_url=url))
    assert len(server.received) == 1
    assert try_out(account(server, server_url=url.replace("heim", "")), TO).code == "login_refused"


def test_a_token_lets_us_in_and_is_kept(server, tokens):
    server.extensions = ["AUTH LOGIN XOAUTH2"]
    server.lets_in = {saying(FROM, "token-1")}
    for _ in range(2):
        send(LETTER, account(server, oauth=oauth(tokens)))
    assert len(server.received) == 2
    assert tokens.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "us",
            "client_secret": "secret",
            "scope": "smtp",
            "refresh_token": "refresh",
        }
    ]


def test_a_token_that_was_withdrawn_is_asked_for_anew_once(server, tokens):
    server.extensions = ["AUTH XOAUTH2"]
    server.lets_in = {saying(FROM, "token-2")}
    send(LETTER, account(server, oauth=oauth(tokens)))
    server.lets_in = set()
    with pytest.raises(NotTaken, match="535") as refusal:
        send(LETTER, account(server, oauth=oauth(tokens)))
    assert not refusal.value.permanent
    assert len(tokens.asked) == 3


def test_a_token_is_not_used_up_to_its_end(server, tokens):
    tokens.seconds = 30
    assert access_token(oauth(tokens)) == "token-1"
    assert access_token(oauth(tokens)) == "token-2"


def test_a_programme_asks_in_its_own_name(server, tokens):
    access_token(replace(oauth(tokens), grant="client_credentials"))
    assert "refresh_token" not in tokens.asked[0]


@pytest.mark.parametrize(
    ("status", "instead", "code", "detail"),
    [
        (400, {"error": "invalid_grant", "error_description": "AADSTS70008: ended.\r\nTrace: x"},
         "token_refused", "invalid_grant: AADSTS70008: ended."),
        (401, {"error": "invalid_client"}, "token_refused", "invalid_client"),
        (200, {"token_type": "Bearer"}, "token_refused", "200"),
        (200, b"<html>", "token_unreachable", "NotProven"),
        (302, {}, "token_unreachable", "InvalidURL"),
    ],
)  # fmt: skip
def test_it_says_why_there_is_no_token(server, tokens, status, instead, code, detail):
    tokens.status, tokens.instead = status, instead
    with pytest.raises(NoToken) as none:
        access_token(oauth(tokens))
    assert (none.value.code, none.value.detail) == (code, detail)
    server.extensions = ["AUTH XOAUTH2"]
    assert try_out(account(server, oauth=oauth(tokens)), TO) == Trial(False, "token", code, detail)


@pytest.mark.parametrize(
    "url",
    ["https://169.254.169.254/token", "http://login.microsoftonline.com/x", "https://evil.example"],
)
def test_a_token_is_asked_only_where_the_operator_allows(settings, tokens, url):
    settings.MAIL_HOSTS = ("login.microsoftonline.com",)
    with pytest.raises(NoToken, match="token_host_not_allowed"):
        access_token(replace(oauth(tokens), token_url=url))


def test_no_secret_shows_in_what_is_logged(server, tokens):
    shown = repr(account(server, oauth=oauth(tokens), dkim=Dkim("x.example", "s", "PRIVATE")))
    assert "secret" not in shown.replace("client_secret", "")
    assert "PRIVATE" not in shown


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example", "169.254.169.254"])
def test_an_institution_names_only_servers_that_the_operator_allows(settings, server, host):
    settings.MAIL_HOSTS = ("smtp.office365.com",)
    chosen = Account(f"smtp://{host}:{server.port}", FROM)
    assert try_out(chosen, TO).code == "host_not_allowed"
    with pytest.raises(NotTaken) as refusal:
        send(LETTER, chosen)
    assert not refusal.value.permanent
    settings.SMTP_URL = server.url
    assert try_out(Account(server.url, FROM), TO).ok


def test_a_name_that_leads_to_this_machine_is_refused(monkeypatch, settings, server):
    settings.MAIL_HOSTS = ("smtp.evil.example",)
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there)
    chosen = Account(f"smtp://smtp.evil.example:{server.port}", FROM)
    assert try_out(chosen, TO).code == "host_not_allowed"


# --- The trial -------------------------------------------------------------------------------


def test_a_trial_that_is_well_sends_nothing(server):
    assert try_out(account(server), TO) == Trial(True, "recipient", "ready")
    assert server.recipients == [TO]
    assert server.received == []


def test_a_trial_with_a_mail_sends_it(server):
    assert try_out(account(server), TO, replace(LETTER, to_address=TO)).code == "taken"
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("command", "reply", "step", "code"),
    [
        ("CONNECT", "554 no", "connect", "no_mail_server"),
        ("MAIL", "550 5.7.60 not as this sender", "sender", "sender_refused"),
        ("MAIL", "451 later", "sender", "not_now"),
        ("RCPT", "550 5.1.1 unknown", "recipient", "recipient_refused"),
        ("RCPT", "554 Relay access denied", "recipient", "relay_denied"),
        ("RCPT", "550 5.7.54 unable to relay", "recipient", "relay_denied"),
        ("DATA", "554 no", "content", "content_refused"),
        ("DOT", "554 spam", "content", "content_refused"),
    ],
)
def test_a_trial_says_at_which_step_it_is_refused(server, command, reply, step, code):
    server.answers[command] = reply
    trial = try_out(account(server), TO, replace(LETTER, to_address=TO))
    assert (trial.ok, trial.step, trial.code) == (False, step, code)
    assert reply in trial.detail or command == "CONNECT"


@pytest.mark.parametrize(
    ("command", "code"),
    [("CONNECT", "no_mail_server"), ("MAIL", "line_broke"), ("DOT", "in_doubt")],
)
def test_a_trial_says_where_the_line_broke(server, command, code):
    server.drop = command
    assert try_out(account(server), TO, replace(LETTER, to_address=TO)).code == code


def test_a_refusal_to_pass_it_on_says_nothing_of_the_address(server):
    server.answers["RCPT"] = "554 5.7.1 Relay access denied"
    with pytest.raises(NotTaken) as refusal:
        send(LETTER, account(server))
    assert refusal.value.permanent
    assert not refusal.value.no_such_address


def test_a_trial_says_what_is_wrong_with_where_it_goes(monkeypatch, settings, server):
    settings.MAIL_HOSTS = ("127.0.0.1", "nergens.invalid")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        assert try_out(Account(f"smtp://127.0.0.1:{port}", FROM), TO).code == "refused"
    assert try_out(Account("smtp://127.0.0.1:port", FROM), TO).code == "address_not_valid"
    assert try_out(Account("", FROM), TO).code == "no_server"

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert try_out(Account("smtp://nergens.invalid", FROM), TO).code == "name_not_found"


def test_a_trial_says_that_nobody_answers(monkeypatch, server):
    monkeypatch.setattr("schakel.gateways.mail_trial.SECONDS_TO_ANSWER", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        assert try_out(Account(f"smtp://127.0.0.1:{port}", FROM), TO).code == "no_answer"


def test_a_trial_says_what_is_wrong_with_our_side(server, tokens):
    assert try_out(Account(server.url, "geen adres"), TO).code == "sender_not_valid"
    assert try_out(account(server), "geen adres").code == "recipient_not_valid"
    assert try_out(account(server), "fatima@café.example").code == "letters_not_taken"
    wrong = Dkim("waterhoven.example", "s", "geen sleutel")
    assert try_out(account(server, dkim=wrong), TO).code == "key_not_valid"
    assert try_out(account(server, oauth=oauth(tokens)), TO).code == "login_not_offered"
    with pytest.raises(NotTaken, match="DKIM key") as refusal:
        send(LETTER, account(server, dkim=wrong))
    assert not refusal.value.permanent


# --- TLS -------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [True, False], ids=["smtps", "starttls"])
@pytest.mark.parametrize(
    ("name", "days", "trusted", "code"),
    [
        ("127.0.0.1", 1, True, "ready"),
        ("127.0.0.1", 1, False, "certificate_not_known"),
        ("127.0.0.1", -1, True, "certificate_expired"),
        ("mail.evil.example", 1, True, "certificate_of_another"),
    ],
)
def test_only_the_server_itself_is_believed(
    monkeypatch, tmp_path, server, at_once, name, days, trusted, code
):
    file = certificate(tmp_path, name=name, days=days)
    server.tls, server.speaks_tls_at_once = server_context(file), at_once
    server.extensions = ["STARTTLS"]
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    url = server.url if at_once else f"{server.url}?tls=starttls"
    trial = try_out(Account(url, FROM), TO)
    assert trial.code == code
    assert trial.step == ("recipient" if trial.ok else "connect" if at_once else "tls")


def test_who_offers_no_tls_gets_no_password(server):
    assert try_out(Account(f"{server.url}?tls=starttls", FROM), TO).code == "tls_not_offered"
    plain = Account(server.url.replace("smtp:", "smtps:"), FROM)
    assert try_out(plain, TO).code == "not_tls"


def test_a_service_account_asks_for_one_mailbox_in_its_own_name(server, tokens):
    key = rsa_key("service")
    account = replace(
        oauth(tokens),
        grant="service_account",
        client_id="schakel@project.iam.example",
        client_secret=pem(key),
        scope="https://mail.google.com/",
    )
    assert access_token(account) == "token-1"
    (asked,) = tokens.asked
    assert asked["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert set(asked) == {"grant_type", "assertion"}
    said = jwt.decode(
        asked["assertion"], key.public_key(), algorithms=["RS256"], audience=tokens.url
    )
    assert (said["iss"], said["sub"]) == ("schakel@project.iam.example", FROM)
    assert said["scope"] == "https://mail.google.com/"
    assert said["exp"] - said["iat"] == 3_600


def test_a_service_account_without_a_key_asks_nothing(server, tokens):
    account = replace(oauth(tokens), grant="service_account", client_secret="geen sleutel")
    with pytest.raises(NoToken, match="cannot be read"):
        access_token(account)
    assert tokens.asked == []


def test_a_trial_asks_for_a_token_anew(server, tokens):
    server.extensions = ["AUTH XOAUTH2"]
    server.lets_in = {saying(FROM, "token-1"), saying(FROM, "token-2")}
    send(LETTER, account(server, oauth=oauth(tokens)))
    tokens.status, tokens.instead = 400, {"error": "invalid_grant"}
    assert try_out(account(server, oauth=oauth(tokens)), TO).code == "token_refused"
