"""Reads over what was said and asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.initiatives.rules import IntroductionState
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.parties.models import AddressKind, Channel, DigitalAddress, Party
from schakel.domain.parties.queries import how_to_reach_each
from schakel.domain.surveys.models import Asked, SaidWord, SaidWordQuerySet
from schakel.domain.surveys.rules import (
    ASK_AT_MOST_EVERY,
    ASKED_IN_VAIN_AT_MOST,
    WEEKS_AFTER_CLOSING,
    WEEKS_TOO_LATE,
    Word,
    ask_again_from,
    counts,
    may_ask,
)
from schakel.foundation.kernel.actor import Actor

_COUNT_WHEN_NOTED = [word.value for word in Word if counts(word, is_noted=True)]


@dataclass(frozen=True)
class Said:
    """How the contact goes, as they said it."""

    word: Word
    own_words: str
    given_at: datetime
    noted_by: str = ""
    by: str = ""


def read_along(words: SaidWordQuerySet, at_most: int | None = None) -> ArraySubquery:
    """What was said, the last first, to annotate on what it is about; ``said_in`` reads it."""
    told = JSONObject(
        word="word",
        own_words="own_words",
        given_at="given_at",
        noted_by=_shown_name(),
        by="party__name",
    )
    return ArraySubquery(words.newest_first().values(told=told)[:at_most])


def _shown_name() -> Case:
    """Of who wrote it down, as residents may know them; see ``StaffMember.shown_name``."""
    by_function = Q(noted_by__is_named=False) & ~Q(noted_by__function="")
    return Case(When(by_function, then=F("noted_by__function")), default=F("noted_by__name"))


def said_in(told: Iterable[Mapping[str, str]]) -> list[Said]:
    """What ``read_along`` read."""
    return [
        Said(
            Word(each["word"]),
            each["own_words"],
            datetime.fromisoformat(each["given_at"]),
            each["noted_by"] or "",
            each["by"],
        )
        for each in told
    ]


@dataclass(frozen=True)
class SaidBy:
    """A word with whose it is, and whether a colleague noted it, for the rules."""

    party_id: int
    word: Word
    given_at: datetime
    is_noted: bool = False

    @property
    def on(self) -> date:
        """The day on which they said it."""
        return timezone.localdate(self.given_at)


def words_since(connection_ids: Collection[int], day: date) -> dict[int, list[SaidBy]]:
    """What was said of each connection from ``day`` on, and the last of each before; oldest first.

    Between two whom we introduced, all of it. One query. Of a connection that others can see,
    nothing comes from a matter in confidence.
    """
    between = Q(connection__other_party__isnull=False)
    counting = SaidWord.objects.filter(
        Q(confidential=False) | Q(connection__is_confidential=True),
        Q(noted_by__isnull=True) | Q(word__in=_COUNT_WHEN_NOTED) | between,
        connection__in=connection_ids,
    )
    before = counting.filter(given_at__lt=_midnight(day)).order_by(
        "connection_id", "party_id", "-given_at", "-pk"
    )
    last_before = before.distinct("connection_id", "party_id").values("pk")
    said = counting.filter(Q(given_at__gte=_midnight(day)) | Q(pk__in=last_before) | between)
    found: dict[int, list[SaidBy]] = defaultdict(list)
    rows = said.order_by("given_at", "pk")
    for each in rows.values_list("connection_id", "party_id", "word", "given_at", "noted_by_id"):
        number, party_id, word, given_at, noted_by = each
        found[number].append(SaidBy(party_id, Word(word), given_at, noted_by is not None))
    return dict(found)


def told_between(connection_ids: Collection[int]) -> dict[int, list[tuple[date, Word]]]:
    """All that was said of connections between two whom we introduced. One query."""
    rows = SaidWord.objects.filter(connection__in=connection_ids)
    told: dict[int, list[tuple[date, Word]]] = {number: [] for number in connection_ids}
    for number, given_at, word in rows.order_by("given_at", "pk").values_list(
        "connection_id", "given_at", "word"
    ):
        told[number].append((timezone.localdate(given_at), Word(word)))
    return told


def said_between(side: IntroductionSide, party: Party) -> list[Said]:
    """What this one of two said of the contact with the other, the last first. One query."""
    number = side.introduction.connection_id
    said = SaidWord.objects.filter(connection=number, party=party, matter__isnull=True)
    return [
        Said(
            Word(each.word),
            each.own_words,
            each.given_at,
            each.noted_by.shown_name if each.noted_by else "",
        )
        for each in said.newest_first().select_related("noted_by")
    ]


def introduced_to(actor: Actor, party: Party) -> list[Connection]:
    """Those with whom we introduced a party to somebody, and that go on. One query."""
    between = Connection.objects.brokered().visible_to(actor).of(party)
    return list(
        between.filter(completed_on__isnull=True)
        .select_related("party", "other_party")
        .order_by("-pk")
    )


def matters_between(connection: Connection) -> list[Matter]:
    """Of each of two whom we introduced, what they came with, by which they can be asked."""
    sides = IntroductionSide.objects.filter(
        agrees=True,
        introduction__connection=connection,
        introduction__connection__completed_on__isnull=True,
        introduction__state=IntroductionState.MET.value,
    )
    newest = sides.select_related("matter__party").order_by("pk")
    return list({each.matter.party_id: each.matter for each in newest}.values())


@dataclass(frozen=True)
class Between:
    """That one of two who were introduced is asked how it goes between them."""

    connection_id: int
    matter_id: int


def who_were_introduced(today: date) -> list[Between]:
    """Who can be asked today how it goes with whom we introduced to them. One query.

    For the first time four weeks after, then by the rhythm of the two; who answers nothing is left
    alone.
    """
    connections = Connection.objects.filter(completed_on__isnull=True).exclude(
        resting_until__gt=today
    )
    sides = IntroductionSide.objects.filter(
        _can_be_mailed("matter__party", today),
        agrees=True,
        introduction__state=IntroductionState.MET.value,
        introduction__connection__in=connections,
    )
    theirs = {
        "connection": OuterRef("introduction__connection_id"),
        "party": OuterRef("matter__party_id"),
    }
    asked = Asked.objects.filter(**theirs).order_by("-asked_at")
    said = SaidWord.objects.filter(**theirs).newest_first()
    found: QuerySet[Any] = sides.select_related("introduction__connection__theme", "matter")
    found = found.annotate(
        asked_at=ArraySubquery(asked.values("asked_at")[:ASKED_IN_VAIN_AT_MOST]),
        said_at=Subquery(said.values("given_at")[:1]),
    )
    asking: dict[tuple[int, int], Between] = {}
    for side in found.order_by("pk"):
        connection = side.introduction.connection
        if _is_asked(connection, side.asked_at, side.said_at, today):
            key = connection.pk, side.matter.party_id
            asking[key] = Between(connection.pk, side.matter_id)
    return list(asking.values())


def _is_asked(
    connection: Connection, asked_at: list[datetime], said_at: datetime | None, today: date
) -> bool:
    in_vain = [each for each in asked_at if said_at is None or each > said_at]
    heard = max([*asked_at, *([said_at] if said_at else [])], default=None)
    heard_on = timezone.localdate(heard) if heard else None
    made_on = timezone.localdate(connection.created_at)
    is_time = today >= ask_again_from(made_on, heard_on, tie_of(connection).rhythm_days)
    return is_time and len(in_vain) < ASKED_IN_VAIN_AT_MOST


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


def may_be_asked_in_person(party: Party, today: date) -> bool:
    """Whether who has no mail may be asked in a conversation: not of late. At most two queries."""
    return bool(who_is_asked_in_person([party], today))


def who_is_asked_in_person(parties: Collection[Party], today: date) -> list[Party]:
    """Those of whom the same holds. One query, and one for each who has no mail."""
    somebody = [each for each in parties if not each.is_platform]
    reached = how_to_reach_each(somebody)
    without_mail = [each for each in somebody if reached[each.pk].way != "mail"]
    return [each for each in without_mail if may_ask(last_asked_on(each), today)]


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
    since = {"connection": OuterRef("connection_id")}
    asked = Asked.objects.filter(**since, asked_at__gte=OuterRef("ended_at"))
    said = SaidWord.objects.filter(**since, given_at__gte=OuterRef("ended_at"))
    wanted = closed.filter(_can_be_mailed("party", today), ~Exists(asked), ~Exists(said))
    return list(wanted.order_by("ended_at", "pk"))


def _can_be_mailed(party: str, today: date) -> Q:
    """Of who has a ``party``: mail reaches them, they want that, and were not asked of late."""
    mail = DigitalAddress.objects.filter(
        party=OuterRef(f"{party}_id"), kind=AddressKind.EMAIL, failed_at__isnull=True
    )
    of_late = Asked.objects.filter(
        party=OuterRef(f"{party}_id"),
        asked_at__gte=_midnight(today - ASK_AT_MOST_EVERY + timedelta(days=1)),
    )
    rather_not = Q(**{f"{party}__avoid_channels__contains": [Channel.MAIL.value]}) | Q(
        **{f"{party}__preferred_channel__in": [Channel.PHONE.value, Channel.LETTER.value]}
    )
    somebody = Q(**{f"{party}__is_platform": False, f"{party}__erased_at__isnull": True})
    return Q(Exists(mail), ~Exists(of_late), somebody, ~rather_not)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
