from datetime import timedelta

import pytest

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import Upload, answer_contacts, record_contact
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.foundation.files.actions import read_file
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW

PDF = b"%PDF-1.7\n" + b"x" * 600_000


@pytest.fixture
def matter(actor):
    make.Team(actor)
    return make.matter(actor)


def strength(matter) -> float:
    return Connection.objects.get(pk=matter.connection_id).strength


def test_a_contact_keeps_the_connection_alive(matter):
    before = strength(matter)
    make.contact(make.acting(matter.owner), matter)
    assert strength(matter) == pytest.approx(before + 1)
    assert Line.objects.latest("pk").what == "contact.recorded"


def test_a_contact_that_comes_late_counts_as_if_it_came_in_time(actor):
    make.Team(actor)
    in_time, late = (make.matter(actor, story=f"Idee {n}") for n in range(2))
    days = [NOW + timedelta(days=n) for n in (3, 9, 20)]
    for order, matter in ((days, in_time), ([days[2], days[0], days[1]], late)):
        for day in order:
            make.contact(
                make.acting(matter.owner), matter, happened_at=day, now=NOW + timedelta(days=30)
            )
    one, other = (Connection.objects.get(pk=each.connection_id) for each in (in_time, late))
    assert one.strength == pytest.approx(other.strength, abs=1e-9)
    assert (one.silent_on, one.gaps) == (other.silent_on, other.gaps)


def test_what_we_send_counts_once_they_are_answered(matter):
    before = strength(matter)
    make.contact(make.acting(matter.owner), matter, direction=Direction.OUTBOUND)
    assert strength(matter) == before
    assert answer_contacts(matter=matter, now=NOW) == 1
    assert strength(matter) == pytest.approx(before + 0.5)


def test_a_resident_writes_on_their_own_page_and_on_no_other(actor, matter):
    other = make.matter(actor, story="Iets anders")
    them = resident(actor.tenant_id, matter.pk)
    make.contact(them, matter, direction=Direction.INBOUND)
    with pytest.raises(Refused, match="contact_not_yours_to_record"):
        make.contact(them, other, direction=Direction.INBOUND)


def test_an_attachment_is_typed_by_its_content_and_read_back_whole(matter):
    make.contact(
        make.acting(matter.owner), matter, uploads=[Upload(name="tekening.txt", content=PDF)]
    )
    attachment = Attachment.objects.get()
    assert attachment.file.content_type == "application/pdf"
    assert b"".join(read_file(attachment.file)) == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_is_empty"), (b"MZ\x90\x00\x03" * 100, "file_type_not_taken")],
)
def test_a_file_that_we_do_not_take_records_nothing(matter, content, code):
    before = ContactMoment.objects.count()
    with pytest.raises(Refused, match=code):
        make.contact(
            make.acting(matter.owner), matter, uploads=[Upload(name="x.pdf", content=content)]
        )
    assert ContactMoment.objects.count() == before


def test_contact_without_a_matter_stands_with_the_party(actor):
    team = make.Team(actor)
    party = make.party(actor)
    moment = record_contact(
        actor=make.acting(team.noor),
        party=party,
        channel="visit",
        direction=Direction.BOTH_WAYS,
        summary="Kennis gemaakt",
        happened_at=NOW,
        now=NOW,
    )
    assert (moment.matter_id, moment.confidential) == (None, False)
