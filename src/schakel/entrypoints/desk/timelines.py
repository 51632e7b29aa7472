"""What happened, as a timeline tells it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from schakel.domain.arrivals.queries import with_mail
from schakel.domain.arrivals.rules import Proof
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.queries import with_files
from schakel.domain.initiatives.models import PHASE_WORDS
from schakel.domain.initiatives.queries import Happening, What
from schakel.domain.matters.rules import Rank
from schakel.entrypoints.desk.paging import Page, page_of, read_moment
from schakel.foundation.ui.components import Moment, Step
from schakel.foundation.ui.words import long_date, moment

LONGEST_LABEL = 45
_PHASES = dict(PHASE_WORDS)


def contacts_page(request: HttpRequest, contacts: QuerySet[ContactMoment]) -> Page[ContactMoment]:
    """The contacts of one page, the newest first, with their files and who spoke."""
    rows = with_files(contacts.select_related("staff", "matter"))  # type: ignore[arg-type]
    return page_of(request, with_mail(rows), "happened_at", read_moment)


def contact_moment(contact: ContactMoment, today: date, *, about: bool = False) -> Moment:
    """A contact in words; ``about`` names its matter, on a page of several."""
    channel, direction = contact.get_channel_display(), contact.get_direction_display()
    told = [moment(contact.happened_at, today), f"{channel}, {direction}"]
    if contact.staff is not None:
        told.append(contact.staff.shown_name)
    if not contact.succeeded:
        told.append(_("not reached"))
    matter = contact.matter if about else None
    is_taken_back = contact.taken_back_at is not None
    return Moment(
        when=" · ".join(told),
        at=contact.happened_at,
        what=_("Taken back: it was recorded by mistake.") if is_taken_back else contact.summary,
        url=reverse("matter", args=[matter.pk]) if matter else "",
        url_label=Truncator(matter.subject).chars(LONGEST_LABEL) if matter else "",
        note=_who_mailed(contact),
        links=(
            *(
                Step(file["name"], reverse("attachment", args=[file["pk"]]))
                for file in getattr(contact, "files", ())
            ),
            *_whole_mail(contact),
        ),
    )


def _who_mailed(contact: ContactMoment) -> str:
    """From where a mail came of which the sender is not proven: it may be of anybody."""
    mail = getattr(contact, "mail", None)
    if not mail or not mail["address"] or mail["proof"] == Proof.PROVEN:
        return ""
    return _("Mailed from %(address)s. Who that is, is not proven.") % {"address": mail["address"]}


def _whole_mail(contact: ContactMoment) -> tuple[Step, ...]:
    mail = getattr(contact, "mail", None)
    if not mail or contact.taken_back_at is not None:
        return ()
    return (Step(_("Read the whole mail"), reverse("arrival-whole", args=[mail["number"]])),)


def next_newer(page: Page[ContactMoment], contacts: QuerySet[ContactMoment]) -> datetime | None:
    """When the contact was that comes just before this page; None on the first page."""
    if not page.rows or not page.back_url:
        return None
    newer = contacts.filter(happened_at__gt=page.rows[0].happened_at).order_by("happened_at")
    return newer.values_list("happened_at", flat=True).first()


def whole_timeline(
    page: Page[ContactMoment],
    history: Sequence[Happening],
    today: date,
    until: datetime | None = None,
) -> list[Moment]:
    """Contacts and changes together, the newest first.

    A page holds what changed since its oldest contact, up to the contact ``until`` that comes
    before it: each change stands on one page.
    """
    oldest = page.rows[-1].happened_at if page.rows and page.on_url else None
    told = [(contact.happened_at, contact_moment(contact, today)) for contact in page.rows]
    for each in history:
        within = (until is None or each.at < until) and (oldest is None or each.at >= oldest)
        if within and (words := _in_words(each, today)):
            told.append((each.at, words))
    return [words for _at, words in sorted(told, key=lambda each: each[0], reverse=True)]


def _in_words(change: Happening, today: date) -> Moment | None:
    """What changed, for the timeline; remarks and promises have a place of their own."""
    by = f" · {change.by}" if change.by else ""
    if change.what is What.HANDOVER:
        return Moment(
            when=moment(change.at, today) + by,
            at=change.at,
            what=_hand_over_words(change),
            note=change.words,
        )
    if change.what is What.PHASE:
        words = {"before": _PHASES[change.before], "after": _PHASES[change.after]}
        return Moment(
            when=moment(change.at, today) + by,
            at=change.at,
            what=_("From “%(before)s” to “%(after)s”.") % words,
            note=change.words,
        )
    if change.what is What.SUSPENSION and change.from_on is not None:
        return Moment(
            when=long_date(change.from_on, today),
            at=timezone.localtime(change.at),
            what=_("The term stands still: %(why)s") % {"why": change.words},
            note=_suspension_note(change, today),
        )
    return None


def _hand_over_words(change: Happening) -> str:
    words = {"before": change.before or _("nobody"), "after": change.after or _("nobody")}
    if change.code == Rank.FIRST.value:
        return _("Contact person: %(after)s, before that %(before)s.") % words
    return _("Deputy: %(after)s, before that %(before)s.") % words


def _suspension_note(change: Happening, today: date) -> str:
    if change.until_on is None:
        return change.code
    until = _("It runs again since %(day)s.") % {"day": long_date(change.until_on, today)}
    return f"{until} {change.code}"
