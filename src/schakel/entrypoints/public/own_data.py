"""All that somebody may see of their own matter, for a program to read."""

from typing import Any

from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import addresses_of
from schakel.domain.staff.models import StaffMember
from schakel.entrypoints.public.story import Story

AS_TEXT = {"indent": 2, "ensure_ascii": False}


def everything(story: Story) -> dict[str, Any]:
    """The matter and all that hangs on it; remarks of colleagues are asked for in another way."""
    matter = story.matter
    return {
        "reference": matter.reference,
        "kind": matter.kind,
        "status": matter.status,
        "subject": matter.subject,
        "story": matter.story,
        "received_at": matter.received_at,
        "area": matter.area.name if matter.area else None,
        "theme": matter.theme.name if matter.theme else None,
        "in_confidence": matter.confidential,
        "neutral_subject": matter.neutral_subject,
        "supporter": matter.supporter,
        "passed_on_to": matter.passed_on_to,
        "ended_at": matter.ended_at,
        "reason_of_the_end": matter.end_reason,
        "you": _party(matter.party),
        "contact_person": _member(matter.owner),
        "deputy": _member(matter.second),
        "term": _term(story),
        "contacts": [
            {
                "happened_at": each.happened_at,
                "channel": each.channel,
                "direction": each.direction,
                "with": _member(each.staff),
                "text": each.summary,
            }
            for each in story.moments
        ],
        "attachments": [
            {"name": each.name, "contact_at": each.contact.happened_at}
            for each in story.attachments
        ],
        "promises": [
            {
                "words": each.words,
                "side": each.side,
                "by": _member(each.given_by),
                "made_on": each.made_on,
                "due_on": each.due_on,
                "course": each.course,
                "reason": each.reason,
                "settled_on": each.settled_on,
            }
            for each in story.promises
        ],
        "changes_of_contact_person": [
            {
                "changed_at": each.changed_at,
                "rank": each.rank,
                "before": _member(each.before),
                "after": _member(each.after),
                "reason": each.reason,
            }
            for each in story.hand_overs
        ],
        "phases": [
            {"changed_at": each.changed_at, "phase": each.after, "motivation": each.motivation}
            for each in story.phases
        ],
    }


def _party(party: Party) -> dict[str, Any]:
    addresses = addresses_of(party)
    return {
        "name": party.name,
        "kind": party.kind,
        "sector": party.sector,
        "language": party.language,
        "email": addresses.email,
        "phone": addresses.phone,
        "postal_address": party.postal_address,
        "preferred_channel": party.preferred_channel,
        "avoid_channels": party.avoid_channels,
        "avoid_note": party.avoid_note,
        "matters_to_them": party.matters_to_them,
        "vouched_by": party.vouched_by,
    }


def _member(member: StaffMember | None) -> str | None:
    return member.shown_name if member else None


def _term(story: Story) -> dict[str, Any] | None:
    term = story.term
    if term is None:
        return None
    return {
        "kind": term.kind,
        "article": term.article,
        "started_on": term.started_on,
        "runs_elsewhere": term.runs_elsewhere,
        "due_on": None if term.suspended_from else term.due_on,
        "ended_on": term.ended_on,
        "extension_reason": term.extension_reason,
        "suspensions": [
            {
                "from_on": each.from_on,
                "until_on": each.until_on,
                "reason": each.reason,
                "article": each.article,
                "explanation": each.explanation,
            }
            for each in story.suspensions
        ],
    }
