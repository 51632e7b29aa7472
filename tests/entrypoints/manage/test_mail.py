"""Mail from files, by command: everything is kept, and ends somewhere."""

import json
import mailbox

import pytest

from schakel.domain.arrivals.models import Arrival
from schakel.domain.matters.models import Matter
from schakel.foundation.files.actions import read_file
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import incoming, make
from tests.mail.hostile import hostile
from tests.mail.samples import sample_mails


@pytest.fixture(autouse=True)
def town(actor, settings):
    settings.MAIL_DNS = False
    return make.Team(actor)


def letter(number=1, *, to=incoming.OURS, text="De schommel is kapot.", head=""):
    return (
        f"From: Fatima <fatima{number}@bewoner.example>\r\nTo: {to}\r\nSubject: Speeltuin\r\n"
        f"Message-ID: <{number}@bewoner.example>\r\n{head}\r\n{text}\r\n"
    ).encode()


def receive(schakel, tenant, *paths):
    ran = schakel("mail", "receive", "--tenant", tenant.code, "--json", *paths)
    return ran.status, json.loads(ran.out)


def counts(**told):
    names = ("received", "added", "new", "automatic", "held", "duplicate")
    return {name: told.get(name, 0) for name in names}


def test_each_mail_ends_in_one_of_the_places(schakel, actor, tenant, tmp_path):
    matter = make.matter(actor)
    for name, raw in {
        "a.eml": letter(1),
        "b.eml": letter(1),
        "c.eml": letter(2, to=incoming.reply_address(matter)),
        "d.eml": letter(3, head="Auto-Submitted: auto-replied\r\n"),
        "e.eml": letter(4, head="List-Id: <buurt.x.example>\r\n"),
    }.items():
        (tmp_path / name).write_bytes(raw)
    told = counts(received=5, added=1, new=1, automatic=1, held=1, duplicate=1)
    assert receive(schakel, tenant, tmp_path) == (0, told)
    again = counts(received=5, duplicate=5)
    assert receive(schakel, tenant, tmp_path) == (0, again)
    assert b"".join(read_file(Arrival.objects.first().raw)) == letter(1)


def test_an_mbox_and_a_maildir_are_read_mail_by_mail(schakel, tenant, tmp_path):
    box = mailbox.mbox(tmp_path / "archief.mbox")
    folder = mailbox.Maildir(tmp_path / "map")
    for number in range(3):
        box.add(letter(number, text="Hoi.\n\nFrom here it goes on.\n"))
        folder.add(letter(10 + number))
    box.flush()
    paths = (tmp_path / "archief.mbox", tmp_path / "map")
    assert receive(schakel, tenant, *paths) == (0, counts(received=6, new=6))
    assert "From here" in Arrival.objects.order_by("pk").first().text


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(schakel, tenant, tmp_path):
    (tmp_path / "c.eml").write_bytes(letter())
    (tmp_path / "b.eml").symlink_to(tmp_path / "weg")
    ran = schakel("mail", "receive", "--tenant", tenant.code, tmp_path / "nergens", tmp_path)
    assert (ran.status, "nergens" in ran.err, "b.eml" in ran.err) == (1, True, True)
    assert ran.out.startswith("1 received: 0 added to a message, 1 new")


def test_every_mail_of_pythons_own_tests_ends_somewhere(schakel, tenant):
    samples = sample_mails()
    status, told = receive(schakel, tenant, *samples)
    assert status == 0
    assert told["received"] == len(samples) > 40
    assert sum(told.values()) == 2 * told["received"]
    assert not Arrival.objects.filter(state="kept").exists()


@pytest.mark.slow
def test_three_hundred_hostile_mails_end_somewhere_and_none_is_lost(schakel, tenant, tmp_path):
    count = 0
    for count, (_name, raw) in enumerate(hostile(), start=1):
        (tmp_path / f"{count:03}.eml").write_bytes(raw)
    status, told = receive(schakel, tenant, tmp_path)
    assert (status, told["received"], count) == (0, 300, 300)
    assert sum(told.values()) == 600
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        assert not Arrival.objects.filter(state="kept").exists()
        assert Arrival.objects.filter(raw__isnull=False).count() == 300
        for matter in Matter.objects.all():
            assert not any(sign in matter.subject for sign in "\r\n\0")
