"""How connections stand, kept up with what happens: only those that change are looked at.

What happened marks its connections in the transaction in which the lines are claimed; then one
job looks at all that is marked. Whatever is missed is looked at within the hour.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.continuity.models import Passing
from schakel.domain.health import actions
from schakel.domain.health.actions import (
    LOOKED_AT_ONCE,
    look,
    look_again,
    look_again_at_carried,
    look_again_in_networks,
)
from schakel.domain.health.models import Break
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.networks.queries import leaning_on
from schakel.domain.promises.models import Promise
from schakel.domain.surveys.models import SaidWord
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.queue import RETRY, put
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused

# The nouns of journal words that say something about how a connection stands.
NOUNS = frozenset(
    {
        "address", "break", "connection", "contact", "matter", "mail", "message", "party",
        "passing", "promise", "rhythm", "term", "word",
    }
)  # fmt: skip
OF_STAFF = frozenset(
    {
        "absence.cancelled", "absence.ended", "absence.planned",
        "colleague.brought_back", "colleague.let_go", "deputy.appointed",
    }
)  # fmt: skip
# Who may stand in where changes.
OF_MEMBERS = frozenset({"network.joined", "network.left"})
# It begins or ends to lack something that holds it in the organisation.
OF_NETWORKS = frozenset({"network.lacks_something", "network.stands_firm"})
# What is said about a message before anybody knows whether it arrives.
_NOTHING_NEW = frozenset({"message.queued", "mail.kept"})
# What hangs on a connection also where it hangs on no matter.
_OF_CONNECTIONS: Mapping[str, type[Model]] = {
    "break": Break,
    "contact": ContactMoment,
    "passing": Passing,
    "promise": Promise,
    "word": SaidWord,
}


@app.task(name="look_at_standings", retry=RETRY)
def look_at_standings(*, tenant_id: int) -> None:
    """Look at all that changes today, so many at a time, each in a transaction."""
    while True:
        with inside(tenant_id) as here:
            looked_at = look(actor=here.actor, today=here.today, now=here.now)
        if looked_at < LOOKED_AT_ONCE:
            return


def look_at_what_changes(tenant_id: int) -> None:
    """What a new day brings; one query where it brings nothing."""
    look_at_standings(tenant_id=tenant_id)


def ask_whether_repaired(tenant_id: int) -> None:
    """What we call repaired is asked of the other side; twice at most, each in a transaction."""
    with inside(tenant_id) as here:
        numbers = list(Break.objects.to_ask_about(here.today).values_list("pk", flat=True))
    for number in numbers:
        with inside(tenant_id) as here, suppress(Refused):
            actions.ask_whether_repaired(
                actor=here.actor,
                about=Break.objects.get(pk=number),
                today=here.today,
                now=here.now,
            )


def give_numbers(tenant_id: int) -> None:
    """The numbers of a quarter, once it is over for long enough."""
    with inside(tenant_id) as here:
        actions.give_numbers(actor=here.actor, today=here.today, now=here.now)


def mark(tenant_id: int, lines: Sequence[Line], connections: Collection[int]) -> None:
    """Mark the ``connections`` that these lines are about, and have them looked at."""
    staff = {line.subject_id for line in lines if line.what in OF_STAFF}
    staff |= {line.details["staff_id"] for line in lines if line.what in OF_MEMBERS}
    networks = {line.subject_id for line in lines if line.what in OF_NETWORKS}
    if not (connections or staff or networks):
        return
    # Of a new connection, that nothing was looked at before what happened now.
    first = min(line.happened_at for line in lines)
    today = timezone.localdate(first)
    if connections:
        look_again(tenant_id=tenant_id, connections=connections, today=today, now=first)
    if staff:
        look_again_at_carried(staff_ids=leaning_on(staff), today=today)
    if networks:
        look_again_in_networks(networks=networks, today=today)
    put(look_at_standings, [{"tenant_id": tenant_id}])


def touched(lines: Sequence[Line]) -> set[int]:
    """The connections that these lines are about; at most one query for each kind of subject."""
    telling = [
        line
        for line in lines
        if line.what.partition(".")[0] in NOUNS and line.what not in _NOTHING_NEW
    ]
    matters = {line.matter_id for line in telling if line.matter_id is not None}
    found = _subjects(telling, "connection")
    found |= _numbers(Matter.objects.filter(pk__in=matters), matters)
    for subject, model in _OF_CONNECTIONS.items():
        alone = _subjects([line for line in telling if line.matter_id is None], subject)
        found |= _numbers(model._default_manager.filter(pk__in=alone), alone)
    parties = _subjects(telling, "party")
    messages = _subjects(telling, "message")
    if messages:
        of_parties = Message.objects.filter(pk__in=messages, party__isnull=False)
        parties |= {each for each in of_parties.values_list("party_id", flat=True) if each}
    if parties:
        # What is completed too: erasing somebody completes it.
        of_them = Connection.objects.filter(Q(party__in=parties) | Q(other_party__in=parties))
        found |= set(of_them.values_list("pk", flat=True))
    return found


def _subjects(lines: Sequence[Line], subject: str) -> set[int]:
    return {line.subject_id for line in lines if line.subject == subject}


def _numbers(rows: QuerySet[Any], wanted: Collection[int]) -> set[int]:
    """The connections of these rows, of which some may have none."""
    if not wanted:
        return set()
    return {each for each in rows.values_list("connection_id", flat=True) if each is not None}
