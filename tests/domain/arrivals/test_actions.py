from datetime import timedelta
from io import BytesIO

import pytest

from schakel.domain.access.actions import bounce_token, make_action_link
from schakel.domain.access.rules import LinkAction
from schakel.domain.answers.models import Draft
from schakel.domain.arrivals.actions import (
    Delivery,
    add_to_matter,
    find_owners,
    forget_arrivals,
    give_up_placing,
    keep_mail,
    open_as_new,
    say_met,
    set_aside,
)
from schakel.domain.arrivals.models import Arrival, ArrivalFile
from schakel.domain.arrivals.queries import suggestions, their_mails
from schakel.domain.arrivals.rules import (
    Attached,
    DeliveryReport,
    Door,
    Forwarded,
    Kind,
    Mailbox,
    Meeting,
    Proof,
)
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.parties.actions import register_party, verify_address
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.promises.models import Promise
from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import conclude_matter, take_back
from schakel.domain.terms.models import Term
from schakel.foundation.files.actions import read_file
from schakel.foundation.files.models import File
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import incoming, make
from tests.incoming import FATIMA, OURS

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def team(actor):
    return make.Team(actor)


def of(member, **fields):
    return incoming.mail(sender=Mailbox(address=member.email), **fields)


def test_who_writes_for_the_first_time_gets_a_matter_carriers_a_term_and_a_receipt(actor, team):
    came = incoming.arrive(actor, incoming.mail("De schommel is kapot."))
    assert came.state == "opened"
    matter = came.matter
    assert (matter.subject, matter.channel, matter.party.name) == (
        "De speeltuin", "mail", "Fatima el Amrani",
    )  # fmt: skip
    assert {matter.owner_id, matter.second_id} == {team.noor.pk, team.sam.pk}
    assert Term.objects.filter(matter=matter).exists()
    assert Message.objects.get(matter=matter).to_address == FATIMA
    assert came.contact.channel == "mail"
    assert not DigitalAddress.objects.get(party=matter.party).verified_at


def test_the_same_mail_twice_is_one_and_the_same_number_with_other_words_is_two(actor, team):
    first = incoming.mail("Eén.", message_id="<same@x.example>", digest="a" * 64)
    other = incoming.mail("Twee.", message_id="<same@x.example>", digest="b" * 64)
    states = [incoming.arrive(actor, each).state for each in (first, first, other)]
    assert states == ["opened", "duplicate", "opened"]
    assert Matter.objects.count() == 2


def test_what_they_write_back_stands_with_their_matter(actor, team):
    matter = make.matter(actor)
    said = incoming.mail("Het is de linker.", references=("<ours@x>",))
    came = incoming.arrive(actor, said, to=incoming.reply_address(matter))
    assert (came.state, came.matter) == ("added", matter)
    assert (came.contact.summary, came.contact.channel) == ("Het is de linker.", "mail")
    assert Matter.objects.count() == 1
    assert Line.objects.filter(what="contact.recorded", by_link=True, matter_id=matter.pk).exists()


def test_a_token_counts_in_any_address_that_a_person_or_a_list_wrote(actor, team):
    matter = make.matter(actor)
    address = incoming.reply_address(matter)
    said = incoming.mail(cc=(Mailbox(address=address),))
    assert incoming.arrive(actor, said).matter == matter


def test_a_stranger_with_the_token_is_added_and_shown_as_not_proven(actor, team):
    matter = make.matter(actor)
    said = incoming.mail(sender=Mailbox(address="ander@elders.example"))
    came = incoming.arrive(actor, said, to=incoming.reply_address(matter))
    assert (came.state, came.proof, came.sender_address) == (
        "added", "unproven", "ander@elders.example",
    )  # fmt: skip
    assert not DigitalAddress.objects.filter(address="ander@elders.example").exists()


def test_a_victims_address_as_sender_adds_nothing_to_the_victims_page(actor, team):
    theirs = make.matter(actor)
    verify_address(
        actor=actor, address=DigitalAddress.objects.get(party=theirs.party), now=make.NOW
    )
    came = incoming.arrive(actor, incoming.mail())
    assert came.state == "opened"
    assert came.matter.party != theirs.party


