"""How it goes with fetching mail from the mailbox of the institution, in words."""

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.rules import FetchFault
from schakel.foundation.ui.words import moment

WRONG: dict[FetchFault, Lazy] = {
    FetchFault.CERTIFICATE_NOT_VALID: gettext_lazy(
        "We cannot be sure that this is their server. Use the name that its certificate bears."
    ),
    FetchFault.FOLDER_MISSING: gettext_lazy(
        "This folder is not in the mailbox. Look at its name here."
    ),
    FetchFault.HOST_NOT_ALLOWED: gettext_lazy(
        "We may not fetch from this server yet. Ask who runs Schakel to allow it."
    ),
    FetchFault.LINE_BROKE: gettext_lazy(
        "The server broke off. Tell who runs the mail server when this lasts."
    ),
    FetchFault.LOGIN_REFUSED: gettext_lazy(
        "The user name or the password is wrong. Fill them in again."
    ),
    FetchFault.NO_ANSWER: gettext_lazy("The server does not answer. Look at its name and port."),
    FetchFault.UNREADABLE: gettext_lazy("We cannot read the password any more. Fill it in again."),
    FetchFault.PERMISSION_HOST_NOT_ALLOWED: gettext_lazy("Look at the address for the token."),
    FetchFault.PERMISSION_REFUSED: gettext_lazy(
        "Microsoft or Google gave no permission. Look at the client ID, the secret and the scope."
    ),
    FetchFault.PERMISSION_UNREACHABLE: gettext_lazy("Look at the address for the token."),
}


def fetching_words(account: MailAccount, today: date) -> str:
    """When we last looked, what came, and what is wrong; empty where nothing is fetched."""
    if not account.fetches:
        return ""
    said = [_looked(account, today)]
    if account.came_at:
        came = ngettext(
            "%(n)s mail came: %(moment)s.", "%(n)s mails came: %(moment)s.", account.came_count
        )
        said.append(came % {"n": account.came_count, "moment": moment(account.came_at, today)})
    if account.fetch_fails_since:
        since = moment(account.fetch_fails_since, today)
        said.append(_("Since %(moment)s it fails.") % {"moment": since})
        said.append(str(WRONG[FetchFault(account.fetch_fault)]))
    return " ".join(said)


def _looked(account: MailAccount, today: date) -> str:
    if account.fetched_at is None:
        return _("Not looked yet.")
    return _("Last looked: %(moment)s.") % {"moment": moment(account.fetched_at, today)}
