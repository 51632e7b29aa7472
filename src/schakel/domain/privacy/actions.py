"""Somebody is erased, and stays so; what was kept long enough goes; who looked is written down."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.domain.access.actions import forget_links
from schakel.domain.answers.actions import forget_answers
from schakel.domain.arrivals.actions import forget_arrivals, forget_unplaced
from schakel.domain.arrivals.queries import in_no_matter
from schakel.domain.connections.actions import forget_connections
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import forget_contacts
from schakel.domain.continuity.actions.dossiers import forget_continuity
from schakel.domain.followers.actions import forget_followers
from schakel.domain.health.actions import forget_health
from schakel.domain.imports.actions import forget_imported
from schakel.domain.initiatives.actions import end_introduced, forget_initiatives
from schakel.domain.matters.actions import forget_matters
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.messages.actions import forget_addresses, forget_messages, queue_message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import forget_notices
from schakel.domain.parties.actions import forget_party
from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import addresses_known, how_to_reach
from schakel.domain.privacy import rules
from schakel.domain.privacy.models import (
    Answer,
    Disposal,
    Erasure,
    Farewell,
    RetentionSetting,
    RetentionTerm,
    Viewing,
)
from schakel.domain.privacy.queries import (
    Expiring,
    Viewed,
    answers_now,
    asked_about,
    mail_goes_before,
    matters_of,
    retention_setting,
    start_of,
    unfinished_of,
    viewings_about,
    what_expires,
)
from schakel.domain.privacy.rules import Deed, Erased, Outcome, Question, Reason, Subject
from schakel.domain.promises.actions import forget_promises
from schakel.domain.spokespersons.actions import forget_spokespersons
from schakel.domain.submissions.actions import forget_submissions
from schakel.domain.surveys.actions import forget_surveys
from schakel.domain.tasks.actions import forget_tasks
from schakel.domain.terms.actions import forget_terms, take_back
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.search.actions import forget_words
from schakel.foundation.search.queries import words_within
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant


@transaction.atomic
def erase_party(*, actor: Actor, party: Party, reason: Reason, now: datetime) -> Erasure:
    """Nothing personal of a party remains, in confidence too; numbers, dates and states stay.

    Refused while something of them is open. Who erases need not be able to see what is erased.
    """
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        party = Party.objects.select_for_update().get(pk=party.pk)
        rules.check_erase(
            actor,
            reason,
            is_platform=party.is_platform,
            is_erased=party.erased_at is not None,
            unfinished=unfinished_of(party),
        )
        _forget(actor, party, now)
        return _record(
            actor,
            Erased(
                party_id=party.pk,
                registered_at=party.created_at,
                erased_at=now,
                reason=reason,
                staff_id=actor.staff_id,
            ),
            now,
        )


@transaction.atomic
def replay_erasures(*, actor: Actor, erasures: Iterable[Erased], now: datetime) -> int:
    """After a restore: whoever was erased is erased again. Returns how many were.

    Run before anything else is written, since what was open in the back-up is ended here, and
    since numbers are given out again. Who is not in the back-up, or erased in it, is passed over.
    """
    rules.check_may_erase(actor)
    again = 0
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        for erased in erasures:
            party = (
                Party.objects.select_for_update()
                .filter(pk=erased.party_id, created_at=erased.registered_at, erased_at__isnull=True)
                .first()
            )
            if party is None:
                continue
            for matter in matters_of(party).open().order_by("pk"):
                take_back(
                    actor=actor, matter=matter, reason="", today=timezone.localdate(now), now=now
                )
            if erased.keeps_matters:
                _forget_who(actor, party, now)
            else:
                _forget(actor, party, now)
            _record(actor, erased, now)
            again += 1
    return again


def _forget(actor: Actor, party: Party, now: datetime) -> None:
    """Who it was and all that they came with."""
    forget_imported(party=party)
    _forget_matters(actor, list(matters_of(party).values_list("pk", flat=True)), now, party)
    _forget_who(actor, party, now)


def _forget_matters(
    actor: Actor, matters: list[int], now: datetime, party: Party | None = None
) -> None:
    """From high to low, so that nothing refers any more to what is taken away.

    With ``party`` also what of them hangs on no matter.
    """
    word, today = _word(actor), timezone.localdate(now)
    asked = asked_about(party) if party else frozenset()
    mails = in_no_matter(addresses=addresses_known(party), party=party) if party else []
    words = words_within([*_scopes(matters, party), *(("mail", each) for each in mails)])
    forget_arrivals(matters=matters, also=mails, now=now)
    forget_followers(matters=matters)
    forget_submissions(matters=matters)
    forget_answers(matters=matters, word=word)
    forget_continuity(connections=(), matters=matters, word=word)
    forget_surveys(party=party, matters=matters)
    if party is None:
        end_introduced(actor=actor, matters=matters, today=today, now=now)
    forget_initiatives(matters=matters, word=word)
    forget_terms(matters=matters, word=word)
    forget_promises(actor=actor, party=party, matters=matters, word=word, today=today, now=now)
    forget_tasks(party=party, matters=matters)
    told = {*asked, *forget_notices(matters=matters, now=now)}
    forget_messages(party=party, matters=matters, told=told, now=now)
    forget_links(party=party, matters=matters)
    forget_contacts(party=party, matters=matters, word=word)
    forget_matters(matters=matters, word=word)
    journal.erase_details(line_ids=journal.lines_about(subjects={}, matter_ids=matters))
    forget_words(words)


def _forget_who(actor: Actor, party: Party, now: datetime) -> None:
    """Name, addresses and bonds; what they came with stays as long as its own term runs."""
    words = words_within(_scopes((), party))
    forget_links(party=party, matters=())
    forget_addresses(party=party, now=now)
    today = timezone.localdate(now)
    connections = forget_connections(party=party, today=today)
    forget_continuity(connections=connections, matters=(), word=_word(actor))
    forget_surveys(matters=(), connections=connections)
    forget_health(connections=connections, word=_word(actor), today=today)
    forget_spokespersons(party=party, now=now)
    forget_party(party=party, word=_word(actor), now=now)
    subjects = {"party": [party.pk], "connection": connections}
    journal.erase_details(line_ids=journal.lines_about(subjects=subjects, matter_ids=()))
    forget_words(words)


def _scopes(matters: Collection[int], party: Party | None) -> list[tuple[str, int]]:
    """Within what the words stand that are about to go."""
    scopes = [("matter", each) for each in matters]
    if party is not None:
        bonds = Connection.objects.of(party).values_list("pk", flat=True)
        scopes += [("party", party.pk), *(("connection", each) for each in bonds)]
    return scopes


def _word(actor: Actor) -> str:
    """What stands where something has to stand, in the language of the institution."""
    with translation.override(Tenant.objects.get(pk=actor.tenant_id).language):
        return _("erased")


def _record(actor: Actor, erased: Erased, now: datetime) -> Erasure:
    erasure, _made = Erasure.objects.get_or_create(
        tenant_id=actor.tenant_id,
        party_id=erased.party_id,
        registered_at=erased.registered_at,
        defaults={
            "erased_at": erased.erased_at,
            "reason": erased.reason.value,
            "staff_id": erased.staff_id,
            "keeps_matters": erased.keeps_matters,
        },
    )
    journal.record(
        "party.erased",
        actor=actor,
        subject="party",
        subject_id=erased.party_id,
        details={"reason": erased.reason, "erasure_id": erasure.pk},
        now=now,
    )
    return erasure


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What one run did, in numbers."""

    matters: int
    mails: int
    parties: int
    asked: int
    still_in_touch: int
    viewings: int


