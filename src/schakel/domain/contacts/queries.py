"""Reads over contact moments: what came or went with them."""

from collections.abc import Collection
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Aggregate,
    BinaryField,
    Case,
    FloatField,
    Func,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject, TruncDate

from schakel.domain.connections.rules import DEFAULT_WEIGHTS, ContactWeight
from schakel.domain.contacts import rules
from schakel.domain.contacts.models import Attachment, ContactMoment, ContactMomentQuerySet
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.models import Matter
from schakel.domain.parties.models import Channel
from schakel.foundation.kernel.actor import Actor


def _weight() -> Cast:
    """What a moment weighs; the rules are asked for each kind that there is."""
    kinds = product(Channel.values, Direction, (True, False))
    answered = DEFAULT_WEIGHTS[ContactWeight.ANSWERED]
    weight = Case(
        When(answered_at__isnull=False, then=Value(answered)),
        *(
            When(
                Q(channel=channel, direction=direction.value, succeeded=succeeded),
                then=Value(
                    DEFAULT_WEIGHTS[rules.weight_of(channel, direction, succeeded=succeeded)]
                ),
            )
            for channel, direction, succeeded in kinds
        ),
        output_field=FloatField(),
    )
    # Numbers that are written out are no floats to PostgreSQL.
    return Cast(weight, FloatField())


_WEIGHT = _weight()
# As PostgreSQL sends numbers: the most significant byte first. Days count from 2000.
_SENT = np.dtype([("connection", ">i8"), ("day", ">i4"), ("weight", ">f8")])
_AS_SENT = Func(
    Func("connection_id", function="int8send"),
    Func("day", function="date_send"),
    Func("weight", function="float8send"),
    template="(%(expressions)s)",
    arg_joiner=" || ",
    output_field=BinaryField(),
)
_ALL_AS_SENT = Aggregate(_AS_SENT, Value(b""), function="string_agg", output_field=BinaryField())
FIRST_DAY = date(2000, 1, 1)


def attachments_of(matter: Matter) -> list[Attachment]:
    """What came or went with the contact moments of a matter, the newest first."""
    kept = Attachment.objects.filter(contact__matter=matter).select_related("contact")
    return list(kept.order_by("-contact__happened_at", "-pk"))


def attachment(actor: Actor, attachment_id: int) -> Attachment | None:
    """An attachment with its file, if the actor may see the contact that it belongs to."""
    visible = ContactMoment.objects.visible_to(actor)
    return (
        Attachment.objects.filter(pk=attachment_id, contact__in=visible)
        .select_related("file", "contact")
        .first()
    )


def weighed_contacts(connections: Collection[int]) -> np.ndarray[Any, np.dtype[np.void]]:
    """Contacts that keep one of these connections alive.

    As rows of ``connection``, ``day`` (days from 2000) and ``weight``, which PostgreSQL sends as
    one value: of ten million rows none becomes an object.
    """
    moments = (
        ContactMoment.objects.that_were()
        .filter(connection__in=connections)
        .annotate(day=TruncDate("happened_at"), weight=_WEIGHT)
        .filter(weight__gt=0)
        .order_by()
    )
    return np.frombuffer(moments.aggregate(sent=_ALL_AS_SENT)["sent"] or b"", _SENT)


def with_files(contacts: ContactMomentQuerySet) -> ContactMomentQuerySet:
    """Each moment with ``files``, the number and name of its attachments, in the same query."""
    files = Attachment.objects.filter(contact=OuterRef("pk")).order_by("pk")
    return contacts.annotate(
        files=ArraySubquery(files.values(shown=JSONObject(pk="pk", name="name")))
    )
