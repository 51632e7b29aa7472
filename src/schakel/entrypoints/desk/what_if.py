"""Als iemand weggaat: what stays carried, what becomes thin and what breaks, and what to do."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.continuity.queries.what_if import (
    NO_DATE,
    Breaking,
    WhatIf,
    cut_off_without,
    known_through_one,
    names_in,
    network_web,
    proposed,
    rows_of,
    to_choose_from,
    what_if,
)
from schakel.domain.continuity.rules.what_if import (
    WORST_FIRST,
    Becomes,
    Bridge,
    FewPeople,
    Node,
    Weak,
    fewest_people,
    weak_in,
)
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.parties.models import Party
from schakel.entrypoints.desk import reasons
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.paging import ROWS_A_PAGE, page_of
from schakel.entrypoints.desk.standings import about_of, names_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, sentence_list

FROM = "vanaf"
CUT_OFF_SHOWN = 30

_TAGS = {
    Becomes.LOST: (gettext_lazy("nobody left"), Kind.STUCK),
    Becomes.THIN: (gettext_lazy("one left"), Kind.WATCH),
    Becomes.STILL: (gettext_lazy("two left"), Kind.GOOD),
}
_LINKS = {Becomes.LOST: State.OPEN, Becomes.THIN: State.THIN, Becomes.STILL: State.WHOLE}
_TITLES = {
    Becomes.LOST: gettext_lazy("Nobody carries this any more"),
    Becomes.THIN: gettext_lazy("This hangs on one person"),
    Becomes.STILL: gettext_lazy("This stays carried"),
}


@staff_only()
def choose(request: TenantRequest) -> HttpResponse:
    """Of whom the reader may ask it: themselves, whom they lead, who works in what they own."""
    people, networks = to_choose_from(request.actor, request.today)
    return render(
        request,
        "what_if/choose.html",
        {
            "people": [
                Row(
                    who=_("You") if each.pk == request.actor.staff_id else each.name,
                    url=reverse("what-if", args=[each.pk]),
                    what=each.function,
                )
                for each in people
            ],
            "networks": [
                Row(who=each.name, url=reverse("what-if-network", args=[each.pk]))
                for each in networks
            ],
        },
    )


@staff_only()
def of_person(request: TenantRequest, staff_id: int) -> HttpResponse:
    """What becomes of what somebody carries, the worst first; and whom we lose altogether."""
    told = told_of(request, staff_id)
    shown, on_url = _page(request, told.breaking)
    rows = rows_of([each.held.number for each in shown], staff_id, request.actor)
    lost, more_lost = cut_off_without(told, request.actor)
    return render(
        request,
        "what_if/person.html",
        {
            "title": _title(request, told),
            "counted": counted(told),
            "groups": [
                (
                    title_of(what),
                    [
                        _row(rows[each.held.number], each, told, request.today)
                        for each in shown
                        if each.becomes is what and each.held.number in rows
                    ],
                )
                for what in WORST_FIRST
            ],
            "unseen": _unseen(told),
            "in_confidence": [_in_confidence(each, request.today) for each in told.in_confidence],
            "lost": [
                (reverse("party", args=[each.pk]), each.name) for each in lost[:CUT_OFF_SHOWN]
            ],
            "more_lost": _more_lost(len(lost[CUT_OFF_SHOWN:]) + more_lost),
            "beside": [
                Row(
                    who=each.matter.shown_subject,
                    url=reverse("matter", args=[each.matter.pk]),
                    what=_due([each.due_on], request.today) if each.due_on else "",
                )
                for each in told.beside[:ROWS_A_PAGE]
            ],
            "steps": _steps(told),
            "on_url": on_url,
            "from_the_start": request.path if FROM in request.GET else "",
        },
    )


def told_of(request: TenantRequest, staff_id: int) -> WhatIf:
    """What breaks without a colleague; for who may not see that the page does not exist."""
    told = what_if(staff_id, request.actor, request.today)
    if told is None:
        raise Http404
    return told


def _steps(told: WhatIf) -> list[Step]:
    numbers = [told.member.pk]
    begin = Step(_("Begin the hand-over"), reverse("hand-over-begin", args=numbers), first=True)
    return [
        *([begin] if told.breaking or told.unseen else []),
        Step(_("See it as a picture"), reverse("picture-person", args=numbers)),
        Step(_("Dossier of all this"), reverse("person-dossier", args=numbers)),
    ]


def _title(request: TenantRequest, told: WhatIf) -> str:
    if told.member.pk == request.actor.staff_id:
        return _("If you leave")
    return _("If %(name)s leaves") % {"name": told.member.name}


def counted(told: WhatIf) -> list[str]:
    """The three numbers in words, the worst first."""
    lost, thin, still = (told.counted(each) for each in WORST_FIRST)
    return [
        ngettext("%(n)s contact is nobody's.", "%(n)s contacts are nobody's.", lost) % {"n": lost},
        ngettext("%(n)s contact hangs on one person.", "%(n)s contacts hang on one person.", thin)
        % {"n": thin},
        ngettext("%(n)s contact stays carried.", "%(n)s contacts stay carried.", still)
        % {"n": still},
    ]


def _unseen(told: WhatIf) -> str:
    count = sum(told.unseen.values())
    if not count:
        return ""
    return ngettext(
        "%(n)s of these is in a network that you do not see.",
        "%(n)s of these are in networks that you do not see.",
        count,
    ) % {"n": count}


def _in_confidence(hear_by: date | None, today: date) -> str:
    if hear_by is None:
        return _("There is a matter in confidence beside these.")
    words = {"day": deadline(hear_by, today)}
    return _("There is a matter in confidence beside these. They hear from us %(day)s.") % words


def _more_lost(count: int) -> str:
    if not count:
        return ""
    return ngettext("And %(n)s more.", "And %(n)s more.", count) % {"n": count}


def _page(request: TenantRequest, breaking: Sequence[Breaking]) -> tuple[Sequence[Breaking], str]:
    """From the place in the address on; the worst first."""
    after = request.GET.get(FROM, "")
    first = next(
        (place for place, each in enumerate(breaking) if str(each.held.number) == after), 0
    )
    rest = breaking[first:]
    more = rest[ROWS_A_PAGE:]
    return rest[:ROWS_A_PAGE], f"?{FROM}={more[0].held.number}" if more else ""


def _row(connection: Any, each: Breaking, told: WhatIf, today: date) -> Row:
    """Who it is with, what hangs on it and by when, and who could be asked."""
    label, kind = _TAGS[each.becomes]
    told_why = [_on(each, told.here), _ask(connection, each, told), about_of(connection)]
    return Row(
        who=names_of(connection),
        url=reverse("connection", args=[connection.pk]),
        state=_LINKS[each.becomes],
        tag=Tag(str(label), kind),
        what=" ".join(_hanging(connection, each, today)),
        why=" ".join(part for part in told_why if part),
    )


def _hanging(connection: Any, each: Breaking, today: date) -> list[str]:
    """Matters, terms, promises of both sides and tasks, each counted; and what is due first."""
    hangs = each.hangs
    counted: list[tuple[int, Callable[[int], str]]] = [
        (len(hangs.matters), lambda n: ngettext("%(n)s open matter", "%(n)s open matters", n)),
        (len(hangs.due), lambda n: ngettext("%(n)s term", "%(n)s terms", n)),
        (len(hangs.ours), lambda n: ngettext("%(n)s promise by us", "%(n)s promises by us", n)),
        (
            len(hangs.theirs),
            lambda n: ngettext("%(n)s promise by them", "%(n)s promises by them", n),
        ),
        (connection.tasks, lambda n: ngettext("%(n)s task", "%(n)s tasks", n)),
    ]
    named = [words(count) % {"n": count} for count, words in counted if count]
    if not named:
        return [_("Nothing hangs on this.")]
    words = [_("Open: %(what)s.") % {"what": sentence_list(named)}]
    if hangs.first_day != NO_DATE:
        words.append(_due([hangs.first_day], today))
    return words


def _due(days: Sequence[date], today: date) -> str:
    return _("The first is due %(day)s.") % {"day": deadline(min(days), today)}


def _on(each: Breaking, here: Presence) -> str:
    if not each.people:
        return _("Nobody goes on with it.")
    names = sentence_list([here.names[number] for number in each.people])
    return ngettext("%(names)s goes on with it.", "%(names)s go on with it.", len(each.people)) % {
        "names": names
    }


def _ask(connection: Any, each: Breaking, told: WhatIf) -> str:
    if each.becomes is Becomes.STILL:
        return ""
    found = proposed(connection, each, told.member.pk, told.here)
    if found.first is None:
        return _("Nobody else in this network is here.")
    words = {
        "name": told.here.names[found.first],
        "reasons": reasons.in_words(reason.value for reason in found.reasons_first),
    }
    return _("Ask %(name)s: %(reasons)s.") % words


@staff_only()
def of_network(request: TenantRequest, network_id: int) -> HttpResponse:
    """What a whole network hangs on; for who owns it."""
    owned = Network.objects.filter(owner=request.actor.staff_id or 0)
    network = get_object_or_404(owned, pk=network_id)
    here = presence(request.today)
    found = network_web(network, request.actor, here)
    weak, few = weak_in(found.web), fewest_people(found.carriers)
    names = names_in(found.web, request.actor)
    page = page_of(
        request,
        known_through_one(network, request.actor, request.today),
        "pk",
        int,
        descending=False,
    )
    return render(
        request,
        "what_if/network.html",
        {
            "network": network,
            "fewest": fewest(few),
            "is_proven": few.is_proven,
            "fewest_names": _names(few.staff_ids, here),
            "people": _people(weak, here),
            "parties": _parties(weak, names),
            "bridges": [_bridge(each, here, names) for each in weak.bridges],
            "one_person": [_known_through_one(each) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
        },
    )


def fewest(few: FewPeople) -> str:
    """How few people a network hangs on, in a sentence."""
    people = len(few.staff_ids)
    if not people:
        return _("Nobody carries a contact here.")
    return ngettext(
        "If this %(n)s person leaves, %(orphaned)s of %(of)s contacts are nobody's.",
        "If these %(n)s people leave, %(orphaned)s of %(of)s contacts are nobody's.",
        people,
    ) % {"n": people, "orphaned": few.orphaned, "of": few.of}


def title_of(what: Becomes) -> str:
    """What stands above a list of them."""
    return str(_TITLES[what])


def _names(staff_ids: frozenset[int], here: Presence) -> str:
    """In order of name: who comes first says nothing."""
    return sentence_list(sorted(here.names[each] for each in staff_ids))


def _people(weak: Weak, here: Presence) -> list[Row]:
    """Without whom somebody is cut off: by name, and without a number for each."""
    numbers = [each.staff_id for each in weak.hanging if each.staff_id is not None]
    return [
        Row(who=here.names[each], url=reverse("what-if", args=[each]))
        for each in sorted(numbers, key=lambda number: (here.names[number], number))
    ]


def _parties(weak: Weak, names: dict[int, str]) -> list[Row]:
    """Parties through whom alone we reach others, with the most others first."""
    found = [
        (count, each.party_id)
        for each, count in weak.hanging.items()
        if each.party_id is not None and each.party_id in names
    ]
    return [
        Row(
            who=names[number],
            url=reverse("party", args=[number]),
            what=ngettext(
                "We reach %(n)s other only through them.",
                "We reach %(n)s others only through them.",
                count,
            )
            % {"n": count},
        )
        for count, number in sorted(found, key=lambda each: (-each[0], each[1]))
    ]


def _bridge(bridge: Bridge, here: Presence, names: dict[int, str]) -> Row:
    near, far = (named(each, here, names) for each in (bridge.near, bridge.far))
    return Row(
        who=_("%(one)s and %(other)s") % {"one": near, "other": far},
        what=ngettext(
            "We reach %(n)s only by this contact.",
            "We reach %(n)s only by this contact.",
            bridge.parties,
        )
        % {"n": bridge.parties},
    )


def named(node: Node, here: Presence, names: dict[int, str]) -> str:
    """What a point of a web is called; somebody whom the reader does not see has no name."""
    if node.staff_id is not None:
        return here.names[node.staff_id]
    if node.party_id is not None:
        return names.get(node.party_id, _("somebody whom you do not see"))
    return _("the organisation")


def _known_through_one(party: Party) -> Row:
    return Row(
        who=party.name,
        url=reverse("party", args=[party.pk]),
        what=_("We know one person there."),
        steps=(Step(_("Ask for a second person"), reverse("party", args=[party.pk])),),
    )