@transaction.atomic
def run_retention(
    *, actor: Actor, today: date, now: datetime, shown: Collection[str] | None = None
) -> Ran:
    """What was kept long enough goes; who is inactive is asked whether we may keep what we have.

    ``shown`` are the references that were confirmed; Refused when it would be others by now.
    """
    rules.check_may_erase(actor)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        setting = _locked_setting(actor)
        found = what_expires(today=today)
        if shown is not None and set(shown) != found.references:
            raise Refused("list_has_changed")
        _dispose(actor, found, now)
        mails = forget_mail(actor=actor, today=today, now=now)
        for farewell in found.leaving:
            _let_go(actor, farewell, now)
        _end_farewells(found.in_touch, now)
        Farewell.objects.filter(pk__in=[each.pk for each in found.unheard]).update(
            by_mail=False, erase_on=today + timedelta(days=rules.DAYS_TO_SAY_KEEP)
        )
        for party in found.inactive:
            _ask_to_keep(actor, party, today, now)
        setting.last_run_on = today
        setting.save(update_fields=["last_run_on"])
        ran = Ran(
            matters=len(found.matters),
            mails=mails,
            parties=len(found.leaving),
            asked=len(found.inactive),
            still_in_touch=len(found.in_touch),
            viewings=forget_viewings(actor=actor, today=today),
        )
        journal.record(
            "retention.ran",
            actor=actor,
            subject="tenant",
            subject_id=actor.tenant_id,
            details=asdict(ran),
            now=now,
        )
        return ran


