"""The network around a colleague or in an area, as a picture and as a table of the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.continuity.queries.what_if import area_web, names_in, person_web, to_choose_from
from schakel.domain.continuity.rules.what_if import ORGANISATION, Node, Web, nearest, weak_in
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.organisations.models import Area
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.graph_places import NAMED_AT_ONCE, Place, picture_of
from schakel.entrypoints.desk.what_if import named, told_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list

NODES_SHOWN = 500
# More names in one cell nobody reads.
NAMES_SHOWN = 8


@dataclass(frozen=True)
class Dot:
    """A point of the picture with all that it says, and the row of the table that says the same.

    ``shown`` stands beside the point.
    """

    name: str
    shown: str
    kind: str
    x: str
    y: str
    turn: str
    anchor: str
    name_x: str
    is_person: bool
    is_cut_point: bool
    has_name: bool
    cuts_off: str
    beside: str
    url: str

    @property
    def words(self) -> str:
        """What is read out: who it is, and what hangs on them."""
        return ", ".join(each for each in (self.shown, self.kind, self.cuts_off) if each)


@dataclass(frozen=True)
class Drawing:
    """What the template draws: lines and dots around a middle."""

    frame: str
    lines: str
    dots: tuple[Dot, ...]
    is_named: bool
    left_out: str


@staff_only()
def of_person(request: TenantRequest, staff_id: int) -> HttpResponse:
    """Whom a colleague carries, and who else carries them; for who may see what breaks."""
    told = told_of(request, staff_id)
    web = person_web(told, request.actor).web
    begin = Node(staff_id=staff_id)
    return render(
        request,
        "what_if/picture.html",
        {
            "title": _("The network around %(name)s") % {"name": told.member.name},
            "back_url": reverse("what-if", args=[staff_id]),
            "back_label": _("What if somebody leaves"),
            "drawing": _drawing(request, web, begin, told.here, {staff_id}),
        },
    )


@staff_only("connector", "official", "volunteer")
def of_area(request: TenantRequest, area_id: int) -> HttpResponse:
    """With whom we stand in connection in an area, as far as the reader may see it."""
    area = get_object_or_404(Area, pk=area_id)
    here = presence(request.today)
    people, _networks = to_choose_from(request.actor, request.today)
    web = area_web(area_id, request.actor, here).web
    return render(
        request,
        "what_if/picture.html",
        {
            "title": _("The network in %(name)s") % {"name": area.name},
            "back_url": reverse("sheet-area", args=[area_id]),
            "back_label": _("Neighbourhood sheet"),
            "drawing": _drawing(request, web, ORGANISATION, here, {each.pk for each in people}),
        },
    )


def _drawing(
    request: TenantRequest, whole: Web, begin: Node, here: Presence, told_of: Collection[int]
) -> Drawing | None:
    """None where there is nobody. Colleagues are marked where ``told_of`` names them."""
    if len(whole.nodes) == 1:
        return None
    hanging = {
        node: count
        for node, count in weak_in(whole).hanging.items()
        if node.staff_id is None or node.staff_id in told_of
    }
    web = nearest(whole, begin if begin in whole.nodes else ORGANISATION, NODES_SHOWN)
    names = names_in(web, request.actor)
    picture = picture_of(web)
    called = [
        request.tenant.name if node == ORGANISATION else named(node, here, names)
        for node in web.nodes
    ]
    beside = web.beside()
    is_named = len(web.nodes) <= NAMED_AT_ONCE
    return Drawing(
        frame=_frame(round(picture.reach)),
        lines=_lines(web, picture.places),
        dots=tuple(
            _dot(
                node,
                picture.places[place],
                name=called[place],
                count=hanging.get(node, 0),
                beside=[called[each] for each in beside[place]],
                url=_url(node, names, told_of),
                is_named=is_named,
            )
            for place, node in enumerate(web.nodes)
            if place
        ),
        is_named=is_named,
        left_out=_left_out(len(whole.nodes) - len(web.nodes)),
    )


def _frame(reach: int) -> str:
    return f"{-reach} {-reach} {2 * reach} {2 * reach}"


def _left_out(count: int) -> str:
    if not count:
        return ""
    words = {"shown": NODES_SHOWN, "n": count}
    return (
        ngettext(
            "You see the nearest %(shown)s. %(n)s more is left out.",
            "You see the nearest %(shown)s. %(n)s more are left out.",
            count,
        )
        % words
    )


def _lines(web: Web, places: tuple[Place, ...]) -> str:
    return "".join(
        f"M{places[one].x:.0f} {places[one].y:.0f}L{places[other].x:.0f} {places[other].y:.0f}"
        for one, other in web.bonds
    )


def _dot(
    node: Node,
    at: Place,
    *,
    name: str,
    count: int,
    beside: list[str],
    url: str,
    is_named: bool,
) -> Dot:
    is_person = node.staff_id is not None
    # Names read from left to right on either side.
    is_left = not -90 <= at.turn <= 90
    return Dot(
        name=name,
        shown=_("%(name)s (indispensable)") % {"name": name} if count else name,
        kind=_("colleague") if is_person else _("people and groups"),
        x=f"{at.x:.0f}",
        y=f"{at.y:.0f}",
        turn=f"{at.turn + 180 if is_left else at.turn:.0f}",
        anchor="end" if is_left else "start",
        name_x=f"{-at.name_from if is_left else at.name_from:.0f}",
        is_person=is_person,
        is_cut_point=count > 0,
        has_name=is_named or is_person or count > 0,
        cuts_off=_cuts_off(count),
        beside=_beside(beside),
        url=url,
    )


def _cuts_off(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "indispensable: %(n)s hangs on this", "indispensable: %(n)s hang on this", count
    ) % {"n": count}


def _beside(names: list[str]) -> str:
    if len(names) <= NAMES_SHOWN:
        return sentence_list(names)
    rest = len(names) - NAMES_SHOWN
    others = ngettext("%(n)s other", "%(n)s others", rest) % {"n": rest}
    return sentence_list([*names[:NAMES_SHOWN], others])


def _url(node: Node, names: Mapping[int, str], told_of: Collection[int]) -> str:
    if node.staff_id is not None:
        return reverse("what-if", args=[node.staff_id]) if node.staff_id in told_of else ""
    return reverse("party", args=[node.party_id]) if node.party_id in names else ""
