"""Reads over what there is about somebody, what expires, what is told of it, and who looked.

Numbers only: who erases need not see who it is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schakel.domain.arrivals.models import Arrival
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.continuity.models import LastWord
from schakel.domain.followers.models import Follower
from schakel.domain.health.models import Break
from schakel.domain.initiatives.models import Help, Initiative, IntroductionSide, Publication
from schakel.domain.initiatives.queries import publication_of, sides_of
from schakel.domain.matters.models import Matter, MatterQuerySet
from schakel.domain.matters.rules import Kind, Status
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import FLEETING, State
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.notices.queries import told_of
from schakel.domain.organisations.queries import surroundings_of
from schakel.domain.parties.models import (
    Consent,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
)
from schakel.domain.privacy.models import (
    ACCESSIBILITY_WORDS,
    DEFAULT_ANSWERS,
    QUESTION_WORDS,
    Answer,
    Disposal,
    Farewell,
    RetentionSetting,
    RetentionTerm,
    Viewing,
)
from schakel.domain.privacy.rules import (
    DEFAULTS,
    DISPUTES,
    MOST_AT_ONCE,
    MOST_MAILS_AT_ONCE,
    NEEDS_ANSWER,
    WITHOUT_LANGUAGE,
    WORKING_COPY_YEARS,
    Keeping,
    Outcome,
    Question,
    Subject,
    Unfinished,
    check_may_erase,
    kept_until,
    months_before,
    years_before,
)
from schakel.domain.promises.models import Promise
from schakel.domain.spokespersons.queries import spoke_since
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions.models import Submission
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Held:
    """What there is about one party, in confidence too. ``confirmed``: of the address asked for."""

    party: Party
    known_since: datetime
    matters: int
    still_open: int
    contacts: int
    promises: int
    messages: int
    files: int
    confirmed: bool | None


def held_about(*, actor: Actor, asked: str) -> list[Held]:
    """What there is about who has this e-mail address, or came with the matter of this reference.

    Exact, so that nobody can be browsed for; Refused when there is nobody. Each form that somebody
    sent may have made a party of its own.
    """
    check_may_erase(actor)
    asked = asked.strip()
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        found = _by_address(asked) if "@" in asked else _by_reference(asked)
        if not found:
            raise Refused("nobody_known_as", asked=asked[:80])
        return _counted(found)


def _by_address(address: str) -> list[tuple[Party, bool | None]]:
    found = DigitalAddress.objects.filter(address__iexact=address).select_related("party")
    return [(each.party, each.verified_at is not None) for each in found.order_by("party_id")]


def _by_reference(reference: str) -> list[tuple[Party, bool | None]]:
    found = Matter.objects.filter(reference=reference.upper(), party__erased_at__isnull=True)
    return [(each.party, None) for each in found.select_related("party")]


def _counted(found: Sequence[tuple[Party, bool | None]]) -> list[Held]:
    """One query, whatever the number of parties."""
    counted = Party.objects.annotate(
        matters=_number(Matter.objects.all()),
        still_open=_number(Matter.objects.open()),
        contacts=_number(ContactMoment.objects.all()),
        promises=_number(Promise.objects.all()),
        messages=_number(Message.objects.all()),
        files=_number(Attachment.objects.all(), "contact__party"),
    ).in_bulk([party.pk for party, _confirmed in found])
    return [_held(counted[party.pk], confirmed) for party, confirmed in found]


def _held(party: Any, confirmed: bool | None) -> Held:
    return Held(
        party=party,
        known_since=party.created_at,
        matters=party.matters,
        still_open=party.still_open,
        contacts=party.contacts,
        promises=party.promises,
        messages=party.messages,
        files=party.files,
        confirmed=confirmed,
    )


def _number(rows: QuerySet[Any], party: str = "party") -> Coalesce:
    of_party = rows.filter(**{party: OuterRef("pk")}).order_by().values(party)
    return Coalesce(Subquery(of_party.annotate(number=Count("pk")).values("number")), 0)


def asked_about(party: Party) -> frozenset[int]:
    """Colleagues whose mail may tell of somebody apart from any matter.

    By a promise, a task, or a connection that asked attention.
    """
    gave = Promise.objects.filter(party=party, given_by__isnull=False).order_by()
    asked = Task.objects.filter(connection__party=party).order_by()
    staff = gave.values_list("given_by_id").union(asked.values_list("staff_id"))
    bonds = set(Connection.objects.of(party).values_list("pk", flat=True))
    breaks = set(Break.objects.filter(connection__in=bonds).values_list("pk", flat=True))
    told = told_of(connections=bonds, breaks=breaks)
    return frozenset(staff_id for (staff_id,) in staff) | told


def matters_of(party: Party) -> MatterQuerySet:
    """All that a party came with, as far as this transaction may see it."""
    return Matter.objects.filter(party=party)


def unfinished_of(party: Party) -> Unfinished:
    """What of a party is not at an end."""
    matters = matters_of(party)
    return Unfinished(
        matters=matters.open().count(),
        terms=Term.objects.running().filter(matter__in=matters).count(),
        messages_on_their_way=Message.objects.filter(
            Q(party=party) | Q(matter__in=matters), state=State.HANDING_OVER.value
        ).count(),
    )


# An organisation is nobody: what it said falls under the terms of its matters.
_PEOPLE = (PartyKind.PERSON.value, PartyKind.CONTACT_PERSON.value)
_STATUSES: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.DONE: (Status.CLOSED.value,),
    Outcome.STOPPED: (Status.WITHDRAWN.value, Status.PASSED_ON.value),
}
MOST_VIEWINGS_SHOWN = 200


@dataclass(frozen=True)
class Expired:
    """A matter of which the term of keeping is over since ``since``, and the row that says so."""

    matter: Matter
    row: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """What a run would do today.

    ``mails`` is how many belong to nothing. ``waiting`` is kept for ever, and has no copy in the
    archive yet. ``leaving`` were asked and said nothing, ``in_touch`` had contact since,
    ``unheard`` did not get the mail. ``known_as`` is the last reference of each of them.
    """

    matters: list[Expired]
    mails: int
    waiting: list[Matter]
    leaving: list[Farewell]
    in_touch: list[Farewell]
    unheard: list[Farewell]
    inactive: list[Party]
    asked_by_hand: list[Farewell]
    known_as: Mapping[int, str]
    setting: RetentionSetting

    @property
    def references(self) -> set[str]:
        """What would go, so that nothing else goes than what was confirmed."""
        mails = {f"mail {self.mails}"} if self.mails else set()
        return (
            {each.matter.reference for each in self.matters}
            | mails
            | {f"party {each.party_id}" for each in self.leaving}
        )


def keepings() -> dict[tuple[Kind, Outcome], Keeping]:
    """How long each kind is kept here: the defaults, and what the institution changed."""
    changed = {
        (Kind(each.kind), Outcome(each.outcome)): Keeping(each.row, each.years)
        for each in RetentionTerm.objects.all()
    }
    return {**DEFAULTS, **changed}


def keeping_of_mail() -> Keeping:
    """How long mail is kept that belongs to nothing."""
    setting = retention_setting()
    return Keeping(setting.mail_row, setting.mail_years)


def retention_setting() -> RetentionSetting:
    """What is chosen here, or the default."""
    return RetentionSetting.objects.first() or RetentionSetting()


def mail_goes_before(setting: RetentionSetting, today: date) -> datetime:
    """The moment before which mail ended of which the term is over."""
    return start_of(years_before(today, setting.mail_years) + timedelta(days=1))


def _mails_over(setting: RetentionSetting, today: date) -> int:
    over = Arrival.objects.unplaced_before(mail_goes_before(setting, today))
    return len(over.values_list("pk", flat=True)[:MOST_MAILS_AT_ONCE])


def start_of(day: date) -> datetime:
    """The first moment of a day, where the institution is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def what_expires(*, today: date) -> Expiring:
    """What is at the end of its term today, the oldest first, at most ``MOST_AT_ONCE`` of each.

    Of mail ``MOST_MAILS_AT_ONCE``.

    To be asked where all matters can be seen.
    """
    terms, setting = keepings(), retention_setting()
    ended = list(_ended_long_enough(terms, today)[: 2 * MOST_AT_ONCE])
    inactive = inactive_parties(months_before(today, setting.months_inactive))
    running = Farewell.objects.running().order_by("erase_on", "pk")
    farewells: list[Any] = list(
        running.annotate(still_inactive=Exists(inactive.filter(pk=OuterRef("party"))))
    )
    still_inactive = {each.party_id for each in farewells if each.still_inactive}
    unheard = _unheard(farewells)
    leaving = [
        each
        for each in farewells
        if each.party_id in still_inactive and each.erase_on <= today and each.pk not in unheard
    ]
    return Expiring(
        matters=[_expired(each, terms) for each in ended if each.goes][:MOST_AT_ONCE],
        mails=_mails_over(setting, today),
        waiting=[each for each in ended if not each.goes],
        leaving=leaving[:MOST_AT_ONCE],
        in_touch=[each for each in farewells if each.party_id not in still_inactive],
        unheard=[
            each
            for each in farewells
            if each.pk in unheard and each.by_mail and each.party_id in still_inactive
        ],
        inactive=list(
            inactive.exclude(pk__in=running.values("party_id")).order_by("pk")[:MOST_AT_ONCE]
        ),
        asked_by_hand=[
            each for each in farewells if not each.by_mail and each.party_id in still_inactive
        ],
        known_as=_last_references([each.party_id for each in farewells]) if farewells else {},
        setting=setting,
    )


