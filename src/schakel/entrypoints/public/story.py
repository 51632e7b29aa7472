"""All that somebody may see of their own matter, read once. Eight queries, however long it is.

Up to four more while somebody is away.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.contacts.queries import attachments_of
from schakel.domain.initiatives.models import PhaseChange
from schakel.domain.initiatives.queries import phase_changes_of
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.queries import Meanwhile, hand_overs_of, meanwhile
from schakel.domain.parties.models import PartyKind
from schakel.domain.promises.models import Promise
from schakel.domain.surveys.queries import Said
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.queries import suspensions_of
from schakel.entrypoints.public.doors import OwnPage

MOMENTS_A_PAGE = 30


@dataclass(frozen=True)
class Story:
    """A matter with its last clock, and what happened, the newest first.

    ``older`` is the place in the story from which an earlier page goes on; "" at its beginning.
    """

    matter: Matter
    term: Term | None
    suspensions: list[Suspension]
    moments: list[ContactMoment]
    attachments: list[Attachment]
    hand_overs: list[Handover]
    phases: list[PhaseChange]
    promises: list[Promise]
    words: list[Said]
    meanwhile: Meanwhile | None
    older: str = ""


def story_of(page: OwnPage, today: date, *, before: str = "", all_of_it: bool = False) -> Story:
    """The newest part of the story; the part before a place in it; or all of it."""
    matter = page.matter
    term = Term.objects.visible_to(page.actor).order_by("-started_on", "-pk").first()
    place = _place(before)
    moments = ContactMoment.objects.visible_to(page.actor).newest_first()
    if matter.party.kind == PartyKind.GROUP:
        moments = moments.filter(party=matter.party_id)
    moments = moments.select_related("staff", "recorded_by")
    if place is not None:
        at, number = place
        moments = moments.filter(Q(happened_at__lt=at) | Q(happened_at=at, pk__lt=number))
    found = list(moments if all_of_it else moments[: MOMENTS_A_PAGE + 1])
    more = not all_of_it and len(found) > MOMENTS_A_PAGE
    shown = found[:MOMENTS_A_PAGE] if more else found
    from_at = shown[-1].happened_at if more else None
    until_at = place[0] if place else None

    def within(at: datetime) -> bool:
        return (from_at is None or at >= from_at) and (until_at is None or at < until_at)

    promises = Promise.objects.visible_to(page.actor).select_related("given_by")
    return Story(
        matter=matter,
        term=term,
        suspensions=suspensions_of(term) if term else [],
        moments=shown,
        attachments=[each for each in attachments_of(matter) if is_theirs(matter, each.contact)],
        hand_overs=[each for each in hand_overs_of(matter) if within(each.changed_at)],
        phases=[each for each in phase_changes_of(matter) if within(each.changed_at)],
        promises=list(promises.order_by("-made_on", "-pk")),
        words=page.words,
        meanwhile=meanwhile(matter, today),
        older=f"{shown[-1].pk}~{shown[-1].happened_at.isoformat()}" if more else "",
    )


def is_theirs(matter: Matter, contact: ContactMoment) -> bool:
    """What one of a group told in their own name is theirs, and not of the group."""
    return matter.party.kind != PartyKind.GROUP or contact.party_id == matter.party_id


def _place(text: str) -> tuple[datetime, int] | None:
    """Where in the story an earlier page goes on; None when the text makes no sense."""
    number, _, at = text.partition("~")
    try:
        place = datetime.fromisoformat(at), int(number)
    except ValueError:
        return None
    return place if place[0].tzinfo is not None else None
