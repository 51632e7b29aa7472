"""Reads over contact moments: what came or went with them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from schakel.domain.contacts.models import Attachment, ContactMoment, ContactMomentQuerySet
from schakel.domain.matters.models import Matter
from schakel.foundation.kernel.actor import Actor


def attachments_of(matter: Matter) -> list[Attachment]:
    """What came or went with the contact moments of a matter, the newest first."""
    kept = Attachment.objects.filter(contact__matter=matter).select_related("contact")
    return list(kept.order_by("-contact__happened_at", "-pk"))


def attachment(actor: Actor, attachment_id: int) -> Attachment | None:
    """An attachment with its file, if the actor may see the contact that it belongs to."""
    visible = ContactMoment.objects.visible_to(actor)
    return (
        Attachment.objects.filter(pk=attachment_id, contact__in=visible)
        .select_related("file")
        .first()
    )


def with_files(contacts: ContactMomentQuerySet) -> ContactMomentQuerySet:
    """Each moment with ``files``, the number and name of its attachments, in the same query."""
    files = Attachment.objects.filter(contact=OuterRef("pk")).order_by("pk")
    return contacts.annotate(
        files=ArraySubquery(files.values(shown=JSONObject(pk="pk", name="name")))
    )