def shown_expiring(*, actor: Actor, today: date) -> Expiring:
    """The same, for an administrator, who need not see whom it is about."""
    check_may_erase(actor)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        return what_expires(today=today)


def running_farewell(actor: Actor, number: int) -> Farewell | None:
    """Somebody who is asked now; for administrators."""
    check_may_erase(actor)
    return Farewell.objects.running().select_related("party").filter(pk=number).first()


def _last_references(parties: list[int]) -> dict[int, str]:
    found = Matter.objects.filter(party__in=parties).order_by("party_id", "received_at")
    return dict(found.values_list("party_id", "reference"))


def _expired(matter: Matter, terms: Mapping[tuple[Kind, Outcome], Keeping]) -> Expired:
    outcome = next(each for each, statuses in _STATUSES.items() if matter.status in statuses)
    keeping = terms[Kind(matter.kind), outcome]
    years = WORKING_COPY_YEARS if keeping.years is None else keeping.years
    assert matter.ended_at is not None
    return Expired(matter, keeping.row, kept_until(timezone.localdate(matter.ended_at), years))


def _over(terms: Mapping[tuple[Kind, Outcome], Keeping], today: date, *, for_ever: bool) -> Q:
    """Ended so long ago that the term of their kind is over."""
    over = Q(pk__in=())
    for (kind, outcome), keeping in terms.items():
        if (keeping.years is None) is for_ever:
            last = years_before(today, keeping.years or WORKING_COPY_YEARS)
            over |= Q(
                kind=kind.value,
                status__in=_STATUSES[outcome],
                ended_at__lt=start_of(date.fromordinal(last.toordinal() + 1)),
            )
    return over


