import pytest
from django.utils import timezone

from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.rules import Kind
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def task(actor, team):
    matter = make.matter(actor, theme=team.theme, now=NOW, today=TODAY)
    return ask_for(
        actor=actor, member=team.noor, kind=Kind.CALL, due_on=TODAY, matter=matter, now=NOW
    )


def test_done_is_one_click_with_how_it_went(team, task):
    answer = staff_client(team.noor).post(
        f"/taken/{task.pk}/klaar/", {"outcome": "Zij komt langs.", "next": "/vandaag/"}
    )
    assert answer.url == "/vandaag/"
    task.refresh_from_db()
    assert task.done_at is not None
    assert task.outcome == "Zij komt langs."


def test_done_twice_is_refused_in_words(team, task):
    client = staff_client(team.noor)
    client.post(f"/taken/{task.pk}/klaar/")
    page = client.post(
        f"/taken/{task.pk}/klaar/", {"next": f"/kwesties/{task.matter_id}/"}, follow=True
    )
    assert "U hoeft niets te doen." in page.content.decode()


def test_the_page_of_the_matter_shows_it(team, task):
    page = staff_client(team.noor).get(f"/kwesties/{task.matter_id}/").content.decode()
    assert "Te doen" in page
    assert f"/taken/{task.pk}/klaar/" in page


def test_others_do_not_find_it(actor, task):
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    assert outsider.post(f"/taken/{task.pk}/klaar/").status_code == 404
