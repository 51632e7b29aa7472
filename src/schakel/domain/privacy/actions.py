"""Somebody is erased, and stays erased after a restore."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.domain.access.actions import forget_links
from schakel.domain.connections.actions import forget_connections
from schakel.domain.contacts.actions import forget_contacts
from schakel.domain.initiatives.actions import forget_initiatives
from schakel.domain.matters.actions import forget_matters
from schakel.domain.messages.actions import forget_messages
from schakel.domain.notices.actions import forget_notices
from schakel.domain.parties.actions import forget_party
from schakel.domain.parties.models import Party
from schakel.domain.privacy import rules
from schakel.domain.privacy.models import Erasure
from schakel.domain.privacy.queries import matters_of, unfinished_of
from schakel.domain.privacy.rules import Erased, Reason
from schakel.domain.promises.actions import forget_promises
from schakel.domain.submissions.actions import forget_submissions
from schakel.domain.tasks.actions import forget_tasks
from schakel.domain.terms.actions import forget_terms, take_back
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search.actions import forget_words
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
            _forget(actor, party, now)
            _record(actor, erased, now)
            again += 1
    return again


def _forget(actor: Actor, party: Party, now: datetime) -> None:
    """From high to low, so that nothing refers any more to what is taken away."""
    word, today = _word(actor), timezone.localdate(now)
    matters = list(matters_of(party).values_list("pk", flat=True))
    forget_submissions(matters=matters)
    forget_initiatives(matters=matters, word=word)
    forget_terms(matters=matters, word=word)
    forget_promises(actor=actor, party=party, matters=matters, word=word, today=today, now=now)
    forget_tasks(party=party, matters=matters)
    told = forget_notices(matters=matters, now=now)
    forget_messages(party=party, matters=matters, told=told, now=now)
    forget_links(party=party, matters=matters)
    forget_contacts(party=party, matters=matters, word=word)
    forget_matters(matters=matters, word=word)
    connections = forget_connections(party=party, today=today)
    forget_party(party=party, word=word, now=now)
    journal.erase_details(
        line_ids=journal.lines_about(
            subjects={"party": [party.pk], "connection": connections}, matter_ids=matters
        )
    )
    forget_words()


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