def _in_archive() -> Exists:
    copies = Line.objects.filter(
        what="matter.taken_for_archive",
        matter_id=OuterRef("pk"),
        happened_at__gte=OuterRef("ended_at"),
    )
    return Exists(copies)


def _kept_here() -> MatterQuerySet:
    """At an end, with their words, and of nobody who is in a dispute with us."""
    disputes = Matter.objects.open().filter(
        party=OuterRef("party"), kind__in=[kind.value for kind in DISPUTES]
    )
    disposed = Disposal.objects.filter(matter=OuterRef("pk"))
    return Matter.objects.filter(~Exists(disposed), ~Exists(disputes), ended_at__isnull=False)


def _ended_long_enough(terms: Mapping[tuple[Kind, Outcome], Keeping], today: date) -> QuerySet[Any]:
    """Each with ``goes``; what does not has no copy in the archive yet, and comes last."""
    over, for_ever = _over(terms, today, for_ever=False), _over(terms, today, for_ever=True)
    found = (
        _kept_here()
        .filter(over | for_ever)
        .annotate(goes=Case(When(over, then=True), When(_in_archive(), then=True), default=False))
    )
    return found.order_by("-goes", "ended_at", "pk")


def inactive_parties(before: date) -> QuerySet[Party]:
    """People with nothing open, and no contact since a day; nor did they say "keep it" since."""
    moment = start_of(before)
    party = OuterRef("pk")
    return Party.objects.filter(
        ~Exists(Matter.objects.open().filter(party=party)),
        ~Exists(
            Matter.objects.filter(Q(received_at__gte=moment) | Q(ended_at__gte=moment), party=party)
        ),
        ~Exists(ContactMoment.objects.that_were().filter(party=party, happened_at__gte=moment)),
        ~Exists(Promise.objects.standing().filter(party=party).order_by()),
        ~Exists(Farewell.objects.filter(party=party, kept=True, ended_at__gte=moment)),
        erased_at__isnull=True,
        is_platform=False,
        kind__in=_PEOPLE,
        created_at__lt=moment,
    )