def _locked_setting(actor: Actor) -> RetentionSetting:
    """Two runs at once go one after the other."""
    RetentionSetting.objects.bulk_create(
        [RetentionSetting(tenant_id=actor.tenant_id)], ignore_conflicts=True
    )
    return RetentionSetting.objects.select_for_update().get()


def _dispose(actor: Actor, found: Expiring, now: datetime) -> None:
    """The words of matters go; a matter that was opened again meanwhile stays."""
    due = {each.matter.pk: each for each in found.matters}
    locked = Matter.objects.select_for_update(of=("self",)).filter(pk__in=due)
    ended = [each for each in locked.order_by("pk") if each.ended_at is not None]
    _forget_matters(actor, [each.pk for each in ended], now)
    for matter in ended:
        row = due[matter.pk].row
        Disposal.objects.create(
            tenant_id=actor.tenant_id,
            matter=matter,
            disposed_at=now,
            row=row,
            staff_id=actor.staff_id,
        )
        journal.record(
            "matter.disposed",
            actor=actor,
            subject="matter",
            subject_id=matter.pk,
            matter_id=matter.pk,
            details={"reason": Reason.RETENTION},
            now=now,
        )


@transaction.atomic
def forget_mail(*, actor: Actor, today: date, now: datetime) -> int:
    """Mail that belongs to nothing goes after its term, some at a time. Returns how many."""
    rules.check_may_erase(actor)
    before = mail_goes_before(retention_setting(), today)
    return forget_unplaced(actor=actor, before=before, most=rules.MOST_MAILS_AT_ONCE, now=now)


def _let_go(actor: Actor, farewell: Farewell, now: datetime) -> None:
    """They did not say that they want to keep in touch, and 30 days went by."""
    party = Party.objects.select_for_update().get(pk=farewell.party_id)
    if party.erased_at is not None or unfinished_of(party) != rules.Unfinished():
        return
    disposed = Disposal.objects.values("matter_id")
    keeps = matters_of(party).exclude(pk__in=disposed).exists()
    if keeps:
        _forget_who(actor, party, now)
    else:
        _forget(actor, party, now)
    _end_farewells([farewell], now)
    _record(
        actor,
        Erased(
            party_id=party.pk,
            registered_at=party.created_at,
            erased_at=now,
            reason=Reason.RETENTION,
            staff_id=actor.staff_id,
            keeps_matters=keeps,
        ),
        now,
    )


def _ask_to_keep(actor: Actor, party: Party, today: date, now: datetime) -> None:
    """By mail, about the last thing that they came with; else a colleague has to ask."""
    matter = matters_of(party).order_by("-received_at", "-pk").first()
    reach = how_to_reach(party)
    farewell = Farewell.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        asked_at=now,
        erase_on=today + timedelta(days=rules.DAYS_TO_SAY_KEEP),
        by_mail=matter is not None and reach.address is not None,
    )
    if matter is not None and reach.address is not None:
        queue_message(
            actor=actor,
            kind=MessageKind.KEEP_ASKED,
            way=Way.EMAIL,
            to_address=reach.address.address,
            key=f"{MessageKind.KEEP_ASKED}:{farewell.pk}",
            matter=matter,
            party=party,
            language=party.language,
            now=now,
        )
    journal.record(
        "party.asked_to_keep",
        actor=actor,
        subject="party",
        subject_id=party.pk,
        details={"farewell_id": farewell.pk, "by_mail": farewell.by_mail},
        now=now,
    )


def _end_farewells(farewells: Collection[Farewell], now: datetime) -> None:
    Farewell.objects.filter(pk__in=[each.pk for each in farewells]).update(ended_at=now)


@transaction.atomic
def keep_in_touch(*, actor: Actor, party: Party, now: datetime) -> None:
    """They want us to keep what we have: they themselves on their page, or a colleague for them."""
    if not (actor.is_staff or actor.is_system or actor.by_link):
        raise Refused("not_your_own_page")
    farewell = Farewell.objects.select_for_update().running().filter(party=party).first()
    if farewell is None:
        raise Refused("nobody_asked_to_keep")
    farewell.kept, farewell.ended_at = True, now
    farewell.save(update_fields=["kept", "ended_at"])
    journal.record(
        "party.keeps_in_touch", actor=actor, subject="party", subject_id=party.pk, now=now
    )


