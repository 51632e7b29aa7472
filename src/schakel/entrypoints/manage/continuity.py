"""``schakel continuity``: what breaks when somebody leaves, and what a network hangs on.

By numbers, without a name of anybody around the institution: what is printed is soon kept.
"""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import replace

from django.db.models import Q

from schakel.domain.continuity.queries.second_carriers import answer
from schakel.domain.continuity.queries.what_if import (
    Breaking,
    cut_off_without,
    known_through_one,
    network_web,
    what_if,
)
from schakel.domain.continuity.rules.proposal import NOT_PLACED, RowCourse
from schakel.domain.continuity.rules.what_if import WORST_FIRST, Node, fewest_people, weak_in
from schakel.domain.networks.models import Network
from schakel.domain.networks.queries import presence
from schakel.domain.promises.models import Promise
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.desk.what_if import counted, fewest, title_of
from schakel.entrypoints.manage.tenants import tenant_called

Answer = tuple[dict[str, object], list[str]]

EXAMPLES = """\
  schakel continuity what-if noor.de.wit@waterhoven.example --tenant waterhoven
                            what of what she carries stays carried, hangs on one person, breaks
  schakel continuity network "Groen in de wijk" --tenant waterhoven --json
                            cut points, bridges, and the fewest people it hangs on
  schakel continuity second-carriers "Groen in de wijk" --tenant waterhoven
                            who could be the second carrier of what lacks one; asks nobody
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="continuity_command", metavar="COMMAND", required=True)
    person = commands.add_parser("what-if", help="what breaks when a colleague leaves")
    person.add_argument("who", metavar="PERSON", help="their address, name or number")
    network = commands.add_parser("network", help="what a network hangs on")
    network.add_argument("who", metavar="NETWORK", help="its name or number")
    seconds = commands.add_parser("second-carriers", help="who could be the second of what")
    seconds.add_argument("who", metavar="NETWORK", help="its name or number")
    for each in (person, network, seconds):
        each.add_argument("--tenant", required=True, metavar="CODE")
        each.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Do what was asked, in one institution; 1 when nobody or nothing is called so."""
    tenant = tenant_called(arguments.tenant)
    asked = {"what-if": _person, "second-carriers": _seconds}.get(
        arguments.continuity_command, _network
    )
    with inside(tenant.pk) as here:
        answer = asked(arguments.who, here)
    if answer is None:
        print(f"There is no {arguments.who} in {tenant.code}, or more than one.")
        return 1
    told, words = answer
    print(json.dumps(told, indent=1) if arguments.json else "\n".join(words))
    return 0


def _person(who: str, here: Here) -> Answer | None:
    number = int(who) if who.isdecimal() else 0
    called = Q(email__iexact=who) | Q(name__iexact=who) | Q(pk=number)
    members = list(StaffMember.objects.filter(called)[:2])
    told = what_if(members[0].pk, here.actor, here.today) if len(members) == 1 else None
    if told is None:
        return None
    secret = sum(each.held.is_confidential for each in told.breaking)
    open_ones = tuple(each for each in told.breaking if not each.held.is_confidential)
    told = replace(told, breaking=open_ones)
    lost, _more = cut_off_without(told, here.actor)
    numbers = {
        "person": told.member.pk,
        "on": here.today.isoformat(),
        **{each.value: told.counted(each) for each in WORST_FIRST},
        "in_confidence": secret,
        "connections": [_connection(each) for each in open_ones],
        "matters_beside": [each.matter.pk for each in told.beside if not each.matter.confidential],
        "cut_off": [each.pk for each in lost],
    }
    words = [
        told.member.name,
        *counted(told),
        *(f"- {each.held.number}: {title_of(each.becomes)}" for each in open_ones),
    ]
    return numbers, words


def _connection(each: Breaking) -> dict[str, object]:
    hangs = each.hangs
    return {
        "connection": each.held.number,
        "network": each.held.network_id,
        "becomes": each.becomes.value,
        "goes_on": list(each.people),
        "matters": [matter.pk for matter in hangs.matters],
        "terms": [day.isoformat() for day in hangs.due],
        "promises_ours": [_promise(promise) for promise in hangs.ours],
        "promises_theirs": [_promise(promise) for promise in hangs.theirs],
    }


def _promise(promise: Promise) -> dict[str, object]:
    return {
        "promise": promise.pk,
        "due_on": promise.due_on.isoformat() if promise.due_on else None,
    }


def _network(who: str, here: Here) -> Answer | None:
    about = _network_called(who)
    if about is None:
        return None
    found = network_web(about, here.actor, presence(here.today))
    weak, few = weak_in(found.web), fewest_people(found.carriers)
    one_person = known_through_one(about, here.actor, here.today)
    numbers = {
        "network": about.pk,
        "cut_points": [{**_node(node), "cuts_off": count} for node, count in weak.hanging.items()],
        "bridges": [
            {"near": _node(each.near), "far": _node(each.far), "parties": each.parties}
            for each in weak.bridges
        ],
        "fewest_people": {
            "staff": sorted(few.staff_ids),
            "orphaned": few.orphaned,
            "of": few.of,
            "nobodys": few.nobodys,
            "is_proven": few.is_proven,
        },
        "known_through_one": list(one_person.values_list("pk", flat=True)),
    }
    words = [
        about.name,
        fewest(few),
        *(f"- {_called(node)}: {count}" for node, count in weak.hanging.items()),
        *(f"- {_called(each.near)} - {_called(each.far)}: {each.parties}" for each in weak.bridges),
    ]
    return numbers, words


def _network_called(who: str) -> Network | None:
    number = int(who) if who.isdecimal() else 0
    networks = list(Network.objects.filter(Q(name__iexact=who) | Q(pk=number))[:2])
    return networks[0] if len(networks) == 1 else None


def _seconds(who: str, here: Here) -> Answer | None:
    """Hours that lack are told by theme and area, never by colleague."""
    about = _network_called(who)
    if about is None:
        return None
    found = answer(about, here.today)
    by_course = {each.value: 0 for each in (RowCourse.PROPOSED, *NOT_PLACED)}
    for place in found.places:
        by_course[place.course.value] += 1
    numbers = {
        "network": about.pk,
        **by_course,
        "gap": found.better_by,
        "is_proven": found.is_proven,
        "missing_hours": found.missing_hours,
        "missing": [
            {"theme": each.theme_id, "area": each.area_id, "hours": each.hours}
            for each in found.missing
        ],
        "seconds": round(found.seconds, 2),
        "connections": [
            {
                "connection": each.connection_id,
                "course": each.course.value,
                "staff": each.staff_id,
                "reasons": list(each.reasons),
                "hours": each.hours,
            }
            for each in found.places
        ],
    }
    words = [
        about.name,
        *(f"{count} {course}" for course, count in by_course.items()),
        f"gap to the bound {found.better_by:.3%}{', proven' if found.is_proven else ''}",
        f"missing {found.missing_hours:g} hours a week",
        *(f"- theme {each.theme_id} area {each.area_id}: {each.hours:g}" for each in found.missing),
        *(
            f"- {each.connection_id}: {each.staff_id or '-'} ({', '.join(each.reasons)})"
            for each in found.places
        ),
    ]
    return numbers, words


def _node(node: Node) -> dict[str, int | None]:
    return {"staff": node.staff_id} if node.staff_id is not None else {"party": node.party_id}


def _called(node: Node) -> str:
    return " ".join(f"{kind} {number}" for kind, number in _node(node).items())
