"""Why a mail did not arrive, in words, with what somebody can do about it."""

import re

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

# The first that fits. Codes of servers: RFC 5321 (three digits) and RFC 3463 (with dots).
_REASONS: tuple[tuple[str, Lazy], ...] = (
    (
        r"secret_unreadable",
        _("We cannot read the password of your mail server any more. Fill it in again at Beheer."),
    ),
    (r"not composed", _("Schakel could not make the words. Tell who runs this server.")),
    (
        r"No mail server is set",
        _("There is no mail server to send it. Choose one at Beheer."),
    ),
    (
        r"\b5\.7\.8\b|\b535\b|invalid_grant|invalid_client",
        _("Our mail server refused our log-in. Look at the password at Beheer."),
    ),
    (r"\b[45]\.2\.2\b|\b452\b|mailbox full|over ?quota", _("Their mailbox is full.")),
    (
        r"\b5\.2\.1\b|disabled|inactive",
        _("Their mailbox is closed. Reach them in another way."),
    ),
    (
        r"\b5\.1\.\d|\b55[013]\b.*(user|recipient|address|mailbox)|no such|unknown",
        _("This address does not exist. Ask for the right one, or reach them in another way."),
    ),
    (
        r"\b5\.4\.[146]\b|\b5\.1\.2\b|domain",
        _("Behind the @ nothing takes mail. Look at the address."),
    ),
    (
        r"\b5\.7\.\d|\b554\b|spam|dkim|dmarc|spf|blocked|policy",
        _("Their mail server does not trust our mail. Tell who looks after your mail."),
    ),
    (
        r"\b4\d\d\b|\b4\.\d\.\d|greylist",
        _("Their mail server was too busy, or was not there."),
    ),
    (
        r"timeout|timed out|refused|gaierror|ConnectionRefused|OSError|SSL|certificate",
        _("Our mail server was not there. Look at its name and port at Beheer."),
    ),
)
_OTHERWISE = _("The mail server did not take it.")


def failure_words(failure: str) -> str:
    """What a server answered, in words; the answer itself stands behind it."""
    for pattern, words in _REASONS:
        if re.search(pattern, failure, re.IGNORECASE):
            return str(words)
    return str(_OTHERWISE)