@transaction.atomic
def change_keeping(
    *, actor: Actor, kind: Kind, outcome: Outcome, years: int | None, row: str, now: datetime
) -> RetentionTerm:
    """How long a kind of matter is kept from now on, and where that comes from."""
    rules.check_keeping(actor, years, row)
    term, _made = RetentionTerm.objects.update_or_create(
        tenant_id=actor.tenant_id,
        kind=kind.value,
        outcome=outcome.value,
        defaults={
            "years": years,
            "row": row.strip(),
            "changed_at": now,
            "staff_id": actor.staff_id,
        },
    )
    journal.record(
        "retention.changed",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"kind": kind, "outcome": outcome, "years": years},
        now=now,
    )
    return term


@transaction.atomic
def change_keeping_of_mail(
    *, actor: Actor, years: int, row: str, now: datetime
) -> RetentionSetting:
    """How long mail that belongs to nothing is kept from now on, and where that comes from."""
    rules.check_keeping(actor, years, row)
    setting = _locked_setting(actor)
    setting.mail_years, setting.mail_row = years, row.strip()
    setting.save(update_fields=["mail_years", "mail_row"])
    journal.record(
        "retention.changed",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"kind": "mail", "years": years},
        now=now,
    )
    return setting


@transaction.atomic
def change_retention_setting(
    *, actor: Actor, months_inactive: int, runs_monthly: bool, now: datetime
) -> RetentionSetting:
    """After how long without contact somebody is asked, and whether it goes by itself."""
    rules.check_months_inactive(actor, months_inactive)
    setting = _locked_setting(actor)
    setting.months_inactive, setting.runs_monthly = months_inactive, runs_monthly
    setting.save(update_fields=["months_inactive", "runs_monthly"])
    journal.record(
        "retention.set",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"months_inactive": months_inactive, "runs_monthly": runs_monthly},
        now=now,
    )
    return setting


@transaction.atomic
def answer_question(
    *, actor: Actor, question: Question, language: str, text: str, today: date, now: datetime
) -> Answer | None:
    """A new version of what we tell; None when it is what we told already. Empty: the default."""
    text = text.strip()
    if text:
        rules.check_answer(actor, question, text, today)
    else:
        rules.check_may_erase(actor)
    before = answers_now([question]).get((question, language))
    if text == (before.text if before else ""):
        return None
    answer = Answer.objects.create(
        tenant_id=actor.tenant_id,
        question=question.value,
        language=language,
        text=text,
        made_at=now,
        staff_id=actor.staff_id,
    )
    journal.record(
        "statement.changed",
        actor=actor,
        subject="tenant",
        subject_id=actor.tenant_id,
        details={"question": question, "language": language, "answer_id": answer.pk},
        now=now,
    )
    return answer


def note_viewing(
    *, actor: Actor, subject: Subject, subject_id: int, deed: Deed, now: datetime
) -> None:
    """A colleague looked at something: once for each thing and hour. One query, and no waiting."""
    note_viewings(actor=actor, subject=subject, subject_ids=[subject_id], deed=deed, now=now)


def note_viewings(
    *, actor: Actor, subject: Subject, subject_ids: Collection[int], deed: Deed, now: datetime
) -> None:
    """The same of several at once: of each that they looked at it. One query."""
    if actor.staff_id is None:
        return
    Viewing.objects.bulk_create(
        [
            Viewing(
                tenant_id=actor.tenant_id,
                at_hour=rules.hour_of(now),
                staff_id=actor.staff_id,
                subject=subject.value,
                subject_id=subject_id,
                deed=deed.value,
                activity=rules.activity_of(actor, subject).value,
            )
            for subject_id in subject_ids
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def look_up_viewings(*, actor: Actor, reference: str, now: datetime) -> list[Viewed]:
    """Who looked at the matter of this reference; that it was looked up is written down too."""
    matter, found = viewings_about(actor=actor, reference=reference)
    journal.record(
        "viewings.looked_up",
        actor=actor,
        subject="matter",
        subject_id=matter.pk,
        now=now,
    )
    return found


def forget_viewings(*, actor: Actor, today: date) -> int:
    """Who looked is kept for three years. Returns how many lines went."""
    rules.check_may_erase(actor)
    day = rules.months_before(today, 12 * rules.LOG_IS_KEPT_YEARS)
    return Viewing.objects.filter(at_hour__lt=start_of(day)).delete()[0]
