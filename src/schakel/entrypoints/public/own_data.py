"""All that somebody may see of their own matter, for a program to read."""

from typing import Any

from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.initiatives.queries import whom_they_met
from schakel.domain.initiatives.rules import IntroductionState
from schakel.domain.messages.rules import without_tokens
from schakel.domain.parties.models import Party, PartyKind, PartyRelation
from schakel.domain.parties.queries import addresses_of
from schakel.domain.privacy.queries import Beside
from schakel.domain.staff.models import StaffMember
from schakel.domain.surveys.queries import said_between
from schakel.entrypoints.public.story import Story

_NAMED = {PartyKind.ORGANISATION.value, PartyKind.GROUP.value}
AS_TEXT = {"indent": 2, "ensure_ascii": False}


def everything(story: Story, beside: Beside) -> dict[str, Any]:
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
        "number_elsewhere": matter.case_number,
        "system_elsewhere": matter.case_system,
        "page_elsewhere": matter.case_url,
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
                "on_whose_mandate": each.mandate,
                "number_of_the_council": each.council_number,
                "made_on": each.made_on,
                "due_on": each.due_on,
                "course": each.course,
                "reason": each.reason,
                "settled_on": each.settled_on,
            }
            for each in story.promises
        ],
        "how_the_contact_goes": [
            {
                "said_at": each.given_at,
                "word": each.word,
                "own_words": each.own_words,
                "written_down_by": each.noted_by or None,
            }
            for each in story.words
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
        **_beside(beside, matter.party),
    }


def _beside(beside: Beside, party: Party) -> dict[str, Any]:
    publication = beside.publication
    return {
        "addresses": [
            {
                "kind": each.kind,
                "address": each.address,
                "verified_at": each.verified_at,
                "failed_at": each.failed_at,
            }
            for each in beside.addresses
        ],
        "consents": [
            {
                "purpose": each.purpose,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in beside.consents
        ],
        "relations": [_relation(each, party) for each in beside.relations],
        "messages_to_you": [
            {
                "kind": each.kind,
                "way": each.way,
                "to": each.to_address,
                "state": each.state,
                "at": each.ended_at or each.created_at,
                "subject": each.subject,
                "text": without_tokens(each.body or each.typed),
            }
            for each in beside.messages
        ],
        "as_you_sent_it": [
            {"received_at": each.received_at, "source": each.source, "typed": each.typed}
            for each in beside.typed
        ],
        "help": [
            {
                "kind": each.kind,
                "asked": each.asked,
                "asked_on": each.asked_on,
                "given": each.given,
                "given_on": each.given_on,
            }
            for each in beside.help
        ],
        "publication": publication
        and {
            "title": publication.title,
            "summary": publication.summary,
            "state": publication.state,
            "asked_at": publication.asked_at,
            "answered_at": publication.answered_at,
        },
        "introductions": [_introduction(each, party) for each in beside.sides],
        "asked_about_by_the_council": [
            {"since": each.since, "may_see_progress": each.progress, "may_know_name": each.name}
            for each in beside.followers
        ],
        "asked_to_keep_in_touch": [
            {"asked_at": each.asked_at, "erase_on": each.erase_on, "you_said_yes": each.kept}
            for each in beside.farewells
        ],
        "left_for_who_comes_next": [
            {"by": each.staff.shown_name, "written_at": each.written_at, "text": each.text}
            for each in beside.last_words
        ],
        "who_looked": [
            {
                "hour": each.viewing.at_hour,
                "function": each.member.function if each.member else "",
                "what": each.viewing.subject,
                "deed": each.viewing.deed,
                "purpose": each.viewing.activity,
            }
            for each in beside.viewings
        ],
    }


def _relation(relation: PartyRelation, party: Party) -> dict[str, Any]:
    """With whom they belong together; another person is named by that person only (AVG 15.4)."""
    other = relation.other if relation.party_id == party.pk else relation.party
    return {
        "kind": relation.kind,
        "other_is": other.kind,
        "other": other.name if other.kind in _NAMED else None,
        "from_on": relation.from_on,
        "until_on": relation.until_on,
    }


def _introduction(side: IntroductionSide, party: Party) -> dict[str, Any]:
    met = whom_they_met(side) if side.introduction.state == IntroductionState.MET else None
    return {
        "you_agreed": side.agrees,
        "you_share": side.shares,
        "answered_at": side.answered_at,
        "met": met.party.name if met else None,
        "how_it_goes_between_you": [
            {
                "said_at": each.given_at,
                "word": each.word,
                "own_words": each.own_words,
                "written_down_by": each.noted_by or None,
            }
            for each in said_between(side, party)
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
