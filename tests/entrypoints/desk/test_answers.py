import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.domain.answers.models import Draft, DraftFile
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.matters.actions import add_remark
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.foundation.files.models import File
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# Of the middleware, and of a test that already runs inside the tenant.
QUERIES = 15 + 4


def test_the_form_shows_what_they_asked_and_what_else_is_open_with_them(
    actor, team, client, matter
):
    make.matter(
        actor,
        sender=matter.party,
        story="Mag er ook een bankje?",
        theme=team.theme,
        now=NOW,
        today=TODAY,
    )
    page = client.get(f"/kwesties/{matter.pk}/antwoord/").content.decode()
    assert "Wij willen een groenstrook" in page
    assert "Mag er ook een bankje?" in page
    assert "fatima@bewoner.example" in page


def test_an_answer_goes_out_stops_the_clock_and_says_so(client, matter):
    answer = client.post(
        f"/kwesties/{matter.pk}/antwoord/",
        {"text": "Ja, dat kan in maart.", "minutes": "12"},
        follow=True,
    )
    assert "Uw antwoord aan Fatima el Amrani is onderweg" in answer.content.decode()
    assert Matter.objects.get(pk=matter.pk).status == "answered"
    assert not Term.objects.running().filter(matter=matter).exists()
    assert Message.objects.get(matter=matter, kind="answer").typed == "Ja, dat kan in maart."
    assert ContactMoment.objects.get(matter=matter, direction="outbound").minutes == 12


def test_attachments_go_with_the_answer(client, matter):
    files = [
        SimpleUploadedFile("plan.txt", b"het plan"),
        SimpleUploadedFile("kaart.txt", b"de kaart"),
    ]
    client.post(f"/kwesties/{matter.pk}/antwoord/", {"text": "Zie het plan.", "attachments": files})
    assert set(Attachment.objects.filter(matter=matter).values_list("name", flat=True)) == {
        "plan.txt",
        "kaart.txt",
    }


def test_files_are_kept_with_what_is_written_and_go_when_it_is_sent(client, matter):
    url = f"/kwesties/{matter.pk}/antwoord/"
    plan = SimpleUploadedFile("plan.txt", b"het plan")
    page = client.post(url, {"text": "Zie het plan.", "attachments": plan, "preview": "1"})
    assert "plan.txt" in page.content.decode()
    kaart = SimpleUploadedFile("kaart.txt", b"de kaart")
    client.post(url, {"text": "Zie het plan en de kaart.", "attachments": kaart})
    names = Attachment.objects.filter(matter=matter).order_by("pk").values_list("name", flat=True)
    assert list(names) == ["plan.txt", "kaart.txt"]
    assert not DraftFile.objects.exists()


def test_a_file_is_taken_off_and_what_was_typed_stays(client, matter):
    url = f"/kwesties/{matter.pk}/antwoord/"
    plan = SimpleUploadedFile("plan.txt", b"het plan")
    client.post(url, {"text": "Zie het plan.", "attachments": plan, "keep": "1"})
    kept = DraftFile.objects.get()
    client.post(url, {"text": "Toch niet.", "off": str(kept.pk)})
    assert not DraftFile.objects.exists()
    assert not File.objects.filter(pk=kept.file_id).exists()
    assert Draft.objects.get().text == "Toch niet."


def test_a_text_with_files_does_not_go_when_its_words_are_wiped_out(client, matter):
    plan = SimpleUploadedFile("plan.txt", b"het plan")
    typed = {"text": "Zie het plan.", "attachments": plan, "keep": "1"}
    client.post(f"/kwesties/{matter.pk}/antwoord/", typed)
    client.post(f"/kwesties/{matter.pk}/concept/", {"text": "", "purpose": "answer"})
    assert DraftFile.objects.get().draft.text == "Zie het plan."


def test_no_more_files_go_along_than_somebody_can_open(client, matter):
    url = f"/kwesties/{matter.pk}/antwoord/"
    for start in (0, 4, 8):
        files = [SimpleUploadedFile(f"{start + n}.txt", b"plan") for n in range(4)]
        page = client.post(url, {"text": "Zie hier.", "attachments": files, "keep": "1"})
    assert "hoogstens 10 bestanden" in page.content.decode()
    assert DraftFile.objects.count() == 8


