"""What an institution chose for its mail, as the gateways ask for it: with its secrets opened."""

from urllib.parse import quote

from django.conf import settings

from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.rules import MailServer, Security
from schakel.foundation.database.secrets import opened
from schakel.gateways.mail_account import Account, Dkim, OAuth


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
        dkim=_dkim(chosen),
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
    )


def _dkim(chosen: MailAccount) -> Dkim | None:
    if not (chosen.dkim_domain and chosen.dkim_selector and chosen.dkim_key):
        return None
    return Dkim(
        domain=chosen.dkim_domain,
        selector=chosen.dkim_selector,
        private_key_pem=opened(chosen.dkim_key),
    )


def _url(server: MailServer, secret: str) -> str:
    scheme = "smtps" if server.security is Security.TLS else "smtp"
    user = f"{quote(server.user, safe='')}:{quote(secret, safe='')}@" if server.user else ""
    tls = "?tls=starttls" if server.security is Security.STARTTLS else ""
    return f"{scheme}://{user}{server.host}:{server.port}{tls}"
