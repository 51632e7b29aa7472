"""Who looked at what, and what for: the terms of the VNG norm *Logboek dataverwerkingen*."""

from datetime import datetime
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor

LOG_IS_KEPT_YEARS = 3


class Subject(StrEnum):
    """What a page is about: the nouns whose number stands in its address."""

    MATTER = "matter"
    PARTY = "party"
    CONNECTION = "connection"
    INITIATIVE = "initiative"
    ATTACHMENT = "attachment"
    MESSAGE = "message"
    LIST = "list"
    AREA = "area"
    SHEET = "sheet"
    MAIL = "mail"


class Deed(StrEnum):
    """What was done with it (*handeling*)."""

    SEEN = "seen"
    DOWNLOADED = "downloaded"
    EXPORTED = "exported"


class Activity(StrEnum):
    """Why (*verwerkingsactiviteit*): each has its purpose in words."""

    HANDLE_REQUEST = "handle_request"
    KEEP_CONTACT = "keep_contact"
    SUPPORT_INITIATIVE = "support_initiative"
    OVERSEE = "oversee"


_OF_SUBJECT = {
    Subject.MATTER: Activity.HANDLE_REQUEST,
    Subject.ATTACHMENT: Activity.HANDLE_REQUEST,
    Subject.MESSAGE: Activity.HANDLE_REQUEST,
    Subject.MAIL: Activity.HANDLE_REQUEST,
    Subject.PARTY: Activity.KEEP_CONTACT,
    Subject.CONNECTION: Activity.KEEP_CONTACT,
    Subject.INITIATIVE: Activity.SUPPORT_INITIATIVE,
    Subject.LIST: Activity.KEEP_CONTACT,
    Subject.AREA: Activity.KEEP_CONTACT,
    Subject.SHEET: Activity.KEEP_CONTACT,
}


def activity_of(actor: Actor, subject: Subject) -> Activity:
    """By the kind of page; who helps nobody themselves oversees."""
    if actor.has_role("connector", "official", "volunteer"):
        return _OF_SUBJECT[subject]
    return Activity.OVERSEE


def hour_of(now: datetime) -> datetime:
    """The hour in which it was: finer need not be known of anybody at work."""
    return now.replace(minute=0, second=0, microsecond=0)