def test_a_proven_address_of_one_known_party_is_that_party(actor, team):
    theirs = make.matter(actor)
    verify_address(
        actor=actor, address=DigitalAddress.objects.get(party=theirs.party), now=make.NOW
    )
    came = incoming.arrive(actor, incoming.mail(), proof=Proof.PROVEN)
    assert came.matter.party == theirs.party


def test_a_proven_address_is_never_one_of_two_parties(actor, team):
    for name in ("Een", "Twee"):
        party = register_party(actor=actor, name=name, email=FATIMA, now=make.NOW)
        address = DigitalAddress.objects.get(party=party)
        verify_address(actor=actor, address=address, now=make.NOW)
    came = incoming.arrive(actor, incoming.mail(), proof=Proof.PROVEN)
    assert came.matter.party.name == "Fatima el Amrani"
    assert DigitalAddress.objects.get(party=came.matter.party).verified_at


def test_a_reply_to_what_was_closed_opens_it_again(actor, team):
    matter = make.matter(actor)
    address = incoming.reply_address(matter)
    conclude_matter(actor=actor, matter=matter, reason="Klaar.", today=make.TODAY, now=make.NOW)
    came = incoming.arrive(actor, incoming.mail("Toch niet."), to=address)
    matter.refresh_from_db()
    assert (came.state, matter.status) == ("added", "open")
    assert ContactMoment.objects.filter(matter=matter, summary="Toch niet.").count() == 1
    assert Term.objects.running().filter(matter=matter).count() == 1


def test_a_reply_to_what_they_took_back_waits_for_a_person(actor, team):
    matter = make.matter(actor)
    address = incoming.reply_address(matter)
    take_back(actor=actor, matter=matter, reason="", today=make.TODAY, now=make.NOW)
    came = incoming.arrive(actor, incoming.mail(), to=address)
    assert (came.state, came.why, came.owner) == ("held", "matter_ended", matter.owner)


@pytest.mark.parametrize("words", ["", "Dank u wel."])
def test_a_mail_to_the_address_for_done_ends_the_matter(actor, team, words):
    matter = make.matter(actor)
    said = incoming.mail(words, subject="")
    came = incoming.arrive(actor, said, to=incoming.done_address(matter))
    matter.refresh_from_db()
    assert (came.state, matter.status) == ("added", "closed")
    assert ContactMoment.objects.filter(matter=matter, summary="Dank u wel.").exists() is bool(
        words
    )


def test_two_matters_in_the_addresses_of_one_mail_wait_for_a_person(actor, team):
    one, two = make.matter(actor), make.matter(actor)
    said = incoming.mail(cc=(Mailbox(address=incoming.reply_address(two)),))
    came = incoming.arrive(actor, said, to=incoming.reply_address(one))
    assert (came.state, came.why) == ("held", "addresses_differ")


def test_a_mistyped_token_is_held_with_the_one_that_was_meant(actor, team):
    matter = make.matter(actor)
    address = incoming.reply_address(matter)
    at = address.index("-") + 3
    wrong = address[:at] + ("0" if address[at] != "0" else "1") + address[at + 1 :]
    came = incoming.arrive(actor, incoming.mail(), to=wrong)
    assert (came.state, came.why, came.meant) == ("held", "address_wrong", matter)
    [first, *_] = suggestions(make.acting(team.noor), came)
    assert (first.matter, first.why) == (matter, "address")


def test_a_forged_token_is_held_and_points_nowhere(actor, team):
    make.matter(actor)
    came = incoming.arrive(actor, incoming.mail(), to=OURS.replace("@", "+r1-" + "0" * 32 + "@"))
    assert (came.state, came.why, came.meant) == ("held", "address_wrong", None)


def test_an_old_link_is_held_and_gives_nothing(actor, team):
    matter = make.matter(actor)
    address = incoming.reply_address(matter)
    link = incoming.page_link(matter)
    link.revoked_at = make.NOW
    link.save()
    came = incoming.arrive(actor, incoming.mail(), to=address)
    assert (came.state, came.why) == ("held", "address_expired")


def test_who_answers_a_mail_of_ours_without_its_address_is_not_believed(actor, team):
    matter = make.matter(actor)
    ours = Message.objects.get(matter=matter).message_id
    came = incoming.arrive(actor, incoming.mail(references=(ours,)))
    assert (came.state, came.why, came.meant) == ("held", "answers_ours", matter)


