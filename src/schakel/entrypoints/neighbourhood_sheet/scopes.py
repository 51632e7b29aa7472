"""What a Buurtblad is about: an area, somebody with who belongs to them, or words."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.organisations.models import Area
from schakel.domain.organisations.queries import surroundings_of
from schakel.domain.parties.models import Party, PartyKind
from schakel.domain.parties.queries import members_of
from schakel.domain.promises.models import Promise
from schakel.entrypoints.neighbourhood_sheet.content import Scope
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search import queries
from schakel.foundation.search.queries import Found, Hit
from schakel.foundation.ui.words import sentence_list

KINDS = ("party", "matter", "contact", "promise")
MEMBERS_NAMED = 3


def called_so(actor: Actor, typed: str) -> Area | Party | None:
    """The one area, else the one party, that bears exactly this name."""
    area = Area.objects.own().filter(name__iexact=typed).first()
    if area is not None:
        return area
    named = Party.objects.visible_to(actor).annotate(key=Lower("name"))
    found = list(named.filter(key=typed.lower())[:2])
    return found[0] if len(found) == 1 else None


def of_area(area_id: int) -> Scope | None:
    """An area with all that lies in it; None without such an area."""
    found = surroundings_of(area_id)
    if found is None:
        return None
    return Scope(
        title=found.area.name,
        matters=(Q(area_id__in=found.within),),
        area_ids=found.within,
        around=found.around,
    )


def of_party(actor: Actor, party: Party, today: date) -> Scope:
    """Somebody, or a group with who belongs to it."""
    alone = party.kind in {PartyKind.PERSON, PartyKind.CONTACT_PERSON}
    members = [] if alone else members_of(party, actor, today)
    ids = (party.pk, *(each.pk for each in members))
    return Scope(
        title=party.name,
        matters=(Q(party_id__in=ids),),
        party_ids=ids,
        told=tuple(_with_members([each.name for each in members])),
    )


def of_words(actor: Actor, typed: str) -> Scope:
    """All in which these words stand."""
    hits, told = _best(queries.find(actor, typed, KINDS))
    ids = {kind: [hit.thing_id for hit in hits if hit.kind == kind] for kind in KINDS}
    said = ContactMoment.objects.visible_to(actor).filter(pk__in=ids["contact"])
    given = Promise.objects.visible_to(actor).filter(pk__in=ids["promise"])
    return Scope(
        title=typed,
        matters=(
            Q(pk__in=ids["matter"]),
            Q(party_id__in=ids["party"]),
            Q(pk__in=said.values("matter_id")),
            Q(pk__in=given.values("matter_id")),
        ),
        promise_ids=tuple(ids["promise"]),
        told=told,
    )


def about(actor: Actor, typed: str, today: date) -> Scope:
    """What somebody asked in words, as the desk would open it."""
    found = called_so(actor, typed)
    if isinstance(found, Area):
        return of_area(found.pk) or of_words(actor, typed)
    return of_party(actor, found, today) if found is not None else of_words(actor, typed)


def _with_members(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    if len(names) <= MEMBERS_NAMED:
        return [_("With %(names)s, who belong to it.") % {"names": sentence_list(names)}]
    return [_("With the %(count)s who belong to it.") % {"count": len(names)}]


def _best(found: Found) -> tuple[list[Hit], tuple[str, ...]]:
    """Of what was found only what fits best: paper does not guess. And what that was, in words."""
    exact = [hit for hit in found.hits if hit.as_typed and hit.every_word]
    if exact:
        return exact, ()
    alike = [hit for hit in found.hits if hit.every_word]
    if alike:
        return alike, (_("Nothing has these very words. This looks like them."),)
    if found.hits:
        return list(found.hits), (_("Nothing has all your words. This has some of them."),)
    return [], ()
