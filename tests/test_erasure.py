"""Somebody is erased: nothing of them is left in the whole database, and all figures still stand.

Their name and words sing like canaries in every column that ``ERASED`` names, by every way in.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import connection, connections, models
from django.test import Client
from django.utils import timezone

from schakel.domain.answers.actions import Writing, ask_reader, keep_draft, read_along
from schakel.domain.answers.models import Spokesperson
from schakel.domain.answers.rules import Purpose, Verdict
from schakel.domain.arrivals.actions import set_aside
from schakel.domain.arrivals.rules import Attached, Mailbox
from schakel.domain.arrivals.rules import Kind as MailKind
from schakel.domain.connections.actions import change_purpose, complete
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import Upload
from schakel.domain.continuity.actions.dossiers import write_last_word
from schakel.domain.continuity.models import Decline, Passing
from schakel.domain.health.actions import describe_break, end_break, take_step
from schakel.domain.health.models import Break
from schakel.domain.health.rules import End
from schakel.domain.initiatives.actions import (
    ask_help,
    ask_to_publish,
    give_help,
    move_initiative,
)
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.rules import HelpKind, Phase
from schakel.domain.matters.actions import (
    add_remark,
    hand_over_matter,
    refer_to_case,
    reopen_matter,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind, Rank, Receiver
from schakel.domain.messages.actions import mark_refused, queue_message, send_again
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.parties.actions import (
    add_address,
    correct_party,
    relate_parties,
    verify_address,
)
from schakel.domain.parties.models import (
    AddressKind,
    Consent,
    DigitalAddress,
    Party,
    PartyKind,
    RelationKind,
)
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.queries import held_about
from schakel.domain.privacy.rules import Reason
from schakel.domain.promises.actions import (
    break_promise,
    record_promise,
    renegotiate_promise,
)
from schakel.domain.promises.rules import Side
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.submissions.actions import Sender, import_contributions
from schakel.domain.submissions.rules import Field, Row
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import (
    answer_matter,
    conclude_matter,
    extend_term,
    hear_from_them,
    pass_on,
    resume_term,
    send_interim_word,
    suspend_term,
)
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.entrypoints.worker.sealing import seal_all, seal_key
from schakel.foundation.database.binaries import wheel_binaries
from schakel.foundation.files.models import Chunk
from schakel.foundation.journal.actions import verify
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, resident, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.search.actions import learn_words
from schakel.foundation.tenancy.context import ALL_MATTERS, also_show, within_tenant
from schakel.foundation.tenancy.models import Tenant, TenantModel
from tests import incoming, make
from tests.entrypoints.worker.conftest import mails, town, work
from tests.introduced import introduced
from tests.mail_server import MailServer
from tests.pages import staff_client
from tests.residents import address_of, filled_in, link_to, opened

__all__ = ["mails", "town", "work"]

CANARIES = ("xaviera", "qwertzuiop", "zilverreiger")
NAME, EMAIL = "Xaviera Qwertzuiop", "xaviera@zilverreiger.example"

# What erasure takes away. The test below lets a canary sing in each of them first.
ERASED = frozenset(
    {
        "answers.Draft.remark",
        "answers.Draft.text",
        "answers.DraftFile.name",
        "answers.Spokesperson.reason",
        "arrivals.Arrival.envelope_from",
        "arrivals.Arrival.envelope_to",
        "arrivals.Arrival.html",
        "arrivals.Arrival.message_id",
        "arrivals.Arrival.reason",
        "arrivals.Arrival.reply",
        "arrivals.Arrival.sender_address",
        "arrivals.Arrival.sender_name",
        "arrivals.Arrival.subject",
        "arrivals.Arrival.text",
        "arrivals.ArrivalFile.name",
        "connections.Connection.completion_reason",
        "connections.Connection.purpose",
        "contacts.Attachment.name",
        "contacts.ContactMoment.summary",
        "continuity.Decline.reason",
        "continuity.LastWord.text",
        "continuity.Passing.words",
        "files.Chunk.content",
        "health.Break.blocks",
        "health.Break.end_reason",
        "health.BreakStep.text",
        "initiatives.Help.asked",
        "initiatives.Help.given",
        "initiatives.PhaseChange.motivation",
        "initiatives.Publication.summary",
        "initiatives.Publication.title",
        "journal.Detail.content",
        "matters.Handover.reason",
        "matters.Matter.case_number",
        "matters.Matter.case_system",
        "matters.Matter.case_url",
        "matters.Matter.end_reason",
        "matters.Matter.passed_on_to",
        "matters.Matter.story",
        "matters.Matter.subject",
        "matters.Matter.supporter",
        "matters.Remark.text",
        "notices.Notice.text",
        "parties.DigitalAddress.address",
        "parties.Party.avoid_note",
        "parties.Party.matters_to_them",
        "parties.Party.name",
        "parties.Party.postal_address",
        "parties.Party.vouched_by",
        "promises.Promise.council_number",
        "promises.Promise.mandate",
        "promises.Promise.reason",
        "promises.Promise.words",
        "promises.PromiseChange.reason",
        "schakel_messages.Message.body",
        "schakel_messages.Message.failure",
        "schakel_messages.Message.to_address",
        "schakel_messages.Message.typed",
        "spokespersons.SpokespersonChange.objection",
        "spokespersons.SpokespersonChange.words",
        "submissions.Submission.typed",
        "surveys.SaidWord.own_words",
        "tasks.Task.outcome",
        "tasks.Task.text",
        "terms.Suspension.explanation",
        "terms.Term.extension_reason",
    }
)

# Goes too, though nothing that somebody wrote can stand in it.
TAKEN_ALONG = frozenset(
    {
        "access.ActionLink.nonce",
        "access.PageCode.browser_digest",
        "access.PageCode.code_digest",
        "access.PageLink.nonce",
        "access.PageLink.paper_digest",
        "arrivals.Arrival.client",
        "arrivals.ArrivalFile.untaken",
        "files.File.content_type",
        "files.File.sha256",
        "initiatives.Fingerprint.bands",
        "initiatives.TextCounts.counted",
        "imports.ImportedThing.digest",
        "journal.Detail.salt",
        "parties.Consent.purpose",
        "parties.Party.avoid_channels",
        "schakel_messages.Message.reply_to",
        "schakel_messages.Message.subject",
    }
)

OF_THE_INSTITUTION = "about the institution and who works there"
CODE = "a code, a number, an article of law or a language"
CHAIN = "ids and codes only; without it the chain breaks"
KEPT = {
    "privacy.Answer.language": CODE,
    "privacy.Answer.text": OF_THE_INSTITUTION,
    "privacy.Disposal.row": CODE,
    "privacy.RetentionSetting.mail_row": OF_THE_INSTITUTION,
    "privacy.RetentionTerm.row": OF_THE_INSTITUTION,
    "cautions.Caution.words": "about a place or theme; the form asks to name no residents",
    "arrivals.Arrival.identity": "so that the same mail comes in no second time",
    "arrivals.Arrival.language": CODE,
    "arrivals.PlannedMeeting.uid": "a digest; the same invitation is known by it",
    "anchoring.Confirmation.words": "of a sponsor about a network; the form asks for no resident",
    "answers.StandardText.name": OF_THE_INSTITUTION,
    "answers.StandardText.text": OF_THE_INSTITUTION,
    "connections.Connection.agreed_rhythms": CODE,
    "connections.Connection.gaps": CODE,
    "continuity.Passing.reasons": CODE,
    "continuity.Proposal.missing": CODE,
    "continuity.ProposalRow.reasons": CODE,
    "health.RepairSuggestion.say_first": OF_THE_INSTITUTION,
    "health.RepairSuggestion.who_calls": OF_THE_INSTITUTION,
    "health.RepairSuggestion.whom_to_bring": OF_THE_INSTITUTION,
    "health.Standing.signals": CODE,
    "health.Standing.tie": CODE,
    "journal.Line.actor_kind": CHAIN,
    "journal.Line.commitment": "worth nothing once its salt is gone",
    "journal.Line.details": CHAIN,
    "journal.Line.subject": CHAIN,
    "journal.Line.what": CHAIN,
    "journal.Seal.mac": CHAIN,
    "matters.Handover.rank": CODE,
    "matters.Matter.carrier_reasons": CODE,
    "matters.Matter.reference": "the number that a letter names, and by which all is found again",
    "networks.GroupMeaning.group": OF_THE_INSTITUTION,
    "networks.GroupMeaning.role": OF_THE_INSTITUTION,
    "networks.LogInDomain.domain": OF_THE_INSTITUTION,
    "networks.Network.mandate": OF_THE_INSTITUTION,
    "networks.Network.name": OF_THE_INSTITUTION,
    "notices.Notice.trigger": CODE,
    "organisations.Area.code": OF_THE_INSTITUTION,
    "organisations.Area.name": OF_THE_INSTITUTION,
    "organisations.ClosedDay.name": OF_THE_INSTITUTION,
    "organisations.QuietWeek.name": OF_THE_INSTITUTION,
    "organisations.ServiceNorm.article": OF_THE_INSTITUTION,
    "organisations.ServiceNorm.extension_article": OF_THE_INSTITUTION,
    "organisations.ServiceNorm.kind": OF_THE_INSTITUTION,
    "organisations.ServiceNorm.unit": OF_THE_INSTITUTION,
    "organisations.Theme.code": OF_THE_INSTITUTION,
    "organisations.Theme.name": OF_THE_INSTITUTION,
    "organisations.TurnedOn.module": CODE,
    "organisations.Unit.name": OF_THE_INSTITUTION,
    "parties.Party.language": CODE,
    "schakel_messages.MailAccount.dkim_domain": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.dkim_key": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.dkim_new_domain": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.dkim_new_key": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.dkim_new_selector": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.dkim_selector": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.from_address": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.in_folder": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.in_host": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.in_secret": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.in_user": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_client_id": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_client_secret": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_refresh_token": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_scope": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_token_url": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.oauth_user": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.out_host": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.out_secret": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.out_user": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.signature_en": OF_THE_INSTITUTION,
    "schakel_messages.MailAccount.signature_nl": OF_THE_INSTITUTION,
    "schakel_messages.OwnWords.above": OF_THE_INSTITUTION,
    "schakel_messages.OwnWords.below": OF_THE_INSTITUTION,
    "schakel_messages.OwnWords.language": CODE,
    "schakel_messages.ReceivingAddress.address": OF_THE_INSTITUTION,
    "schakel_messages.Message.key": "numbers only; the same message goes out once",
    "schakel_messages.Message.language": CODE,
    "schakel_messages.Message.message_id": "random; a reply or bounce is known by it",
    "reviews.Verdict.roles": OF_THE_INSTITUTION,
    "staff.Position.name": OF_THE_INSTITUTION,
    "staff.StaffMember.email": OF_THE_INSTITUTION,
    "staff.StaffMember.function": OF_THE_INSTITUTION,
    "staff.StaffMember.name": OF_THE_INSTITUTION,
    "staff.StaffMember.phone": OF_THE_INSTITUTION,
    "staff.StaffMember.roles": OF_THE_INSTITUTION,
    "imports.NetworkImport.choices": CODE,
    "imports.NetworkImport.columns": "the header of a file, of nobody in particular",
    "imports.NetworkImport.digest": "a file of many; shows that it was read in",
    "imports.NetworkImport.file_name": "a file of many; shows that it was read in",
    "imports.NetworkImport.refusal": CODE,
    "imports.NetworkImport.sheet": "the name of a sheet, of nobody in particular",
    "submissions.ColumnMapping.columns": "the header of a file, of nobody in particular",
    "submissions.ColumnMapping.header_digest": "the header of a file, of nobody in particular",
    "submissions.ImportBatch.digest": "a file of many; shows that it was read in",
    "submissions.ImportBatch.file_name": "a file of many; shows that it was read in",
    "submissions.ImportBatch.mapping": "the header of a file, of nobody in particular",
    "submissions.ImportBatch.source": "the name of a platform",
    "submissions.Submission.key": "so that the same file brings nobody back",
    "submissions.Submission.source": "the name of a platform, or of a way in",
    "terms.Suspension.article": CODE,
    "terms.Term.article": CODE,
    "terms.Term.end_reason": CODE,
    "terms.Term.extension_article": CODE,
}
WRITTEN = (
    models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField,
)  # fmt: skip


def columns() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every column of a tenant in which something can be written, that is no fixed list."""
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            for field in model._meta.local_fields:
                if isinstance(field, WRITTEN) and not field.choices:
                    yield f"{model._meta.label}.{field.name}", model, field.name