def test_what_was_meant_for_confidence_is_seen_by_who_was_confided_only(actor, team):
    stranger = make.colleague(actor, "Piet", networks=[team.network], hours=0)
    matter = make.matter(actor, confidential=True)
    link = incoming.page_link(matter)
    link.revoked_at = make.NOW
    address = incoming.reply_address(matter)
    link.save()
    came = incoming.arrive(actor, incoming.mail("Mijn verhaal."), to=address)
    assert came.state == "held"
    assert came.confidential
    assert not Arrival.objects.visible_to(make.acting(stranger)).exists()
    assert Arrival.objects.visible_to(make.acting(matter.owner)).exists()


@pytest.mark.parametrize("kind", [Kind.ABSENCE, Kind.AUTOMATIC, Kind.READ, Kind.DELAYED])
def test_what_a_machine_sends_back_is_recorded_with_the_matter_and_starts_nothing(
    actor, team, kind
):
    matter = make.matter(actor)
    before = (ContactMoment.objects.count(), Message.objects.count(), Term.objects.count())
    came = incoming.arrive(actor, incoming.mail(kind=kind), to=incoming.reply_address(matter))
    assert (came.state, came.kind, came.matter) == ("recorded", kind.value, matter)
    after = (ContactMoment.objects.count(), Message.objects.count(), Term.objects.count())
    assert before == after


def bounce(message, *, signed=True, status="5.1.1", kind=Kind.BOUNCED):
    number = message.message_id if signed else "<forged@x>"
    to = OURS.replace("@", f"+{bounce_token(message.pk, number)}@")
    report = DeliveryReport(
        recipient=FATIMA, status=status, message_id=message.message_id, explanation="unknown user"
    )
    return incoming.mail(kind=kind, report=report, sender=Mailbox(address="")), to


def sent(matter):
    message = Message.objects.get(matter=matter)
    message.state, message.ended_at = "sent", make.NOW
    message.save()
    return message


def test_a_bounce_to_its_own_envelope_says_that_the_address_is_wrong(actor, team):
    matter = make.matter(actor)
    message = sent(matter)
    said, to = bounce(message)
    came = incoming.arrive(actor, said, to=to)
    message.refresh_from_db()
    assert (came.state, came.ours, came.matter) == ("recorded", message, matter)
    assert message.state == "bounced"
    assert DigitalAddress.objects.get(party=matter.party).failed_at


def test_a_forged_bounce_changes_nothing(actor, team):
    matter = make.matter(actor)
    message = sent(matter)
    said, to = bounce(message, signed=False)
    came = incoming.arrive(actor, said, to=to)
    message.refresh_from_db()
    assert (came.state, message.state) == ("recorded", "sent")
    assert not DigitalAddress.objects.get(party=matter.party).failed_at


def test_a_full_mailbox_is_no_wrong_address(actor, team):
    matter = make.matter(actor)
    said, to = bounce(sent(matter), status="4.2.2")
    incoming.arrive(actor, said, to=to)
    assert not DigitalAddress.objects.get(party=matter.party).failed_at


def answer_address(actor, matter, member):
    token = make_action_link(
        actor=actor, matter=matter, member=member, action=LinkAction.ANSWER, now=make.NOW
    )
    return OURS.replace("@", f"+{token}@")


def test_a_colleague_answers_a_resident_from_their_own_mail_program(actor, team):
    matter = make.matter(actor)
    to = answer_address(actor, matter, team.noor)
    said = of(team.noor, reply="Wij komen dinsdag.", above_marker=True)
    came = incoming.arrive(actor, said, proof=Proof.PROVEN, to=to)
    matter.refresh_from_db()
    assert (came.state, came.colleague, matter.status) == ("added", team.noor, "answered")
    team.noor.refresh_from_db()
    assert team.noor.seen_on == make.TODAY
    answer = Message.objects.get(matter=matter, kind="answer")
    assert (answer.typed, answer.to_address) == ("Wij komen dinsdag.", FATIMA)
    again = incoming.arrive(
        actor, of(team.noor, reply="Nog iets.", above_marker=True), proof=Proof.PROVEN, to=to
    )
    assert again.state == "added"
    assert Message.objects.filter(matter=matter, kind="answer").count() == 1
    assert Draft.objects.get(matter=matter).text == "Nog iets."


