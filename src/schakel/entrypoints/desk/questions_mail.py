"""Questions about mail: from where it goes, where it comes in, and what we say in it ourselves."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.messages.actions import (
    add_receiving_address,
    choose_mail_address,
    choose_mail_server,
    choose_mail_signing,
    choose_mailbox,
    choose_own_words,
    choose_permission,
    choose_signature,
    remove_receiving_address,
)
from schakel.domain.messages.models import MailAccount, OwnWords, ReceivingAddress
from schakel.domain.messages.queries import all_own_words, mail_account, receiving_addresses
from schakel.domain.messages.rules import (
    LONGEST_OWN_WORDS,
    Grant,
    Kind,
    Mailbox,
    MailServer,
    Permission,
    Place,
    Security,
    service_account,
)
from schakel.domain.organisations.models import Area, Theme
from schakel.entrypoints.desk.mail_fetching import fetching_words
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest

_SECURITY = [
    (Security.STARTTLS.value, gettext_lazy("STARTTLS, most often on port 587")),
    (Security.TLS.value, gettext_lazy("TLS from the start, most often on port 465")),
    (Security.NONE.value, gettext_lazy("Nothing: only for a server in your own building")),
]
_GRANTS = [
    (Grant.CLIENT.value, gettext_lazy("Schakel itself (Microsoft 365)")),
    (Grant.REFRESH.value, gettext_lazy("With leave of who owns the mailbox (Google)")),
    (Grant.SERVICE.value, gettext_lazy("A service account with access to the domain (Google)")),
]
_WORDS_OF = {
    (Kind.RECEIPT, "nl"): gettext_lazy("Receipt, in Dutch"),
    (Kind.RECEIPT, "en"): gettext_lazy("Receipt, in English"),
    (Kind.ANSWER, "nl"): gettext_lazy("Answer, in Dutch"),
    (Kind.ANSWER, "en"): gettext_lazy("Answer, in English"),
}
_KEEPS = gettext_lazy("Leave this empty to keep what is set. Nobody can read it here.")
_IN_WORDS = {
    Security.STARTTLS.value: gettext_lazy("STARTTLS"),
    Security.TLS.value: gettext_lazy("TLS"),
    Security.NONE.value: gettext_lazy("not encrypted"),
}


class Secret(forms.CharField):
    """What is typed once and shown never again."""

    def __init__(self, label: Any, *, several_lines: bool = False) -> None:
        area = forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"})
        line = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(
            label=label,
            help_text=_KEEPS,
            required=False,
            max_length=8_000,
            widget=area if several_lines else line,
        )


class AddressForm(forms.Form):
    """The address of the institution."""

    from_address = forms.EmailField(
        label=gettext_lazy("Mail address"),
        help_text=gettext_lazy("Such as contact@municipality.example. At most 20 before the @."),
        required=False,
    )
    takes_mail = forms.BooleanField(
        label=gettext_lazy("What comes in there comes into Schakel"),
        help_text=gettext_lazy(
            "Only then our mails say that people can reply. It needs a mailbox or a mail server."
        ),
        required=False,
    )


class ServerForm(forms.Form):
    """A server that takes mail."""

    host = forms.CharField(
        label=gettext_lazy("Name of the server"),
        help_text=gettext_lazy("Such as smtp.office365.com. Empty: that of this installation."),
        max_length=253,
        required=False,
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65_535)
    security = forms.ChoiceField(
        label=gettext_lazy("How is it kept from others?"),
        choices=_SECURITY,
        widget=forms.RadioSelect,
    )
    user = forms.CharField(label=gettext_lazy("User name"), max_length=254, required=False)
    secret = Secret(gettext_lazy("Password"))


class MailboxForm(forms.Form):
    """A mailbox from which mail is fetched."""

    host = forms.CharField(
        label=gettext_lazy("Name of the server"),
        help_text=gettext_lazy("Such as outlook.office365.com. Empty: we fetch nothing."),
        max_length=253,
        required=False,
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65_535)
    user = forms.CharField(label=gettext_lazy("User name"), max_length=254, required=False)
    secret = Secret(gettext_lazy("Password"))
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=200)


class PermissionForm(forms.Form):
    """OAuth 2."""

    grant = forms.ChoiceField(
        label=gettext_lazy("Who gets in?"), choices=_GRANTS, widget=forms.RadioSelect
    )
    token_url = forms.URLField(
        label=gettext_lazy("Address for the token"),
        help_text=gettext_lazy("Empty: we log in with a password."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=200, required=False)
    client_secret = Secret(gettext_lazy("Client secret"))
    scope = forms.CharField(label=gettext_lazy("Scope"), max_length=500, required=False)
    user = forms.CharField(
        label=gettext_lazy("Mailbox"),
        help_text=gettext_lazy("The mail address of the mailbox in which we log in."),
        max_length=254,
        required=False,
    )
    refresh_token = Secret(gettext_lazy("Refresh token (Google)"))
    key_file = Secret(
        gettext_lazy("Key file of the service account (Google, JSON)"), several_lines=True
    )


class SigningForm(forms.Form):
    """DKIM."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        help_text=gettext_lazy("What stands behind the @. Empty: we do not sign."),
        max_length=253,
        required=False,
    )
    selector = forms.CharField(
        label=gettext_lazy("Selector"),
        help_text=gettext_lazy("The name of the key in your DNS, such as “schakel”."),
        max_length=63,
        required=False,
    )
    private_key = Secret(gettext_lazy("Private key (PEM)"), several_lines=True)


