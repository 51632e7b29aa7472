"""Reads over what was said and asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.parties.models import AddressKind, Channel, DigitalAddress, Party
from schakel.domain.surveys.models import Asked, SaidWord, SaidWordQuerySet
from schakel.domain.surveys.rules import (
    ASK_AT_MOST_EVERY,
    WEEKS_AFTER_CLOSING,
    WEEKS_TOO_LATE,
    Word,
)
from schakel.foundation.kernel.actor import Actor


@dataclass(frozen=True)
class Said:
    """How the contact goes, as they said it."""

    word: Word
    own_words: str
    given_at: datetime


def read_along(words: SaidWordQuerySet, at_most: int | None = None) -> ArraySubquery:
    """What was said, the last first, to annotate on what it is about; ``said_in`` reads it."""
    told = JSONObject(word="word", own_words="own_words", given_at="given_at")
    return ArraySubquery(words.newest_first().values(told=told)[:at_most])


def said_in(told: Iterable[Mapping[str, str]]) -> list[Said]:
    """What ``read_along`` read."""
    return [
        Said(Word(each["word"]), each["own_words"], datetime.fromisoformat(each["given_at"]))
        for each in told
    ]


def words_since(connection_ids: Collection[int], day: date) -> dict[int, list[tuple[date, Word]]]:
    """What was said of each connection from ``day`` on, and the last before; oldest first.

    One query. Of a connection that others can see, nothing comes from a matter in confidence.
    """
    counting = SaidWord.objects.filter(
        Q(confidential=False) | Q(connection__is_confidential=True),
        connection__in=connection_ids,
    )
    before = counting.filter(given_at__lt=_midnight(day)).order_by(
        "connection_id", "-given_at", "-pk"
    )
    last_before = before.distinct("connection_id").values("pk")
    said = counting.filter(Q(given_at__gte=_midnight(day)) | Q(pk__in=last_before))
    found: dict[int, list[tuple[date, Word]]] = defaultdict(list)
    rows = said.order_by("given_at", "pk").values_list("connection_id", "given_at", "word")
    for number, given_at, word in rows:
        found[number].append((timezone.localdate(given_at), Word(word)))
    return dict(found)


def asked_of(party: Party, since: date) -> list[date]:
    """The days since ``since`` on which we asked them something, the last first. One query."""
    asked = Asked.objects.filter(party=party, asked_at__gte=_midnight(since))
    moments = asked.order_by("-asked_at", "-pk").values_list("asked_at", flat=True)
    return [timezone.localdate(each) for each in moments]


def question(actor: Actor, number: int) -> Asked | None:
    """What we asked about the matter of this resident; None when it is in confidence by now."""
    return Asked.objects.filter(pk=number, matter_id=actor.matter_id or 0).first()


def last_asked_on(party: Party) -> date | None:
    """When we last asked a party, over all themes; None when we never did."""
    last = Asked.objects.filter(party=party).order_by("-asked_at").first()
    return None if last is None else timezone.localdate(last.asked_at)


def matters_to_ask_about(today: date) -> list[Matter]:
    """Closed for four weeks, their party can be mailed and was not asked of late. One query.

    Who was asked, or said it by themselves, since it closed is not asked about that connection.
    """
    closed = Matter.objects.filter(
        status=Status.CLOSED.value,
        confidential=False,
        connection__completed_on__isnull=True,
        ended_at__gte=_midnight(today - timedelta(weeks=WEEKS_TOO_LATE)),
        ended_at__lt=_midnight(today - timedelta(weeks=WEEKS_AFTER_CLOSING) + timedelta(days=1)),
    )
    mail = DigitalAddress.objects.filter(
        party=OuterRef("party_id"), kind=AddressKind.EMAIL, failed_at__isnull=True
    )
    of_late = Asked.objects.filter(
        party=OuterRef("party_id"),
        asked_at__gte=_midnight(today - ASK_AT_MOST_EVERY + timedelta(days=1)),
    )
    since = {"connection": OuterRef("connection_id")}
    asked = Asked.objects.filter(**since, asked_at__gte=OuterRef("ended_at"))
    said = SaidWord.objects.filter(**since, given_at__gte=OuterRef("ended_at"))
    wanted = closed.filter(
        Exists(mail),
        ~Exists(of_late),
        ~Exists(asked),
        ~Exists(said),
        party__is_platform=False,
        party__erased_at__isnull=True,
    ).exclude(
        Q(party__avoid_channels__contains=[Channel.MAIL.value])
        | Q(party__preferred_channel__in=[Channel.PHONE.value, Channel.LETTER.value])
    )
    return list(wanted.order_by("ended_at", "pk"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
