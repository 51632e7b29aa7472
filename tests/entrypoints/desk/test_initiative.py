import pytest
from django.utils import timezone

from schakel.domain.initiatives.actions import ask_help, move_initiative, sort_matter
from schakel.domain.initiatives.models import Help, Initiative
from schakel.domain.initiatives.rules import HelpKind, Phase
from schakel.domain.matters.rules import Kind
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# A request in a test runs inside the transaction of that test: a savepoint more, settings put back.
QUERIES_OF_THE_TEST = 4


@pytest.fixture
def initiative(actor, team):
    matter = make.matter(actor, theme=team.theme, now=NOW, today=TODAY)
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    return Initiative.objects.get(matter=matter)


def text_of(client, initiative) -> str:
    answer = client.get(f"/initiatieven/{initiative.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_phase_course_and_what_is_missing(client, initiative):
    page = text_of(client, initiative)
    assert "ontvangen" in page
    assert "Zij doen het, wij helpen" in page
    assert "Nog niets gevraagd" in page


def test_only_phases_that_can_follow_are_offered(client, initiative):
    page = client.get(f"/initiatieven/{initiative.pk}/fase/").content.decode()
    assert 'value="acknowledged"' in page
    assert 'value="agreed"' not in page
    client.post(f"/initiatieven/{initiative.pk}/fase/", {"to": "acknowledged", "motivation": ""})
    initiative.refresh_from_db()
    assert initiative.phase == "acknowledged"


def test_a_no_needs_its_reason_and_keeps_what_was_typed(actor, client, initiative):
    for phase in (Phase.ACKNOWLEDGED, Phase.EXPLORED):
        move_initiative(actor=actor, initiative=initiative, to=phase, today=TODAY, now=NOW)
    answer = client.post(
        f"/initiatieven/{initiative.pk}/fase/", {"to": "declined", "motivation": ""}
    )
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    client.post(
        f"/initiatieven/{initiative.pk}/fase/",
        {"to": "declined", "motivation": "De leiding ligt er al."},
    )
    assert "De leiding ligt er al." in text_of(client, initiative)
    timeline = client.get(f"/kwesties/{initiative.matter_id}/").content.decode()
    assert "De leiding ligt er al." in timeline


def test_who_carries_it_our_part_and_whom_it_touches(client, initiative):
    client.post(
        f"/initiatieven/{initiative.pk}/koers/",
        {"course": "together", "rob_step": "facilitating", "people_touched": "120"},
    )
    page = text_of(client, initiative)
    assert "Samen" in page
    assert "Mogelijk maken" in page
    assert "Ongeveer 120 mensen" in page


def test_help_is_asked_and_given(client, initiative):
    client.post(
        f"/initiatieven/{initiative.pk}/hulp/", {"kind": "place", "asked": "Een plek voor de kas."}
    )
    wanted = Help.objects.get(initiative=initiative)
    assert f"/hulp/{wanted.pk}/" in text_of(client, initiative)
    client.post(f"/hulp/{wanted.pk}/", {"given": "De hoek bij de school."})
    page = text_of(client, initiative)
    assert "De hoek bij de school." in page
    assert f"/hulp/{wanted.pk}/" not in page


def test_others_do_not_find_it(actor, initiative):
    asked = ask_help(
        actor=actor, initiative=initiative, kind=HelpKind.TIME, asked="Tijd", today=TODAY, now=NOW
    )
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    for page in ("", "fase/", "koers/", "hulp/"):
        assert outsider.get(f"/initiatieven/{initiative.pk}/{page}").status_code == 404
    assert outsider.get(f"/hulp/{asked.pk}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_help(
    actor, client, initiative, django_assert_max_num_queries
):
    for number in range(20):
        ask_help(
            actor=actor,
            initiative=initiative,
            kind=HelpKind.TIME,
            asked=f"Tijd {number}",
            today=TODAY,
            now=NOW,
        )
    client.get(f"/initiatieven/{initiative.pk}/")
    with django_assert_max_num_queries(13 + QUERIES_OF_THE_TEST):
        client.get(f"/initiatieven/{initiative.pk}/")