def test_of_every_column_is_written_down_what_erasing_does_with_it() -> None:
    there = {name for name, _, _ in columns()}
    named = [*ERASED, *TAKEN_ALONG, *KEPT]
    assert there - set(named) == set(), "say here what erasing does with it, and do it"
    assert set(named) - there == set()
    assert len(named) == len(set(named))


@dataclass
class Story:
    """Somebody who came by every way, with all that can be written about them."""

    tenant: Tenant
    actor: Actor
    team: make.Team
    matters: list[Matter]
    client: Client
    page: str


NOW = timezone.now()
TODAY = timezone.localdate(NOW)
SENDER = Sender(
    name=NAME,
    email=EMAIL,
    phone="0612345678",
    postal_address="Zilverreigerlaan 1",
    avoid_note="Niet bellen, zegt Xaviera",
)


@pytest.fixture
def story(town: Tenant, mails: MailServer, work: Callable[[], None]) -> Story:
    actor = system(town.pk)
    with within_tenant(town.pk, matters=ALL_MATTERS):
        team = make.Team(actor)
        told = Story(town, actor, team, [], Client(), "")
        told.matters += [_an_idea(told), _in_confidence(told), _passed_on(told), _imported(told)]
    _by_web_form(told)
    work()
    with within_tenant(town.pk, matters=ALL_MATTERS):
        _answered(told)
    work()
    with within_tenant(town.pk, matters=ALL_MATTERS):
        _looked_at_by_the_sender(told)
    work()
    with within_tenant(town.pk, matters=ALL_MATTERS):
        _closed(told)
        learn_words()
    work()
    return told