def test_what_was_thrown_away_leaves_no_file(client, matter):
    url = f"/kwesties/{matter.pk}/antwoord/"
    plan = SimpleUploadedFile("plan.txt", b"het plan")
    client.post(url, {"text": "Zie het plan.", "attachments": plan, "keep": "1"})
    client.post(url, {"away": "1", "sure": "1"})
    assert not File.objects.exists()


def test_files_of_a_draft_are_for_its_writer(actor, team, client, matter):
    url = f"/kwesties/{matter.pk}/antwoord/"
    plan = SimpleUploadedFile("plan.txt", b"het plan")
    client.post(url, {"text": "Zie het plan.", "attachments": plan, "keep": "1"})
    file_url = f"/bijlagen/concept/{DraftFile.objects.get().pk}/"
    assert b"".join(client.get(file_url).streaming_content) == b"het plan"
    other = team.sam if matter.owner_id == team.noor.pk else team.noor
    assert staff_client(other).get(file_url).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "Mijn lange antwoord.", "minutes": "veel"},
        {"text": "Mijn lange antwoord.", "attachments": SimpleUploadedFile("x.exe", b"MZ\x00\x01")},
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(client, matter, typed):
    answer = client.post(f"/kwesties/{matter.pk}/antwoord/", typed)
    assert answer.status_code == 200
    assert "Mijn lange antwoord." in answer.content.decode()
    assert not Message.objects.filter(matter=matter, kind="answer").exists()


def test_a_preview_shows_the_mail_and_sends_nothing(client, matter):
    page = client.post(
        f"/kwesties/{matter.pk}/antwoord/", {"text": "Ja, dat kan.", "preview": "1"}
    ).content.decode()
    assert "Zo lezen zij het" in page
    assert "Beste Fatima el Amrani" in page
    assert "Noor de Wit" in page
    assert not Message.objects.filter(matter=matter, kind="answer").exists()


def test_a_preview_shows_markup_as_text(client, matter):
    page = client.post(
        f"/kwesties/{matter.pk}/antwoord/", {"text": "<script>alert(1)</script>", "preview": "1"}
    ).content.decode()
    assert "<script>alert" not in page


def test_a_remark_for_colleagues_is_nowhere_near_an_answer(team, client, matter):
    add_remark(actor=make.acting(team.noor), matter=matter, text="kanarie-opmerking", now=NOW)
    shown = client.get(f"/kwesties/{matter.pk}/antwoord/").content.decode()
    preview = client.post(f"/kwesties/{matter.pk}/antwoord/", {"text": "Ja.", "preview": "1"})
    client.post(f"/kwesties/{matter.pk}/antwoord/", {"text": "Ja."})
    assert "kanarie-opmerking" not in shown
    assert "kanarie-opmerking" not in preview.content.decode()
    assert "kanarie-opmerking" not in Message.objects.get(matter=matter, kind="answer").typed


def test_who_has_no_mail_is_called_and_the_page_says_so_before(actor, team, client):
    matter = make.matter(
        actor, sender=Sender(name="Jan", phone="0501234567"), theme=team.theme, now=NOW, today=TODAY
    )
    assert "om te bellen" in client.get(f"/kwesties/{matter.pk}/antwoord/").content.decode()
    client.post(f"/kwesties/{matter.pk}/antwoord/", {"text": "Ja."})
    assert Task.objects.filter(matter=matter, kind="call", text="answer").exists()


def test_word_of_how_it_stands_lets_the_clock_run(client, matter):
    client.post(f"/kwesties/{matter.pk}/tussenbericht/", {"text": "Wij zoeken het uit."})
    assert Term.objects.running().filter(matter=matter).exists()
    assert Message.objects.filter(matter=matter, kind="interim").exists()


def test_others_do_not_find_the_form(actor, matter):
    outsider = make.colleague(actor, "Gast", networks=[make.network(actor)])
    assert staff_client(outsider).get(f"/kwesties/{matter.pk}/antwoord/").status_code == 404
    posted = staff_client(outsider).post(f"/kwesties/{matter.pk}/antwoord/", {"text": "x"})
    assert posted.status_code == 404


def test_the_number_of_queries_does_not_grow(
    actor, team, client, matter, django_assert_max_num_queries
):
    for number in range(12):
        make.matter(
            actor,
            sender=matter.party,
            story=f"Vraag {number}",
            theme=team.theme,
            now=NOW,
            today=TODAY,
        )
    client.get(f"/kwesties/{matter.pk}/antwoord/")
    with django_assert_max_num_queries(QUERIES):
        client.get(f"/kwesties/{matter.pk}/antwoord/")