@pytest.mark.parametrize(
    ("fields", "proof"),
    [
        ({"above_marker": True}, Proof.UNPROVEN),
        ({"above_marker": True}, Proof.FAILED),
        ({"above_marker": False}, Proof.PROVEN),
    ],
)
def test_an_answer_in_doubt_waits_as_a_draft_of_who_was_asked(actor, team, fields, proof):
    matter = make.matter(actor)
    to = answer_address(actor, matter, team.noor)
    said = of(team.noor, reply="Wij komen dinsdag.", **fields)
    came = incoming.arrive(actor, said, proof=proof, to=to)
    assert came.state == "added"
    assert not Message.objects.filter(matter=matter, kind="answer").exists()
    draft = Draft.objects.get(matter=matter)
    assert (draft.staff, draft.text) == (team.noor, "Wij komen dinsdag.")
    assert Notice.objects.filter(staff=team.noor, kind="mailed_draft").count() == 1


@pytest.mark.parametrize("sender", ["resident", "colleague"])
def test_an_answer_of_somebody_else_to_a_forwarded_notification_never_goes_out(actor, team, sender):
    matter = make.matter(actor)
    other = FATIMA if sender == "resident" else team.sam.email
    said = incoming.mail("Doe maar.", sender=Mailbox(address=other), above_marker=True)
    to = answer_address(actor, matter, team.noor)
    incoming.arrive(actor, said, proof=Proof.PROVEN, to=to)
    assert not Message.objects.filter(matter=matter, kind="answer").exists()
    assert Draft.objects.get(matter=matter).staff == team.noor
    assert other in Notice.objects.get(kind="mailed_draft").text


def test_a_colleague_lets_us_read_along_and_the_contact_is_recorded(actor, team):
    matter = make.matter(actor)
    said = of(
        team.noor,
        reply="Beste Fatima, tot dinsdag.",
        to=(Mailbox(address=FATIMA),),
        cc=(Mailbox(address=OURS),),
    )
    came = incoming.arrive(actor, said, proof=Proof.PROVEN)
    assert (came.state, came.matter, came.colleague) == ("added", matter, team.noor)
    assert (came.contact.direction, came.contact.summary, came.contact.staff) == (
        "outbound", "Beste Fatima, tot dinsdag.", team.noor,
    )  # fmt: skip


TOLD = "Toezegging van wethouder Bakker: voor 1 maart staat er een bankje."


def test_a_colleague_mails_what_an_alderman_promised_and_the_alderman_is_asked(actor, team):
    matter = make.matter(actor)
    alderman = make.colleague(actor, "Ineke Bakker", roles=[Role.SPONSOR])
    incoming.arrive(
        actor, of(team.noor, reply=f"Op het straatfeest:\n{TOLD}", to=(Mailbox(address=FATIMA),)),
        proof=Proof.PROVEN,
    )  # fmt: skip
    promise = Promise.objects.get(matter=matter)
    assert (promise.words, promise.given_by, promise.course, promise.recorded_by) == (
        "voor 1 maart staat er een bankje.", alderman, "heard", team.noor,
    )  # fmt: skip
    assert Notice.objects.get(kind="promise_heard").staff == alderman


@pytest.mark.parametrize("names", [[], ["Ineke Bakker", "Jan Bakker"]])
def test_of_a_name_that_nobody_or_more_than_one_has_nothing_is_recorded(actor, team, names):
    make.matter(actor)
    for name in names:
        make.colleague(actor, name, roles=[Role.SPONSOR])
    said = of(team.noor, reply=TOLD, to=(Mailbox(address=FATIMA),))
    came = incoming.arrive(actor, said, proof=Proof.PROVEN)
    assert TOLD in came.contact.summary
    assert not Promise.objects.exists()


def test_what_somebody_else_wrote_records_no_promise_of_ours(actor, team):
    make.matter(actor)
    make.colleague(actor, "Ineke Bakker", roles=[Role.SPONSOR])
    passed_on = Forwarded(sender=Mailbox(address=FATIMA), to=(), subject="Bankje", text=TOLD)
    said = of(team.noor, reply="Ter info.", forwarded=passed_on)
    incoming.arrive(actor, said, proof=Proof.PROVEN)
    incoming.arrive(actor, incoming.mail(reply=TOLD), proof=Proof.PROVEN)
    assert not Promise.objects.exists()