def _an_idea(told: Story) -> Matter:
    """By phone at the desk, and everything that can hang on it."""
    actor, team = told.actor, told.team
    matter = make.matter(
        actor, by=make.acting(team.noor, TODAY), channel="phone", source="desk", sender=SENDER,
        subject="Plan van Xaviera", story="Xaviera wil een tuin.", kind=Kind.IDEA,
        supporter="Buurman van Xaviera", theme=team.theme, now=NOW, today=TODAY,
        uploads=(Upload("xaviera.txt", b"Zilverreiger in een bestand"),),
    )  # fmt: skip
    carrier, at = make.acting(matter.owner, TODAY), {"today": TODAY, "now": NOW}
    correct_party(
        actor=carrier, party=matter.party, now=NOW,
        changes={"matters_to_them": "Zilverreigers", "vouched_by": "de zus van Xaviera"},
    )  # fmt: skip
    verify_address(
        actor=actor, address=DigitalAddress.objects.get(party=matter.party, kind="email"), now=NOW
    )
    Consent.objects.create(
        tenant_id=told.tenant.pk, party=matter.party, purpose="photo", given_at=NOW
    )
    other = make.party(actor, "Buurttuin De Eik")
    relate_parties(
        actor=carrier, party=matter.party, other=other, kind=RelationKind.MEMBER_OF, from_on=TODAY,
        today=TODAY, now=NOW,
    )  # fmt: skip
    SpokespersonChange.objects.create(
        tenant_id=told.tenant.pk, group=make.party(actor, "Tuingroep", kind=PartyKind.GROUP),
        before=matter.party, newcomer=other, asked_at=NOW, contested_at=NOW, confirmed_at=NOW,
        proof="before", words="Xaviera zegt ja", objection="Xaviera zei eerst nee",
    )  # fmt: skip
    make.contact(carrier, matter, summary="Xaviera belde", happened_at=NOW, now=NOW)
    add_remark(actor=carrier, matter=matter, text="Xaviera is boos", now=NOW)
    refer_to_case(
        actor=carrier, matter=matter, number="Z-Xaviera", system="Zilverreiger",
        url="https://zaken.example/xaviera", now=NOW,
    )  # fmt: skip
    for side in Side:
        record_promise(
            actor=carrier, connection=matter.connection, matter=matter, side=side,
            words="Wij bellen Xaviera", given_by=matter.owner if side is Side.OURS else None,
            mandate="namens Xaviera", council_number="Xaviera-12", made_on=TODAY, due_on=TODAY,
            **at,
        )  # fmt: skip
    broken = record_promise(
        actor=carrier, connection=matter.connection, side=Side.OURS, words="Los van alles: Xaviera",
        given_by=matter.owner, made_on=TODAY, due_on=TODAY, **at,
    )  # fmt: skip
    later = TODAY + timedelta(days=9)
    broken = renegotiate_promise(
        actor=carrier, promise=broken, due_on=later, reason="Xaviera is ziek", **at
    )
    break_promise(actor=carrier, promise=broken, reason="Xaviera is weg", **at)
    say(
        actor=resident(told.tenant.pk, matter.pk), connection=matter.connection, matter=matter,
        party=matter.party, word=Word.DOES_NOT_GO, own_words="Xaviera hoort niets", now=NOW,
    )  # fmt: skip
    _introduced(told, matter)
    broke = Break.objects.create(
        tenant_id=told.tenant.pk, connection=matter.connection, signal="silence", since=TODAY,
        found_at=NOW, owner=matter.owner,
    )  # fmt: skip
    describe_break(
        actor=carrier, about=broke, cause=None, people_harmed=None, blocks="Het plan van Xaviera",
        now=NOW,
    )  # fmt: skip
    take_step(actor=carrier, about=broke, text="Xaviera gebeld", now=NOW)
    end_break(
        actor=carrier, about=broke, end=End.DISAGREED, reason="Xaviera vindt van niet",
        review_on=None, **at,
    )  # fmt: skip
    initiative = Initiative.objects.get(matter=matter)
    ask_to_publish(
        actor=carrier,
        initiative=initiative,
        title="Tuin van Xaviera",
        summary="Zilverreigers",
        **at,
    )
    move_initiative(
        actor=carrier, initiative=initiative, to=Phase.ACKNOWLEDGED, motivation="Om Xaviera", **at
    )
    wanted = ask_help(
        actor=carrier, initiative=initiative, kind=HelpKind.MONEY, asked="Geld voor Xaviera", **at
    )
    give_help(actor=carrier, wanted=wanted, given="Xaviera kreeg 5 euro", **at)
    for done in (True, False):
        task = ask_for(
            actor=carrier, member=matter.owner, kind=TaskKind.CALL, text="Bel Xaviera",
            matter=matter, due_on=TODAY, now=NOW,
        )  # fmt: skip
        if done:
            finish_task(actor=carrier, task=task, outcome="Xaviera gesproken", now=NOW)
    tell(
        actor=actor, members=[matter.owner], kind=NoticeKind.NEW_CONTACT, trigger="x",
        matter=matter, text="Xaviera schreef", now=NOW,
    )  # fmt: skip
    queue_message(
        actor=actor, kind=MessageKind.NOTICE, way=Way.EMAIL, to_address=matter.owner.email,
        key="all notices", staff=matter.owner, now=NOW,
    )  # fmt: skip
    change_purpose(actor=carrier, connection=matter.connection, purpose="Tuin van Xaviera", now=NOW)
    _being_written(told, matter)
    _mailed(told, matter)
    _left(told, matter)
    return matter


