"""What somebody downloads is all that there is about them: a canary in every column."""

import json
from datetime import timedelta

import pytest
from django.apps import apps

from schakel.domain.contacts.actions import Upload
from schakel.domain.continuity.actions.dossiers import write_last_word
from schakel.domain.initiatives.actions import ask_help, ask_to_publish, move_initiative
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.rules import HelpKind, Phase
from schakel.domain.matters.rules import Kind
from schakel.domain.parties.actions import add_address, relate_parties
from schakel.domain.parties.models import AddressKind, Consent, PartyKind, RelationKind
from schakel.domain.privacy.actions import note_viewing
from schakel.domain.privacy.models import Farewell
from schakel.domain.privacy.rules import Deed, Subject
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.actions import suspend_term
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.make import NOW, TODAY
from tests.residents import address_of, link_to, opened
from tests.test_erasure import ERASED

TOLD = {
    "contacts.Attachment.name",
    "contacts.ContactMoment.summary",
    "continuity.LastWord.text",
    "initiatives.Help.asked",
    "initiatives.Help.given",
    "initiatives.PhaseChange.motivation",
    "initiatives.Publication.summary",
    "initiatives.Publication.title",
    "matters.Handover.reason",
    "matters.Matter.case_number",
    "matters.Matter.case_system",
    "matters.Matter.case_url",
    "matters.Matter.end_reason",
    "matters.Matter.passed_on_to",
    "matters.Matter.story",
    "matters.Matter.subject",
    "matters.Matter.supporter",
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
    "schakel_messages.Message.body",
    "schakel_messages.Message.to_address",
    "submissions.Submission.typed",
    "surveys.SaidWord.own_words",
    "terms.Suspension.explanation",
    "terms.Term.extension_reason",
}
OF_COLLEAGUES = "thoughts of colleagues; may be asked for, and somebody looks first (AVG 15, Woo)"
AS_MAIL = "their own mail: what it says is told as contact, with its files"
OTHERWISE = {
    "answers.Draft.remark": OF_COLLEAGUES,
    "answers.Draft.text": OF_COLLEAGUES,
    "answers.DraftFile.name": OF_COLLEAGUES,
    "answers.Spokesperson.reason": OF_COLLEAGUES,
    "arrivals.Arrival.envelope_from": AS_MAIL,
    "arrivals.Arrival.envelope_to": AS_MAIL,
    "arrivals.Arrival.html": AS_MAIL,
    "arrivals.Arrival.message_id": AS_MAIL,
    "arrivals.Arrival.reason": OF_COLLEAGUES,
    "arrivals.Arrival.reply": AS_MAIL,
    "arrivals.Arrival.sender_address": AS_MAIL,
    "arrivals.Arrival.sender_name": AS_MAIL,
    "arrivals.Arrival.subject": AS_MAIL,
    "arrivals.Arrival.text": AS_MAIL,
    "arrivals.ArrivalFile.name": AS_MAIL,
    "matters.Remark.text": OF_COLLEAGUES,
    "notices.Notice.text": OF_COLLEAGUES,
    "tasks.Task.outcome": OF_COLLEAGUES,
    "tasks.Task.text": OF_COLLEAGUES,
    "connections.Connection.completion_reason": OF_COLLEAGUES,
    "connections.Connection.purpose": OF_COLLEAGUES,
    "continuity.Decline.reason": OF_COLLEAGUES,
    "continuity.Passing.words": "goes to them as a message, or is said by who introduces",
    "health.Break.blocks": OF_COLLEAGUES,
    "health.Break.end_reason": OF_COLLEAGUES,
    "health.BreakStep.text": OF_COLLEAGUES,
    "spokespersons.SpokespersonChange.objection": OF_COLLEAGUES,
    "spokespersons.SpokespersonChange.words": OF_COLLEAGUES,
    "promises.PromiseChange.reason": "the newest reason stands with the promise",
    "files.Chunk.content": "each file is downloaded by itself, from the page",
    "journal.Detail.content": "says once more what is told already",
    "schakel_messages.Message.failure": "what a mail server said to ours",
    "schakel_messages.Message.typed": "is told as the text that went out",
}


def test_of_every_column_that_is_erased_is_written_down_whether_they_see_it() -> None:
    rest = ERASED - TOLD - set(OTHERWISE)
    assert {each for each in rest if not each.startswith("imports.")} == set()
    assert (TOLD | set(OTHERWISE)) - ERASED == set()
    assert TOLD & set(OTHERWISE) == set()