def _unheard(farewells: Sequence[Farewell]) -> set[int]:
    """Of which the mail never arrived: nobody asked them."""
    keys = {f"{MessageKind.KEEP_ASKED}:{each.pk}": each.pk for each in farewells if each.by_mail}
    if not keys:
        return set()
    failed = Message.objects.filter(key__in=keys, state=State.FAILED.value)
    return {keys[key] for key in failed.values_list("key", flat=True)}


def who_came_goes_on() -> Subquery:
    """Of a matter: the day on which who came with it goes, unless they say that we may keep it."""
    running = Farewell.objects.running().filter(party=OuterRef("party"))
    return Subquery(running.values("erase_on")[:1])


@dataclass(frozen=True)
class Viewed:
    """Somebody looked, in some hour, at something, for some purpose."""

    viewing: Viewing
    member: StaffMember | None


def viewings_about(*, actor: Actor, reference: str) -> tuple[Matter, list[Viewed]]:
    """Who looked at the matter of this reference, at who came with it, and at what hangs on it.

    Exact, and never by name of a resident or of a colleague: nobody's work can be listed.
    """
    check_may_erase(actor)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        matter = Matter.objects.filter(reference=reference.strip().upper()).first()
        if matter is None:
            raise Refused("nobody_known_as", asked=reference.strip()[:80])
        found = list(_viewings_of(matter)[:MOST_VIEWINGS_SHOWN])
    members = StaffMember.objects.in_bulk({each.staff_id for each in found})
    return matter, [Viewed(each, members.get(each.staff_id)) for each in found]


def who_looked(matter: Matter) -> list[Viewed]:
    """The same, for who came with it; their page tells functions only. Three queries."""
    found = list(_viewings_of(matter)[:MOST_VIEWINGS_SHOWN])
    members = StaffMember.objects.in_bulk({each.staff_id for each in found})
    return [Viewed(each, members.get(each.staff_id)) for each in found]


def _viewings_of(matter: Matter) -> QuerySet[Viewing]:
    parts: Mapping[Subject, list[int] | QuerySet[Any, Any]] = {
        Subject.MATTER: [matter.pk],
        Subject.PARTY: [matter.party_id],
        Subject.CONNECTION: [matter.connection_id],
        Subject.INITIATIVE: Initiative.objects.filter(matter=matter).values("pk"),
        Subject.ATTACHMENT: Attachment.objects.filter(matter=matter).values("pk"),
        Subject.MESSAGE: Message.objects.filter(matter=matter).values("pk"),
        Subject.MAIL: Arrival.objects.filter(matter=matter).values("pk"),
        Subject.AREA: _areas_around(matter),
    }
    about = Q()
    for subject, numbers in parts.items():
        about |= Q(subject=subject.value, subject_id__in=numbers)
    return Viewing.objects.filter(about).order_by("-at_hour", "-pk")