def _left(told: Story, matter: Matter) -> None:
    """A last word; and who was asked to take over said no to what was written to them."""
    write_last_word(
        actor=make.acting(matter.owner, TODAY), connection=matter.connection,
        text="Xaviera belt liever", now=NOW,
    )  # fmt: skip
    passing = Passing.objects.create(
        tenant_id=told.tenant.pk, connection=matter.connection, rank="second", made_at=NOW,
        course="dropped", words="Dag Xaviera", ended_at=NOW,
    )  # fmt: skip
    Decline.objects.create(
        tenant_id=told.tenant.pk, passing=passing, staff=told.team.sam, declined_at=NOW,
        reason="Ik ken Xaviera te goed",
    )  # fmt: skip


def _mailed(told: Story, matter: Matter) -> None:
    """They write back by mail, with a file; another mail of theirs waits, and one was set aside."""
    files = (Attached(name="xaviera.exe", content=b"MZ Xaviera"),)
    whole = {
        "message_id": "<1@zilverreiger.example>", "attachments": files, "html": "<p>Xaviera</p>",
        "subject": "Van Xaviera", "sender": Mailbox(address=EMAIL, name=NAME),
    }  # fmt: skip
    back = incoming.mail("Xaviera mailt", **whole)
    incoming.arrive(told.actor, back, to=incoming.reply_address(matter))
    held = incoming.mail("Xaviera", sender=Mailbox(address=EMAIL), kind=MailKind.LIST)
    incoming.arrive(told.actor, held, to="xaviera@waterhoven.example")
    aside = incoming.mail("Xaviera", sender=Mailbox(address=EMAIL), kind=MailKind.LIST)
    set_aside(
        actor=make.acting(told.team.noor, TODAY), arrival=incoming.arrive(told.actor, aside),
        reason="Van Xaviera", now=NOW,
    )  # fmt: skip


