"""Mail that belongs to nothing goes after its term; nothing else does, and it stays known."""

from datetime import timedelta
from io import BytesIO

import pytest

from schakel.domain.arrivals.actions import Delivery, forget_unplaced, keep_mail, set_aside
from schakel.domain.arrivals.models import Arrival, ArrivalFile
from schakel.domain.arrivals.rules import Attached, Door, Kind, Mailbox, Proof
from schakel.foundation.files.models import Chunk, File
from schakel.foundation.journal.models import Line
from tests import incoming, make
from tests.incoming import FATIMA, OURS

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LATER = make.NOW + timedelta(days=400)


@pytest.fixture
def team(actor):
    return make.Team(actor)


def forget(actor, most=1_000, before=LATER):
    return forget_unplaced(actor=actor, before=before, most=most, now=LATER)


def held(actor, team):
    return incoming.arrive(actor, incoming.mail(kind=Kind.LIST))


def aside(actor, team):
    came = held(actor, team)
    return set_aside(actor=make.acting(team.noor), arrival=came, reason="Reclame.", now=make.NOW)


def automatic(actor, team):
    return incoming.arrive(actor, incoming.mail(kind=Kind.AUTOMATIC))


def bounced(actor, team):
    return incoming.arrive(actor, incoming.mail(kind=Kind.BOUNCED, sender=Mailbox(address="")))


def duplicate(actor, team):
    said = incoming.mail(kind=Kind.ABSENCE)
    incoming.arrive(actor, said)
    return incoming.arrive(actor, said)


def sheet(actor, team):
    """A colleague asked for a Buurtblad."""
    asked = incoming.mail(
        sender=Mailbox(address=team.noor.email), subject=team.area.name, reply="", text=""
    )
    return incoming.arrive(actor, asked, proof=Proof.PROVEN)


def opened(actor, team):
    return incoming.arrive(actor, incoming.mail())


def added(actor, team):
    to = incoming.reply_address(make.matter(actor))
    return incoming.arrive(actor, incoming.mail(), to=to)


def about_a_matter(actor, team):
    to = incoming.reply_address(make.matter(actor))
    return incoming.arrive(actor, incoming.mail(kind=Kind.ABSENCE), to=to)


def in_touch(actor, team):
    """Contact with somebody of whom there is no matter."""
    came = automatic(actor, team)
    contact = make.contact(actor, make.matter(actor))
    Arrival.objects.filter(pk=came.pk).update(contact=contact)
    return came


def kept(actor, team):
    delivery = Delivery(door=Door.SMTP, envelope_from=FATIMA, envelope_to=(OURS,))
    return keep_mail(
        actor=actor, content=BytesIO(b"Subject: x\r\n\r\nx"), delivery=delivery, now=make.NOW
    )


CASES = [
    (aside, "set_aside", True),
    (automatic, "recorded", True),
    (bounced, "recorded", True),
    (duplicate, "duplicate", True),
    (sheet, "added", True),
    (held, "held", False),
    (kept, "kept", False),
    (opened, "opened", False),
    (added, "added", False),
    (about_a_matter, "recorded", False),
    (in_touch, "recorded", False),
]


@pytest.mark.parametrize(("come", "state", "goes"), CASES)
def test_what_belongs_to_nothing_goes_and_the_rest_stays(actor, team, come, state, goes):
    came = come(actor, team)
    forget(actor)
    after = Arrival.objects.get(pk=came.pk)
    assert after.state == state
    assert (after.raw is None) is goes
    if goes:
        words = (after.sender_address, after.sender_name, after.subject, after.text, after.reason)
        assert words == ("",) * 5
        assert (after.envelope_from, after.envelope_to, after.message_id) == ("", [], "")
    else:
        before = came.sender_address, came.subject, came.text, came.raw_id
        assert (after.sender_address, after.subject, after.text, after.raw_id) == before


def test_the_term_counts_from_the_end_and_not_from_when_it_came(actor, team):
    came = held(actor, team)
    ended = make.NOW + timedelta(days=100)
    set_aside(actor=make.acting(team.noor), arrival=came, reason="Reclame.", now=ended)
    assert forget(actor, before=ended) == 0
    assert forget(actor, before=ended + timedelta(seconds=1)) == 1


def test_its_files_go_too_and_the_same_mail_stays_known(actor, team):
    said = incoming.mail(kind=Kind.AUTOMATIC, attachments=(Attached(name="plan.pdf", content=PDF),))
    came = incoming.arrive(actor, said)
    assert File.objects.count() == 2
    assert forget(actor) == 1
    left = [each.objects.count() for each in (File, Chunk, ArrivalFile)]
    assert left == [0, 0, 0]
    assert Arrival.objects.get(pk=came.pk).identity == came.identity
    assert incoming.arrive(actor, said).state == "duplicate"


def test_a_second_run_finds_nothing_more_to_do(actor, team):
    came = [automatic(actor, team).pk for _ in range(3)]
    assert (forget(actor), forget(actor)) == (3, 0)
    lines = Line.objects.filter(what="mail.expired")
    assert sorted(lines.values_list("subject_id", flat=True)) == came
    assert {(each.subject, str(each.details)) for each in lines} == {("mail", "{}")}


def test_a_run_takes_so_many_and_the_longest_ago_first(actor, team):
    came = [automatic(actor, team).pk for _ in range(3)]
    for days, number in enumerate(reversed(came)):
        ended = make.NOW + timedelta(days=days)
        Arrival.objects.filter(pk=number).update(ended_at=ended)
    assert forget(actor, most=2) == 2
    assert Arrival.objects.get(raw__isnull=False).pk == came[0]


def test_what_was_read_in_without_the_raw_mail_goes_too(actor, team):
    came = automatic(actor, team)
    Arrival.objects.filter(pk=came.pk).update(raw=None)
    assert (forget(actor), forget(actor)) == (1, 0)


def test_many_go_in_as_many_queries_as_few(actor, team, django_assert_max_num_queries):
    for _ in range(12):
        automatic(actor, team)
    with django_assert_max_num_queries(22):
        assert forget(actor) == 12
