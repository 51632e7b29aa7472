import pytest
from django.utils import timezone

from schakel.domain.terms.models import Suspension, Term
from schakel.foundation.ui.words import deadline
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def matter(actor, team):
    started = NOW - timezone.timedelta(days=2)
    return make.matter(actor, theme=team.theme, received_at=started, now=NOW, today=TODAY)


def running(matter) -> Term:
    return Term.objects.running().get(matter=matter)


def test_a_term_stands_still_with_a_reason_that_the_resident_reads(client, matter):
    page = client.get(f"/kwesties/{matter.pk}/opschorten/").content.decode()
    assert "Awb 4:15 lid 2 onder a" in page
    client.post(
        f"/kwesties/{matter.pk}/opschorten/",
        {"reason": "applicant_agreed", "explanation": "U stuurt ons nog de tekening."},
    )
    assert running(matter).suspended_from == TODAY
    assert Suspension.objects.get(matter=matter).explanation == "U stuurt ons nog de tekening."


def test_standing_still_needs_an_explanation(client, matter):
    answer = client.post(f"/kwesties/{matter.pk}/opschorten/", {"reason": "applicant_agreed"})
    assert answer.status_code == 200
    assert running(matter).suspended_from is None


def test_the_new_date_is_shown_before_the_term_runs_again(client, matter):
    client.post(
        f"/kwesties/{matter.pk}/opschorten/",
        {"reason": "applicant_agreed", "explanation": "Even wachten."},
    )
    page = client.get(f"/kwesties/{matter.pk}/hervatten/").content.decode()
    assert running(matter).suspended_from is not None
    client.post(f"/kwesties/{matter.pk}/hervatten/")
    term = running(matter)
    assert term.suspended_from is None
    assert deadline(term.due_on, TODAY) in page


def test_more_time_shows_the_new_date_first_and_then_takes_it(client, matter):
    before = running(matter).due_on
    typed = {"amount": "5", "reason": "De ecoloog is ziek."}
    page = client.post(f"/kwesties/{matter.pk}/verlengen/", typed)
    assert running(matter).due_on == before
    assert "De ecoloog is ziek." in page.content.decode()
    client.post(f"/kwesties/{matter.pk}/verlengen/", {**typed, "sure": "1"})
    term = running(matter)
    assert term.due_on > before
    assert deadline(term.due_on, TODAY) == page.context["new_date"]


def test_more_time_than_the_norm_gives_is_refused_in_words(client, matter):
    answer = client.post(
        f"/kwesties/{matter.pk}/verlengen/", {"amount": "50", "reason": "Druk.", "sure": "1"}
    )
    assert answer.status_code == 200
    assert "Druk." in answer.content.decode()
    assert len(answer.context["form"].non_field_errors()) == 1
    assert running(matter).extended_by is None


def test_where_no_clock_runs_there_is_no_page(client, matter):
    client.post(f"/kwesties/{matter.pk}/sluiten/", {"reason": ""})
    assert client.get(f"/kwesties/{matter.pk}/verlengen/").status_code == 404


def test_others_do_not_find_the_pages(actor, matter):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    for page in ("opschorten", "hervatten", "verlengen"):
        assert outsider.get(f"/kwesties/{matter.pk}/{page}/").status_code == 404