def _introduced(told: Story, matter: Matter) -> None:
    """Somebody whom we introduced to them says how it goes between the two."""
    other = make.matter(told.actor, sender=Sender(name="Buur", email="buur@bewoner.example"))
    between = introduced(matter, other, TODAY, NOW)
    say(
        actor=resident(told.tenant.pk, other.pk), connection=between, matter=other,
        party=other.party, word=Word.GOOD, own_words="Xaviera is een zilverreiger", now=NOW,
    )  # fmt: skip


def _being_written(told: Story, matter: Matter) -> None:
    """A draft with a remark of a second reader; and who speaks, without having agreed it."""
    writer, reader = told.team.noor, told.team.sam
    writing = Writing(matter=matter, purpose=Purpose.INTERIM, text="Dag Xaviera, wij zoeken.")
    at = {"actor": make.acting(writer, TODAY), "now": NOW}
    keep_draft(writing=writing, **at)
    plan = Upload("xaviera-plan.txt", b"Xaviera in een bestand")
    keep_draft(
        writing=Writing(matter=matter, purpose=Purpose.ANSWER, text="Dag.", uploads=(plan,)), **at
    )
    draft = ask_reader(matter=matter, purpose=writing.purpose, reader=reader, today=TODAY, **at)
    read_along(
        actor=make.acting(reader, TODAY), draft=draft, text="Beste Xaviera, wij zoeken.",
        remark="Xaviera heet anders", verdict=Verdict.AGREED, now=NOW,
    )  # fmt: skip
    Spokesperson.objects.create(
        tenant_id=told.tenant.pk, matter=matter, choice="anyway", chosen_by=writer, chosen_at=NOW,
        reason="Xaviera wacht al lang",
    )  # fmt: skip