def test_what_a_colleague_forwards_is_what_the_other_wrote(actor, team):
    matter = make.matter(actor)
    passed_on = Forwarded(
        sender=Mailbox(address=FATIMA), to=(), subject="De schommel", text="Hij is weer stuk."
    )
    came = incoming.arrive(
        actor, of(team.noor, reply="Ter info.", forwarded=passed_on), proof=Proof.PROVEN
    )
    assert came.matter == matter
    assert (came.contact.direction, came.contact.summary) == ("inbound", "Hij is weer stuk.")


def test_what_is_refused_halfway_undoes_what_went_before_and_waits_for_a_person(actor, team):
    make.matter(actor)
    make.matter(actor, sender=Sender(name="Omar Haddou", email="omar@voorbeeld.example"))
    passed_on = Forwarded(
        sender=Mailbox(address=FATIMA),
        to=(Mailbox(address="omar@voorbeeld.example"),),
        subject="",
        text="Hij is weer stuk.",
    )
    said = of(team.noor, subject="", reply="", text="Hij is weer stuk.", forwarded=passed_on)
    before = ContactMoment.objects.count()
    came = incoming.arrive(actor, said, proof=Proof.PROVEN)
    assert (came.state, came.why, came.contact) == ("held", "refused", None)
    assert ContactMoment.objects.count() == before


def test_a_colleague_with_whom_nobody_takes_part_places_it_themselves(actor, team):
    came = incoming.arrive(actor, of(team.noor), proof=Proof.PROVEN)
    assert (came.state, came.why, came.owner) == ("held", "colleague_unclear", team.noor)


def test_who_only_says_to_be_a_colleague_records_nothing(actor, team):
    matter = make.matter(actor)
    said = of(team.noor, to=(Mailbox(address=FATIMA),), cc=(Mailbox(address=OURS),))
    came = incoming.arrive(actor, said)
    assert (came.state, came.why) == ("held", "colleague_unproven")
    assert ContactMoment.objects.filter(matter=matter).count() == 1


def test_held_mail_has_an_owner_a_date_and_a_notice(actor, team):
    came = incoming.arrive(actor, incoming.mail(kind=Kind.LIST))
    assert came.owner in {team.noor, team.sam}
    assert str(came.due_on) == "2026-11-25"
    assert Notice.objects.get(kind="mail_held").staff == came.owner


def test_a_person_places_held_mail_once(actor, team):
    matter = make.matter(actor)
    came = incoming.arrive(actor, incoming.mail("Hoi.", kind=Kind.LIST))
    noor = make.acting(team.noor)
    placed = add_to_matter(actor=noor, arrival=came, matter=matter, today=make.TODAY, now=make.NOW)
    assert (placed.state, placed.placed_by, placed.contact.summary) == ("added", team.noor, "Hoi.")
    assert not Notice.objects.filter(kind="mail_held", seen_at__isnull=True).exists()
    with pytest.raises(Refused, match="mail_was_placed"):
        open_as_new(actor=noor, arrival=came, today=make.TODAY, now=make.NOW)


def test_held_mail_can_be_something_new(actor, team):
    came = incoming.arrive(actor, incoming.mail(kind=Kind.LIST))
    placed = open_as_new(actor=make.acting(team.noor), arrival=came, today=make.TODAY, now=make.NOW)
    assert placed.state == "opened"
    assert placed.matter.story == "De schommel is kapot."


def test_held_mail_is_set_aside_with_a_reason(actor, team):
    came = incoming.arrive(actor, incoming.mail(kind=Kind.LIST))
    noor = make.acting(team.noor)
    with pytest.raises(Refused, match="setting_aside_needs_reason"):
        set_aside(actor=noor, arrival=came, reason=" ", now=make.NOW)
    assert set_aside(actor=noor, arrival=came, reason="Reclame.", now=make.NOW).state == "set_aside"


def test_who_has_nothing_to_do_with_it_places_nothing(actor, team):
    piet = make.colleague(actor, "Piet", hours=0)
    came = incoming.arrive(actor, incoming.mail(kind=Kind.LIST))
    with pytest.raises(Refused, match="mail_not_yours"):
        set_aside(actor=make.acting(piet), arrival=came, reason="x", now=make.NOW)


