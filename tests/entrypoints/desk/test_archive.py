import hashlib
import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from schakel.domain.contacts.actions import Upload
from schakel.domain.messages.actions import keep_words, mark_sent
from schakel.domain.messages.models import Message
from schakel.domain.terms.actions import answer_matter, refer_matter
from schakel.foundation.journal.models import Line
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
TOKEN = f"12-{'a' * 32}"


@pytest.fixture
def answer(actor, matter):
    owner = make.acting(matter.owner, TODAY)
    refer_matter(
        actor=owner, matter=matter, number="Z-17", system="Zaaksysteem", url="",
        their_due_on=None, today=TODAY, now=NOW,
    )  # fmt: skip
    answer_matter(
        actor=owner, matter=matter, text="Ja.", uploads=[Upload("plan/a.txt", b"Het plan")],
        today=TODAY, now=NOW,
    )  # fmt: skip
    message = Message.objects.get(matter=matter, kind="answer")
    body = f"Dag,\n\nJa.\n\nhttps://x.example/uw-pagina/{TOKEN}/"
    keep_words(message=message, subject="Ons antwoord", body=body)
    return message


def copy_of(client, matter):
    return client.post(f"/kwesties/{matter.pk}/archief/")


def test_the_answer_and_its_attachments_leave_as_one_file_with_digests(
    actor, client, matter, answer
):
    mark_sent(actor=actor, message=answer, now=NOW)
    response = copy_of(client, matter)
    assert response["Content-Disposition"] == f'attachment; filename="{matter.reference}.zip"'
    packed = ZipFile(BytesIO(b"".join(response.streaming_content)))
    names = packed.namelist()
    assert names[0] == "antwoord-1.pdf"
    assert names[-1] == "metagegevens.json"
    assert packed.read(names[0]).startswith(b"%PDF")
    assert TOKEN.encode() not in packed.read(names[0])
    told = json.loads(packed.read("metagegevens.json"))
    for each in told["bestand"]:
        content = packed.read(each["naam"])
        assert each["omvang"] == len(content)
        assert each["checksum"]["checksumWaarde"] == hashlib.sha256(content).hexdigest()
    known_as = told["informatieobject"]["identificatie"]
    assert {"identificatieKenmerk": "Z-17", "identificatieBron": "Zaaksysteem"} in known_as
    line = Line.objects.get(what="matter.taken_for_archive")
    assert (line.matter_id, line.details["files"]) == (matter.pk, 2)


def test_of_what_was_not_answered_there_is_no_copy(client, matter, answer):
    assert copy_of(client, matter).status_code == 302
    assert not Line.objects.filter(what="matter.taken_for_archive").exists()


def test_who_may_not_see_it_takes_no_copy(actor, matter, answer):
    mark_sent(actor=actor, message=answer, now=NOW)
    outsider = make.colleague(actor, "Els", networks=[make.network(actor)])
    assert copy_of(staff_client(outsider), matter).status_code == 404
    assert staff_client(outsider).get(f"/kwesties/{matter.pk}/archief/").status_code == 405