def _in_confidence(told: Story) -> Matter:
    matter = make.matter(
        told.actor, sender=SENDER, subject="Xaviera", story="Xaviera in vertrouwen",
        confidential=True, kind=Kind.COMPLAINT, received_at=NOW - timedelta(days=5),
        now=NOW, today=TODAY,
        uploads=(Upload("zilverreiger.txt", b"Xaviera in een geheim"),),
    )  # fmt: skip
    carrier = make.acting(matter.owner, TODAY)
    also_show(matter.pk)
    add_remark(actor=carrier, matter=matter, text="Xaviera onder ons", now=NOW)
    term = Term.objects.get(matter=matter)
    suspend_term(
        actor=carrier, term=term, reason=SuspensionReason.APPLICANT_AGREED,
        explanation="Xaviera zoekt papieren", today=TODAY, now=NOW,
    )  # fmt: skip
    resume_term(actor=carrier, term=term, today=TODAY, now=NOW)
    extend_term(
        actor=carrier, term=term, amount=1, reason="Xaviera is op reis", today=TODAY, now=NOW
    )
    return matter


def _passed_on(told: Story) -> Matter:
    """From somebody who is a party already; passed on, so that we will ask whether they heard."""
    party = Party.objects.filter(name=NAME).earliest("pk")
    matter = make.matter(
        told.actor, sender=party, story="Xaviera over het waterschap", now=NOW, today=TODAY
    )
    pass_on(
        actor=make.acting(matter.owner, TODAY), matter=matter, to="Waterschap Zilverreiger",
        receiver=Receiver.GOVERNMENT, consents=True, today=TODAY, now=NOW,
    )  # fmt: skip
    return matter


def _imported(told: Story) -> Matter:
    import_contributions(
        actor=told.actor, rows=[_row()], source="pabulib", file_name="ideen.csv", digest="0" * 64,
        mapping={Field.TITLE: "titel"}, importer=told.team.noor, today=TODAY, now=NOW,
    )  # fmt: skip
    return Matter.objects.latest("pk")


def _row() -> Row:
    return Row(line=2, title="Bank van Xaviera", text="Zilverreiger", name=NAME, email=EMAIL)