def test_held_mail_goes_to_who_is_here_when_its_owner_is_away(actor, team):
    came = incoming.arrive(actor, incoming.mail(kind=Kind.LIST))
    other = team.sam if came.owner == team.noor else team.noor
    plan_absence(
        actor=actor,
        member=came.owner,
        from_on=make.TODAY,
        until_on=make.TODAY + timedelta(days=9),
        now=make.NOW,
    )
    assert find_owners(actor=actor, today=make.TODAY, now=make.NOW) == 1
    came.refresh_from_db()
    assert came.owner == other
    assert find_owners(actor=actor, today=make.TODAY, now=make.NOW) == 0


def test_mail_that_was_never_placed_is_given_to_a_person(actor, team):
    came = incoming.arrive(actor, incoming.mail())
    Arrival.objects.filter(pk=came.pk).update(
        state="kept", ended_at=None, matter=None, contact=None
    )
    late = make.NOW + timedelta(hours=2)
    assert give_up_placing(actor=actor, today=make.TODAY, now=late) == 1
    came.refresh_from_db()
    assert (came.state, came.why) == ("held", "not_placed")


def test_files_are_kept_with_the_contact_and_what_we_do_not_take_is_named(actor, team):
    files = (
        Attached(name="plan.pdf", content=PDF),
        Attached(name="spel.exe", content=b"MZ\x90\x00\x00\x00"),
        Attached(name="", content=b""),
    )
    came = incoming.arrive(actor, incoming.mail(attachments=files))
    assert [each.name for each in Attachment.objects.filter(contact=came.contact)] == ["plan.pdf"]
    untaken = ArrivalFile.objects.filter(arrival=came, file__isnull=True).order_by("pk")
    assert [(each.name, each.untaken) for each in untaken] == [
        ("spel.exe", "file_type_not_taken"),
        ("bijlage", "file_is_empty"),
    ]


def test_many_new_matters_from_one_address_in_a_day_wait_for_a_person(actor, team):
    states = [incoming.arrive(actor, incoming.mail()).state for _ in range(11)]
    assert states == ["opened"] * 10 + ["held"]


def test_what_was_erased_comes_in_no_second_time(actor, team):
    said = incoming.mail(attachments=(Attached(name="plan.pdf", content=PDF),))
    came = incoming.arrive(actor, said)
    forget_arrivals(matters=[came.matter_id], now=make.NOW)
    came.refresh_from_db()
    assert (came.raw, came.text, came.sender_address, came.subject) == (None, "", "", "")
    assert File.objects.count() == 1
    assert incoming.arrive(actor, said).state == "duplicate"


def test_what_goes_back_stands_in_the_conversation_that_they_began(actor, team):
    came = incoming.arrive(actor, incoming.mail(subject="Re: Speeltuin"), proof=Proof.PROVEN)
    back = incoming.mail("Nog iets.")
    incoming.arrive(actor, back, to=incoming.reply_address(came.matter))
    broken = incoming.mail("En dit.", message_id="<a@b>\r\nBcc: x@y.example")
    incoming.arrive(actor, broken, to=incoming.reply_address(came.matter))
    receipt = Message.objects.get(matter=came.matter)
    theirs = their_mails(receipt)
    assert theirs.message_ids == (came.message_id, back.message_id)
    assert theirs.subject == "Speeltuin"
    nobody = Message(matter=came.matter, to_address="ander@elders.example")
    assert their_mails(nobody).message_ids == ()


def test_a_subject_that_nobody_proved_is_never_said_back(actor, team):
    came = incoming.arrive(actor, incoming.mail(subject="Koop nu"))
    assert their_mails(Message.objects.get(matter=came.matter)).subject == ""


def test_a_colleague_who_mails_a_street_gets_its_buurtblad_back(actor, team):
    make.matter(actor, story="Bomen op de Kastanjelaan.")
    asked = of(team.noor, subject="Buurtblad Kastanjelaan", reply="")
    came = incoming.arrive(actor, asked, proof=Proof.PROVEN)
    sheet = Message.objects.get(kind="sheet")
    assert (came.state, sheet.typed, sheet.to_address) == (
        "added",
        "Kastanjelaan",
        team.noor.email,
    )


def test_a_stranger_who_mails_a_street_gets_no_buurtblad(actor, team):
    make.matter(actor, story="Bomen op de Kastanjelaan.")
    for proof in Proof:
        incoming.arrive(actor, incoming.mail(subject="Buurtblad Kastanjelaan"), proof=proof)
    incoming.arrive(actor, of(team.noor, subject="Buurtblad Kastanjelaan"))
    assert not Message.objects.filter(kind="sheet").exists()