@pytest.fixture
def matter(actor):
    team = make.Team(actor)
    found = make.matter(
        actor, kind=Kind.IDEA, theme=team.theme, area=team.area,
        uploads=(Upload("foto.txt", b"een bestand"),),
    )  # fmt: skip
    add_address(
        actor=actor, party=found.party, kind=AddressKind.PHONE, address="0612345678", now=NOW
    )
    carrier = make.acting(found.owner)
    initiative = Initiative.objects.get(matter=found)
    now = {"today": TODAY, "now": NOW}
    ask_to_publish(actor=carrier, initiative=initiative, title="Tuin", summary="Groen", **now)
    move_initiative(
        actor=carrier, initiative=initiative, to=Phase.ACKNOWLEDGED, motivation="Goed", **now
    )
    ask_help(actor=carrier, initiative=initiative, kind=HelpKind.MONEY, asked="Geld", **now)
    record_promise(
        actor=carrier, connection=found.connection, matter=found, side=Side.OURS, words="Bellen",
        given_by=found.owner, made_on=TODAY, due_on=TODAY, **now,
    )  # fmt: skip
    say(
        actor=resident(actor.tenant_id, found.pk), connection=found.connection, matter=found,
        party=found.party, word=Word.GOOD, own_words="Fijn", now=NOW,
    )  # fmt: skip
    write_last_word(actor=carrier, connection=found.connection, text="Ga langs", now=NOW)
    other = make.party(actor, "Buurttuin De Eik", kind=PartyKind.GROUP)
    neighbour = make.party(actor, "Buurman Jansen", kind=PartyKind.PERSON)
    for each in (other, neighbour):
        relate_parties(
            actor=carrier, party=found.party, other=each, kind=RelationKind.MEMBER_OF,
            from_on=TODAY, **now,
        )  # fmt: skip
    Consent.objects.create(
        tenant_id=actor.tenant_id, party=found.party, purpose="foto", given_at=NOW
    )
    Farewell.objects.create(
        tenant_id=actor.tenant_id, party=found.party, asked_at=NOW, by_mail=True,
        erase_on=TODAY + timedelta(days=30),
    )  # fmt: skip
    note_viewing(
        actor=carrier, subject=Subject.MATTER, subject_id=found.pk, deed=Deed.SEEN, now=NOW
    )
    return found


def rows_of(model, matter):
    """The rows of a noun about this matter or who came with it."""
    names = {field.name for field in model._meta.local_fields}
    if model._meta.label == "parties.Party":
        return model.objects.filter(pk=matter.party_id)
    if model._meta.label == "matters.Matter":
        return model.objects.filter(pk=matter.pk)
    if model._meta.label == "continuity.LastWord":
        return model.objects.filter(connection=matter.connection)
    if "matter" in names:
        return model.objects.filter(matter=matter)
    return model.objects.filter(party=matter.party)


def test_they_download_all_that_there_is(actor, matter, client):
    link = link_to(matter)
    browser = opened(link)
    carrier = make.acting(matter.owner)
    suspend_term(
        actor=carrier,
        term=Term.objects.get(matter=matter),
        reason=SuspensionReason.AWAITING_COMPLETION,
        explanation="Even",
        today=TODAY,
        now=NOW,
    )
    canaries = {}
    for number, name in enumerate(sorted(TOLD)):
        label, _dot, column = name.rpartition(".")
        rows = rows_of(apps.get_model(label), matter)
        canary = f"kanarie{number}x"
        if label == "schakel_messages.Message":
            rows = rows.exclude(kind="page_code")
        if label == "parties.DigitalAddress":
            rows = rows.exclude(kind="email")
        if rows.update(**{column: {"x": canary} if column == "typed" else canary}):
            canaries[name] = canary
    told = browser.get(f"{address_of(link)}gegevens/").content.decode()
    missing = {name for name, canary in canaries.items() if canary not in told}
    assert missing == set()
    assert set(TOLD) - set(canaries) <= {
        "matters.Handover.reason", "submissions.Submission.typed",
    }  # fmt: skip


def test_beside_words_they_see_consents_relations_and_which_function_looked(matter):
    link = link_to(matter)
    told = json.loads(opened(link).get(f"{address_of(link)}gegevens/").content)
    assert told["consents"][0]["purpose"] == "foto"
    assert {each["other"] for each in told["relations"]} == {"Buurttuin De Eik", None}
    assert told["asked_to_keep_in_touch"][0]["you_said_yes"] is False
    assert [each["purpose"] for each in told["who_looked"]] == ["handle_request"]
    assert "Buurman Jansen" not in json.dumps(told, ensure_ascii=False)
    assert set(told["who_looked"][0]) == {"hour", "function", "what", "deed", "purpose"}


def test_they_say_on_their_page_that_they_keep_in_touch(matter):
    link = link_to(matter)
    browser, page = opened(link), address_of(link)
    assert "Wilt u contact houden?" in browser.get(page).content.decode()
    assert browser.get(f"{page}bewaren/").status_code == 405
    assert browser.post(f"{page}bewaren/").status_code == 302
    assert Farewell.objects.get().kept
    assert "Wilt u contact houden?" not in browser.get(page).content.decode()