def _by_web_form(told: Story) -> None:
    """In a browser, so that sessions are there too."""
    told.tenant.hostname = "testserver"
    told.tenant.save()
    sent = told.client.post(
        "/meedoen/", filled_in(name=NAME, email=EMAIL, story="Xaviera met het formulier")
    )
    assert sent.status_code == 302, sent.content.decode()
    assert told.client.get("/meedoen/ontvangen/").status_code == 200
    with within_tenant(told.tenant.pk):
        told.matters.append(Matter.objects.latest("pk"))


def _answered(told: Story) -> None:
    """Mail goes out, in words that are kept; and one that does not arrive."""
    matter = Matter.objects.get(pk=told.matters[0].pk)
    carrier = make.acting(matter.owner, TODAY)
    second = told.team.sam if matter.owner_id == told.team.noor.pk else told.team.noor
    hand_over_matter(
        actor=carrier, matter=matter, rank=Rank.FIRST, to=second, reason="Xaviera wil dat",
        today=TODAY, now=NOW,
    )  # fmt: skip
    matter.refresh_from_db()
    carrier = make.acting(matter.owner, TODAY)
    for send in (send_interim_word, answer_matter):
        send(actor=carrier, matter=matter, text="Dag Xaviera, zo staat het.", today=TODAY, now=NOW)


def _looked_at_by_the_sender(told: Story) -> None:
    matter = Matter.objects.get(pk=told.matters[0].pk)
    link = link_to(matter)
    told.page = address_of(link)
    opened(link, told.client)
    hear_from_them(
        actor=resident(told.tenant.pk, matter.pk), matter=matter,
        text="Nog iets van Xaviera", today=TODAY, now=NOW,
        uploads=(Upload("foto van xaviera.txt", b"Xaviera staat erop"),),
    )  # fmt: skip


def _closed(told: Story) -> None:
    """Everything comes to an end, but a message waits and another one failed."""
    for number in [each.pk for each in told.matters]:
        matter = Matter.objects.get(pk=number)
        if matter.status != "passed_on":
            conclude_matter(
                actor=told.actor, matter=matter, reason="Xaviera is tevreden", today=TODAY, now=NOW
            )
    first = Matter.objects.get(pk=told.matters[0].pk)
    complete(
        actor=told.actor, connection=Connection.objects.get(pk=first.connection_id),
        reason="Xaviera is klaar", open_matters=0, today=TODAY, now=NOW,
    )  # fmt: skip
    for key in ("waits", "failed"):
        message = queue_message(
            actor=told.actor, kind=MessageKind.INTERIM, way=Way.EMAIL, to_address=EMAIL,
            typed="Dag Xaviera", key=key, matter=first, party=first.party,
            now=NOW + timedelta(days=30),
        )  # fmt: skip
    mark_refused(
        actor=told.actor, message=message, failure="550 Xaviera unknown", permanent=True, now=NOW
    )


def erase(told: Story) -> None:
    with within_tenant(told.tenant.pk):
        for held in held_about(actor=told.actor, asked=EMAIL):
            erase_party(
                actor=told.actor, party=held.party, reason=Reason.REQUEST, now=timezone.now()
            )


def singing() -> set[str]:
    """The columns in which a canary stands, read as who owns the database."""
    found = set()
    for name, model, field in columns():
        column = model._meta.get_field(field).column
        said = f'"{column}"::text'
        if model is Chunk:
            said = f"encode(\"{column}\", 'escape')"
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SELECT {said} FROM {model._meta.db_table}")
            if any(canary in str(row[0]).lower() for row in cursor for canary in CANARIES):
                found.add(name)
    return found


def dumped() -> str:
    """The whole database as text: tables, jobs, the index of words; bytes and sessions read."""
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    options = [f"--{name}={value}" for name, value in address.items() if value]
    program = wheel_binaries() / "bin" / "pg_dump"
    dump = subprocess.run(
        [program, *options, "--data-only", "--inserts", settings["NAME"]],
        capture_output=True, text=True, check=True,
        env={"PGPASSWORD": str(settings["PASSWORD"]), "LC_ALL": "C.UTF-8"},
    ).stdout  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT content FROM files_chunk")
        files = " ".join(bytes(row[0]).decode(errors="replace") for row in cursor)
    sessions = " ".join(str(each.get_decoded()) for each in Session.objects.all())
    return f"{dump} {files} {sessions}".lower()


