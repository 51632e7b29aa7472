"""What an institution chose for its mail, as the gateways ask for it: with its secrets opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from schakel.domain.messages.actions import keep_refresh_token
from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import MailServer, Security
from schakel.foundation.database.secrets import opened
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.gateways.mail_account import Account, Dkim, OAuth

_TOKEN_LOCK = 7_204


def account_of(chosen: MailAccount) -> Account | None:
    """From where mail goes out; None where nothing was chosen: then as the installation does.

    Refused when a secret cannot be read any more.
    """
    server = chosen.server
    if not (server.host or chosen.from_address):
        return None
    return Account(
        server_url=_url(server, opened(chosen.out_secret)) if server.host else settings.SMTP_URL,
        from_address=chosen.from_address or settings.MAIL_FROM,
        oauth=oauth_of(chosen) if server.host else None,
        dkim=signing_key(chosen),
    )


def oauth_of(chosen: MailAccount) -> OAuth | None:
    """How it logs in without a password, if it does."""
    permission = chosen.permission
    if not permission.token_url:
        return None
    return OAuth(
        token_url=permission.token_url,
        client_id=permission.client_id,
        client_secret=opened(chosen.oauth_client_secret),
        scope=permission.scope,
        user=permission.user,
        grant=permission.grant.value,
        refresh_token=opened(chosen.oauth_refresh_token),
        shared=SharedToken(chosen.tenant_id),
    )


@dataclass(frozen=True)
class SharedToken:
    """The refresh token of an institution. To be used outside of any transaction.

    A server that replaces it lets each be used once (RFC 9700, 4.14.2). So one asks at a time, of
    all processes on all machines; who waits reads afterwards which one holds by then.
    """

    tenant_id: int

    @contextmanager
    def alone(self) -> Iterator[str]:
        """The one that holds now; held by this connection until the end."""
        _lock("pg_advisory_lock", self.tenant_id)
        try:
            with within_tenant(self.tenant_id):
                holds = opened(mail_account().oauth_refresh_token)
            yield holds
        finally:
            _lock("pg_advisory_unlock", self.tenant_id)

    def replace(self, before: str, after: str) -> None:
        """Committed at once."""
        with within_tenant(self.tenant_id):
            keep_refresh_token(actor=system(self.tenant_id), before=before, after=after)


def _lock(function: str, tenant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_TOKEN_LOCK, tenant_id])


def signing_key(chosen: MailAccount) -> Dkim | None:
    """The key that signs our mail now, if we sign."""
    return _key(chosen.dkim_domain, chosen.dkim_selector, chosen.dkim_key)


def new_signing_key(chosen: MailAccount) -> Dkim | None:
    """The key that was made here and waits until its record stands in the DNS."""
    return _key(chosen.dkim_new_domain, chosen.dkim_new_selector, chosen.dkim_new_key)


def _key(domain: str, selector: str, stored: str) -> Dkim | None:
    if not (domain and selector and stored):
        return None
    return Dkim(domain=domain, selector=selector, private_key_pem=opened(stored))


def _url(server: MailServer, secret: str) -> str:
    scheme = "smtps" if server.security is Security.TLS else "smtp"
    user = f"{quote(server.user, safe='')}:{quote(secret, safe='')}@" if server.user else ""
    tls = "?tls=starttls" if server.security is Security.STARTTLS else ""
    return f"{scheme}://{user}{server.host}:{server.port}{tls}"