class SignatureForm(forms.Form):
    """In two languages."""

    dutch = forms.CharField(
        label=gettext_lazy("In Dutch"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    english = forms.CharField(
        label=gettext_lazy("In English"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OwnWordsForm(forms.Form):
    """Above and below what Schakel says."""

    above = forms.CharField(
        label=gettext_lazy("Above what we say"),
        max_length=LONGEST_OWN_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    below = forms.CharField(
        label=gettext_lazy("Below what we say"),
        max_length=LONGEST_OWN_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = ", ".join(f"{{{place.value}}}" for place in Place)
        self.fields["above"].help_text = _("You can fill in: %(known)s.") % {"known": known}


class NewAddressForm(forms.Form):
    """An address beside the own one."""

    address = forms.EmailField(label=gettext_lazy("Mail address"))
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"), queryset=Theme.objects.none(), required=False
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Area"), queryset=Area.objects.none(), required=False
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offered = {
            "theme": Theme.objects.filter(is_active=True).order_by("name"),
            "area": Area.objects.own(),
        }
        for name, queryset in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    account = cache(mail_account)
    yield _address(request, account)
    yield _addresses(request)
    yield _signature(request, account)
    yield _own_words(request)
    yield _server(request, account)
    yield Question(
        slug="mail-proberen",
        group=Group.MAIL,
        asks=_("Does our mail go out?"),
        read=lambda: Answer(_("Try it with a mail to yourself")),
        url=reverse("mail-trial"),
    )
    yield _mailbox(request, account)
    yield _permission(request, account)
    yield _signing(request, account)
    yield Question(
        slug="mail-sleutel",
        group=Group.MAIL,
        asks=_("Does Schakel make the key for that signature?"),
        read=lambda: Answer(_new_key_words(account())),
        url=reverse("mail-key"),
    )


def _address(request: TenantRequest, account: Any) -> Question:
    def read() -> Answer:
        chosen: MailAccount = account()
        return Answer(_address_words(_fields(chosen, "from_address", "takes_mail"), {}))

    return Question(
        slug="mailadres",
        group=Group.MAIL,
        asks=_("From which address do we mail?"),
        why=_("People see this address, and can reply to it."),
        source=_("You choose this yourself."),
        default=_("The address of this installation"),
        touches=_("It holds for the next mail. Replies to earlier mails still arrive."),
        read=read,
        form=lambda typed: AddressForm(
            typed, initial=_fields(account(), "from_address", "takes_mail")
        ),
        keep=lambda typed: choose_mail_address(actor=request.actor, now=request.now, **typed),
        subject="mail_account",
        changed_by=("mail.address_chosen",),
        in_words=_address_words,
    )


def _address_words(value: Any, names: Names) -> str:
    if not value.get("from_address"):
        return _("The address of this installation")
    said = _("%(address)s; people can reply") if value.get("takes_mail") else "%(address)s"
    return said % {"address": value["from_address"]}


def _addresses(request: TenantRequest) -> Question:
    found = cache(receiving_addresses)
    return Question(
        slug="mailadressen",
        group=Group.MAIL,
        asks=_("At which other addresses does mail come in?"),
        why=_("What comes in there gets its theme and area at once."),
        source=_("You choose this yourself."),
        default=_("None"),
        touches=_("It holds from the next mail. Your mail server has to deliver it to us."),
        read=lambda: Answer(
            ngettext("%(n)s address", "%(n)s addresses", len(found())) % {"n": len(found())}
            if found()
            else _("None"),
            is_default=not found(),
        ),
        form=NewAddressForm,
        keep=lambda typed: add_receiving_address(actor=request.actor, now=request.now, **typed),
        submit_label=_("Add this address"),
        parts=lambda: [_receiving(request, each) for each in found()],
        subject="receiving_address",
        changed_by=("receiving_address.added", "receiving_address.removed"),
    )


def _receiving(request: TenantRequest, address: ReceivingAddress) -> Question:
    about = [each.name for each in (address.theme, address.area) if each is not None]
    return Question(
        slug=str(address.pk),
        group=Group.MAIL,
        asks=address.address,
        why=_("Take this address away when nothing comes in there any more."),
        read=lambda: Answer(", ".join(about) or _("Of no theme or area in particular")),
        form=lambda typed: forms.Form(typed),
        keep=lambda typed: remove_receiving_address(
            actor=request.actor, address=address, now=request.now
        ),
        submit_label=_("Take this address away"),
    )


def _signature(request: TenantRequest, account: Any) -> Question:
    def read() -> Answer:
        chosen: MailAccount = account()
        words = chosen.signature_nl or chosen.signature_en
        return Answer(_one_line(words) or _("Only our name"), is_default=not words)

    def form(typed: Any) -> forms.Form:
        chosen: MailAccount = account()
        now = {"dutch": chosen.signature_nl, "english": chosen.signature_en}
        return SignatureForm(typed, initial=now)

    return Question(
        slug="ondertekening",
        group=Group.MAIL,
        asks=_("What stands under every mail?"),
        why=_("Such as your address, your phone number and when you are open."),
        source=_("You choose this yourself."),
        default=_("Only our name"),
        touches=_("It holds for the next mail to people from outside."),
        read=read,
        form=form,
        keep=lambda typed: choose_signature(actor=request.actor, now=request.now, **typed),
        restore=lambda: choose_signature(
            actor=request.actor, dutch="", english="", now=request.now
        ),
        subject="mail_account",
        changed_by=("mail.signature_chosen",),
        in_words=lambda value, names: (
            _one_line(" · ".join(filter(None, value.values()))) or _("Only our name")
        ),
    )


def _own_words(request: TenantRequest) -> Question:
    found = cache(all_own_words)
    return Question(
        slug="eigen-woorden",
        group=Group.MAIL,
        asks=_("What do we say ourselves in a receipt or an answer?"),
        why=_("Beside what everybody hears: for whom they wait, and until when."),
        source=_("What Schakel says itself follows from the law and from plain language."),
        default=_("Nothing of our own"),
        touches=_("It holds for the next mail or letter."),
        read=lambda: Answer(_number_of_words(found()), is_default=not _said(found())),
        parts=lambda: [_words_of(request, *key, found().get(key)) for key in _WORDS_OF],
        subject="own_words",
        changed_by=("own_words.chosen",),
    )


def _words_of(request: TenantRequest, kind: Kind, language: str, own: OwnWords | None) -> Question:
    now = {"above": own.above if own else "", "below": own.below if own else ""}
    said = " · ".join(filter(None, now.values()))

    def keep(above: str, below: str) -> object:
        return choose_own_words(
            actor=request.actor,
            kind=kind,
            language=language,
            above=above,
            below=below,
            now=request.now,
        )

    return Question(
        slug=f"{kind.value}-{language}",
        group=Group.MAIL,
        asks=str(_WORDS_OF[kind, language]),
        why=_("Beside what everybody hears: for whom they wait, and until when."),
        source=_("What Schakel says itself follows from the law and from plain language."),
        default=_("Nothing of our own"),
        touches=_("It holds for the next mail or letter."),
        read=lambda: Answer(_one_line(said) or _("Nothing of our own"), is_default=not said),
        form=lambda typed: OwnWordsForm(typed, initial=now),
        keep=lambda typed: keep(**typed),
        restore=lambda: keep("", ""),
        subject="own_words",
        subject_id=own.pk if own else 0,
        changed_by=("own_words.chosen",),
    )


def _said(found: Mapping[tuple[Kind, str], OwnWords]) -> int:
    return sum(bool(each.above or each.below) for each in found.values())


def _number_of_words(found: Mapping[tuple[Kind, str], OwnWords]) -> str:
    number = _said(found)
    if not number:
        return _("Nothing of our own")
    return ngettext("%(n)s text of your own", "%(n)s texts of your own", number) % {"n": number}


def _server(request: TenantRequest, account: Any) -> Question:
    def keep(typed: Mapping[str, Any]) -> object:
        return choose_mail_server(
            actor=request.actor,
            server=MailServer(
                host=typed["host"].strip().lower(),
                port=typed["port"],
                security=Security(typed["security"]),
                user=typed["user"],
            ),
            secret=typed["secret"],
            now=request.now,
        )

    def form(typed: Any) -> forms.Form:
        server = account().server
        now = {
            "host": server.host,
            "port": server.port,
            "security": server.security.value,
            "user": server.user,
        }
        return ServerForm(typed, initial=now)

    return Question(
        slug="mailserver",
        group=Group.MAIL,
        asks=_("Which server sends our mail?"),
        why=_("Your own server sends it in your name. Then it seldom ends up as spam."),
        source=_("Who runs this installation chose a server for all organisations."),
        default=_("The server of this installation"),
        touches=_("It holds for the next mail. Try it after a change."),
        read=lambda: Answer(
            _server_words(_fields(account(), "out_host", "out_port", "out_security"), {})
            + _is_set(account().out_secret),
            is_default=not account().out_host,
        ),
        form=form,
        keep=keep,
        subject="mail_account",
        changed_by=("mail.server_chosen",),
        in_words=_server_words,
    )


def _server_words(value: Any, names: Names) -> str:
    if not value.get("out_host"):
        return _("The server of this installation")
    security = _IN_WORDS[value["out_security"]]
    return f"{value['out_host']}:{value['out_port']}, {security}"


def _mailbox(request: TenantRequest, account: Any) -> Question:
    def keep(typed: Mapping[str, Any]) -> object:
        return choose_mailbox(
            actor=request.actor,
            mailbox=Mailbox(
                host=typed["host"].strip().lower(),
                port=typed["port"],
                user=typed["user"],
                folder=typed["folder"],
            ),
            secret=typed["secret"],
            now=request.now,
        )

    def form(typed: Any) -> forms.Form:
        mailbox = account().mailbox
        now = {
            "host": mailbox.host,
            "port": mailbox.port,
            "user": mailbox.user,
            "folder": mailbox.folder,
        }
        return MailboxForm(typed, initial=now)

    return Question(
        slug="mailbus",
        group=Group.MAIL,
        asks=_("From which mailbox do we fetch mail?"),
        why=_("What people write to you comes in as a message, with a date and two people."),
        source=_("Not needed when your mail server delivers to Schakel itself."),
        default=_("From none"),
        touches=_("What is fetched is moved to another folder. Nothing is thrown away."),
        read=lambda: Answer(
            _mailbox_words(_fields(account(), "in_host", "in_user", "in_folder"), {})
            + _is_set(account().in_secret)
            + _sentences(fetching_words(account(), request.today)),
            is_default=not account().in_host,
        ),
        form=form,
        keep=keep,
        subject="mail_account",
        changed_by=("mail.mailbox_chosen",),
        in_words=_mailbox_words,
    )


def _sentences(words: str) -> str:
    return f". {words}" if words else ""


def _mailbox_words(value: Any, names: Names) -> str:
    if not value.get("in_host"):
        return _("From none")
    return _("%(user)s at %(host)s, folder %(folder)s") % {
        "user": value.get("in_user") or "–",
        "host": value["in_host"],
        "folder": value.get("in_folder", ""),
    }


def _permission(request: TenantRequest, account: Any) -> Question:
    def keep(typed: Mapping[str, Any]) -> object:
        told = typed["client_id"], typed["client_secret"]
        client_id, client_secret = service_account(typed["key_file"]) if typed["key_file"] else told
        return choose_permission(
            actor=request.actor,
            permission=Permission(
                token_url=typed["token_url"],
                client_id=client_id,
                scope=typed["scope"],
                user=typed["user"],
                grant=Grant(typed["grant"]),
            ),
            client_secret=client_secret,
            refresh_token=typed["refresh_token"],
            now=request.now,
        )

    def form(typed: Any) -> forms.Form:
        permission = account().permission
        now = {
            "token_url": permission.token_url,
            "client_id": permission.client_id,
            "scope": permission.scope,
            "user": permission.user,
            "grant": permission.grant.value,
        }
        return PermissionForm(typed, initial=now)

    return Question(
        slug="mail-toestemming",
        group=Group.MAIL,
        asks=_("Do we log in at Microsoft or Google for mail?"),
        why=_("They take no passwords of programs any more, but a permission (OAuth 2)."),
        source=_("The manual of Schakel says where you find each of these at Microsoft or Google."),
        default=_("No, with a password"),
        touches=_("It holds for sending and for fetching, from the next time on."),
        read=lambda: Answer(
            _permission_words(_fields(account(), "oauth_token_url", "oauth_user"), {})
            + _is_set(account().oauth_client_secret),
            is_default=not account().oauth_token_url,
        ),
        form=form,
        keep=keep,
        subject="mail_account",
        changed_by=("mail.permission_chosen",),
        in_words=_permission_words,
    )


def _permission_words(value: Any, names: Names) -> str:
    if not value.get("oauth_token_url"):
        return _("No, with a password")
    return _("Yes, as %(user)s") % {"user": value.get("oauth_user") or "–"}


def _signing(request: TenantRequest, account: Any) -> Question:
    def form(typed: Any) -> forms.Form:
        chosen: MailAccount = account()
        now = {"domain": chosen.dkim_domain, "selector": chosen.dkim_selector}
        return SigningForm(typed, initial=now)

    return Question(
        slug="mail-handtekening",
        group=Group.MAIL,
        asks=_("Do we put a digital signature on our mail?"),
        why=_("With DKIM a mail server sees that a mail is yours. Often your own server does it."),
        source=_("The standard is RFC 6376. Schakel can make the key, or you paste one here."),
        default=_("No, our mail server does that"),
        touches=_("It holds for the next mail. Put the key in your DNS first."),
        read=lambda: Answer(
            _signing_words(_fields(account(), "dkim_domain", "dkim_selector"), {})
            + _is_set(account().dkim_key),
            is_default=not account().dkim_domain,
        ),
        form=form,
        keep=lambda typed: choose_mail_signing(actor=request.actor, now=request.now, **typed),
        subject="mail_account",
        changed_by=(
            "mail.signing_chosen",
            "mail.signing_key_made",
            "mail.signing_key_dropped",
        ),
        in_words=_signing_words,
    )


def _new_key_words(account: MailAccount) -> str:
    if not account.dkim_new_key:
        return _("Make a key, and look whether its record stands in the DNS")
    return _("The key %(name)s waits until its record stands in the DNS") % {
        "name": account.dkim_new_selector
    }


def _signing_words(value: Any, names: Names) -> str:
    if "dkim_domain" not in value:
        return value.get("dkim_new_selector") or _("no new key")
    if not value.get("dkim_domain"):
        return _("No, our mail server does that")
    return f"{value.get('dkim_selector', '')}._domainkey.{value['dkim_domain']}"


def _is_set(stored: str) -> str:
    """Of a secret only that there is one."""
    return " · " + _("the secret is set") if stored else ""


def _fields(account: MailAccount, *names: str) -> dict[str, Any]:
    return {name: getattr(account, name) for name in names}


def _one_line(words: str) -> str:
    return " ".join(words.split())