def figures(told: Story) -> dict[str, object]:
    """What must be as true afterwards as before."""
    with within_tenant(told.tenant.pk, matters=ALL_MATTERS):
        matters = Matter.objects.order_by("pk").values_list(
            "reference", "kind", "status", "received_at", "ended_at", "owner_id", "confidential"
        )
        terms = Term.objects.order_by("pk").values_list("due_on", "ended_on", "extended_by")
        sent = Message.objects.exclude(state="queued").order_by("pk")
        return {
            "matters": list(matters),
            "terms": list(terms),
            "messages": list(sent.values_list("kind", "state", "created_at")),
            "parties": Party.objects.count(),
            "lines": list(Line.objects.exclude(what="party.erased").values_list("pk", "details")),
        }


@pytest.mark.slow
def test_nothing_of_somebody_is_left_in_a_dump_of_the_whole_database(
    story: Story, work: Callable[[], None], mails: MailServer
) -> None:
    with within_tenant(story.tenant.pk):
        assert "Xaviera" in Message.objects.get(key="all notices").body
    assert ERASED - singing() == set(), "let a canary sing there, or the test proves nothing"
    assert [canary for canary in CANARIES if canary not in dumped()] == []
    before, mailed = figures(story), len(mails.raw)

    erase(story)

    assert singing() == set()
    dump = dumped()
    for canary in (*CANARIES, "612345678"):
        assert canary not in dump, dump[max(0, dump.index(canary) - 300) :][:400]
    assert figures(story) == before
    seal_all(story.tenant.pk)
    with within_tenant(story.tenant.pk, matters=ALL_MATTERS):
        assert verify(key=seal_key()).whole
    work()
    assert len(mails.raw) == mailed
    for canary in CANARIES:
        assert canary not in dumped()

    _pages_still_answer(story)
    _nothing_comes_back(story)


def _pages_still_answer(told: Story) -> None:
    with within_tenant(told.tenant.pk, matters=ALL_MATTERS):
        members = [told.team.noor, told.team.sam]
        paths = ["/vandaag/", "/kwesties/", "/partijen/", "/verbindingen/", "/initiatieven/"]
        paths += [f"/kwesties/{each.pk}/" for each in told.matters if not each.confidential]
        paths += [f"/verbindingen/{each.pk}/" for each in _open_ones()]
        paths += [f"/initiatieven/{each.pk}/" for each in Initiative.objects.all()]
        secret = next(each for each in told.matters if each.confidential)
        carrier = staff_client(secret.owner)
        clients = [staff_client(member) for member in members]
    for client in clients:
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
        page = client.get(f"/kwesties/{told.matters[0].pk}/").content.decode()
        assert "gewist" in page
        assert f"/partijen/{told.matters[0].party_id}/" not in page
    assert carrier.get(f"/kwesties/{secret.pk}/").status_code == 200
    assert told.client.get(told.page).status_code == 404


def _open_ones() -> list[Connection]:
    return list(Connection.objects.filter(is_confidential=False))


def _nothing_comes_back(told: Story) -> None:
    actor = told.actor
    with within_tenant(told.tenant.pk, matters=ALL_MATTERS):
        matter = Matter.objects.get(pk=told.matters[0].pk)
        for act in (
            lambda: make.contact(actor, matter, summary="Xaviera", happened_at=NOW, now=NOW),
            lambda: reopen_matter(actor=actor, matter=matter, reason="Xaviera", now=NOW),
            lambda: add_remark(actor=actor, matter=matter, text="Xaviera", now=NOW),
            lambda: add_address(
                actor=actor, party=matter.party, kind=AddressKind.EMAIL, address=EMAIL, now=NOW
            ),
            lambda: send_again(actor=actor, message=Message.objects.get(key="failed"), now=NOW),
            lambda: make.matter(actor, sender=matter.party, now=NOW, today=TODAY),
        ):
            with pytest.raises(Refused, match="party_is_erased"):
                act()
        _imports_again(actor, told)
        assert not Party.objects.filter(name=NAME).exists()


def _imports_again(actor: Actor, told: Story) -> Any:
    batch = import_contributions(
        actor=actor, rows=[_row()], source="pabulib", file_name="ideen.csv", digest="0" * 64,
        mapping={Field.TITLE: "titel"}, importer=told.team.noor, today=TODAY, now=NOW,
    )  # fmt: skip
    assert (batch.added, batch.known) == (0, 1)
    return batch