def _areas_around(matter: Matter) -> list[int]:
    """Those on whose sheet it may have stood."""
    found = surroundings_of(matter.area_id) if matter.area_id is not None else None
    return sorted(found.around) if found else []


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What there is about who came with a matter, beside the story of that matter."""

    addresses: list[DigitalAddress]
    consents: list[Consent]
    relations: list[PartyRelation]
    messages: list[Message]
    typed: list[Submission]
    help: list[Help]
    publication: Publication | None
    sides: list[IntroductionSide]
    followers: list[Follower]
    farewells: list[Farewell]
    viewings: list[Viewed]
    last_words: list[LastWord]


def held_beside(actor: Actor, matter: Matter) -> Beside:
    """For who came with it, on their own page; nothing to anybody else. Fifteen queries.

    One more for a group. Who speaks for it since somebody else did gets no address of that one,
    nor what was sent by or to them.
    """
    if actor.matter_id != matter.pk:
        raise Refused("not_your_own_page")
    party = matter.party
    since = spoke_since(party)
    addresses = DigitalAddress.objects.filter(party=party).order_by("pk")
    typed = Submission.objects.filter(matter=matter).order_by("pk")
    relations = PartyRelation.objects.filter(Q(party=party) | Q(other=party))
    messages = Message.objects.filter(matter=matter, party=party).exclude(
        kind__in=[each.value for each in FLEETING]
    )
    if since is not None:
        addresses = addresses.filter(failed_at__isnull=True)
        messages = messages.filter(created_at__gte=since)
        typed = typed.filter(received_at__gte=since)
    return Beside(
        addresses=list(addresses),
        consents=list(Consent.objects.filter(party=party).order_by("given_at", "pk")),
        relations=list(relations.select_related("party", "other").order_by("from_on", "pk")),
        messages=list(messages.order_by("created_at", "pk")),
        typed=list(typed),
        help=list(Help.objects.filter(matter=matter).order_by("pk")),
        publication=publication_of(actor, matter),
        sides=sides_of(actor, matter),
        followers=list(
            Follower.objects.visible_to(actor).filter(matter=matter).order_by("since", "pk")
        ),
        farewells=list(Farewell.objects.filter(party=party).order_by("asked_at", "pk")),
        viewings=who_looked(matter),
        last_words=list(
            LastWord.objects.filter(connection=matter.connection_id)
            .select_related("staff")
            .order_by("written_at", "pk")
        ),
    )


def answers_now(questions: Collection[Question]) -> dict[tuple[Question, str], Answer]:
    """The newest answer to each question, by language; empty ones ask for the default text."""
    newest = Answer.objects.filter(question__in=[each.value for each in questions])
    newest = newest.order_by("question", "language", "-made_at", "-pk")
    return {
        (Question(each.question), each.language): each
        for each in newest.distinct("question", "language")
    }


@dataclass(frozen=True)
class Told:
    """A question, what is told, and since when; None: the default text, that nobody wrote here."""

    question: Question
    heading: str
    paragraphs: list[str]
    since: datetime | None

    @property
    def is_missing(self) -> bool:
        """Whether the default text cannot be the whole truth."""
        return self.since is None and self.question in NEEDS_ANSWER


def told_about(questions: Sequence[Question], tenant: Tenant, language: str) -> list[Told]:
    """What people read, in their language where somebody wrote it in that. One query."""
    written = answers_now(questions)
    reach = _("You can call us: %(phone)s.") % {"phone": tenant.phone} if tenant.phone else ""
    words = {"name": tenant.name, "reach": reach}
    headings = dict(QUESTION_WORDS)
    told = []
    for question in questions:
        spoken = "" if question in WITHOUT_LANGUAGE else language
        answer = written.get((question, spoken))
        own = answer is not None and answer.text != ""
        told.append(
            Told(
                question,
                str(headings[question.value]),
                _own_words(question, answer.text)
                if answer is not None and own
                else _default_words(question, words),
                answer.made_at if answer is not None and own else None,
            )
        )
    return told


def _own_words(question: Question, text: str) -> list[str]:
    if question is Question.STATUS:
        return [str(dict(ACCESSIBILITY_WORDS)[text])]
    if question is Question.EXAMINED_ON:
        return [date_format(date.fromisoformat(text), "j F Y")]
    return [line.strip() for line in text.splitlines() if line.strip()]


def _default_words(question: Question, words: Mapping[str, str]) -> list[str]:
    return [text for each in DEFAULT_ANSWERS[question] if (text := str(each) % words)]


def versions_of(question: Question) -> list[Answer]:
    """All that was ever told, the newest first."""
    return list(Answer.objects.filter(question=question.value).order_by("-made_at", "-pk")[:50])