def invitation(member, *, method="REQUEST", sequence=0, days=2):
    starts_at = make.NOW + timedelta(days=days)
    meeting = Meeting(
        uid="040000008200E00074C5B7101A82E008@waterhoven.example",
        method=method,
        sequence=sequence,
        title="Kijken bij de speeltuin",
        place="Kastanjelaan",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        organiser=member.email,
        attendees=(FATIMA, OURS),
    )
    return of(member, reply="", text="", meeting=meeting, to=(Mailbox(address=FATIMA),))


def test_after_a_meeting_its_colleague_is_asked_whether_it_took_place(actor, team):
    matter = make.matter(actor)
    came = incoming.arrive(actor, invitation(team.noor), proof=Proof.PROVEN)
    assert (came.state, came.contact) == ("added", None)
    task = Task.objects.get(kind="meet")
    assert (task.staff, task.matter, str(task.due_on)) == (team.noor, matter, "2026-11-27")
    after = make.NOW + timedelta(days=3)
    planned = say_met(
        actor=make.acting(team.noor), task=task, met=True, said="De wip komt terug.", now=after
    )
    contact = planned.contact
    assert (contact.channel, contact.direction, contact.minutes, contact.summary) == (
        "meeting",
        "both_ways",
        45,
        "De wip komt terug.",
    )
    assert contact.happened_at == make.NOW + timedelta(days=2)
    with pytest.raises(Refused, match="task_done_before"):
        say_met(actor=make.acting(team.noor), task=task, met=True, said="", now=after)


def test_a_meeting_that_did_not_take_place_is_no_contact(actor, team):
    matter = make.matter(actor)
    incoming.arrive(actor, invitation(team.noor), proof=Proof.PROVEN)
    task = Task.objects.get(kind="meet")
    say_met(actor=make.acting(team.noor), task=task, met=False, said="", now=make.NOW)
    assert ContactMoment.objects.filter(matter=matter).count() == 1


def test_a_changed_invitation_moves_the_question_and_a_cancelled_one_ends_it(actor, team):
    make.matter(actor)
    for said in (
        invitation(team.noor),
        invitation(team.noor, sequence=2, days=6),
        invitation(team.noor, sequence=1, days=4),
    ):
        incoming.arrive(actor, said, proof=Proof.PROVEN)
    task = Task.objects.get(kind="meet")
    assert str(task.due_on) == "2026-12-01"
    cancelled = invitation(team.noor, method="CANCEL", sequence=3)
    incoming.arrive(actor, cancelled, proof=Proof.PROVEN)
    task.refresh_from_db()
    assert task.done_at


def test_a_mail_is_kept_in_five_queries_and_a_savepoint(actor, django_assert_num_queries):
    delivery = Delivery(door=Door.SMTP, envelope_to=(OURS,))
    content = BytesIO(b"Subject: x\r\n\r\n" + b"x" * 10_000)
    with django_assert_num_queries(7):
        keep_mail(actor=actor, content=content, delivery=delivery, now=make.NOW)


def test_a_large_mail_is_kept_in_pieces(actor):
    whole = b"Subject: x\r\n\r\n" + b"0123456789" * 60_000
    kept = keep_mail(
        actor=actor, content=BytesIO(whole), delivery=Delivery(door=Door.LMTP), now=make.NOW
    )
    assert b"".join(read_file(kept.raw)) == whole
    assert kept.raw.size == len(whole)


def test_what_a_machine_sent_about_nothing_is_found_by_the_network(actor, team):
    said = incoming.mail(kind=Kind.AUTOMATIC)
    both = [incoming.arrive(actor, said).pk for _ in range(2)]
    seen = Arrival.objects.visible_to(make.acting(team.noor))
    assert sorted(seen.values_list("pk", flat=True)) == both


def test_what_came_twice_in_confidence_stays_there(actor, team):
    stranger = make.colleague(actor, "Piet", networks=[team.network], hours=0)
    matter = make.matter(actor, confidential=True)
    said, to = incoming.mail("Mijn verhaal."), incoming.reply_address(matter)
    states = [incoming.arrive(actor, said, to=to).state for _ in range(2)]
    assert states == ["added", "duplicate"]
    assert not Arrival.objects.visible_to(make.acting(stranger)).exists()
