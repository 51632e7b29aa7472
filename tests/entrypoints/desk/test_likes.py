import pytest
from django.utils import timezone

from schakel.domain.initiatives.actions import answer_publication, introduce, sort_matter
from schakel.domain.initiatives.models import Initiative, Introduction, Publication
from schakel.domain.matters.rules import Kind
from schakel.domain.submissions.actions import Sender
from schakel.domain.terms.actions import answer_matter
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
STORY = "Graag bloemen en een groenstrook bij de school aan de Kastanjelaan."


@pytest.fixture
def pair(actor, team):
    old = make.matter(
        actor,
        story="Wij willen een groenstrook met bloemen op de Kastanjelaan, naast de school.",
        sender=Sender(name="Piet de Vries", email="piet@bewoner.example"),
        now=NOW,
        today=TODAY,
    )
    new = make.matter(actor, story=STORY, now=NOW, today=TODAY)
    sort_matter(actor=actor, matter=new, kind=Kind.IDEA, today=TODAY, now=NOW)
    return old, new


@pytest.fixture
def initiative(pair):
    return Initiative.objects.get(matter=pair[1])


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_both_pages_show_what_is_like_it_why_and_how_it_went(client, team, pair, initiative):
    old, new = pair
    answer_matter(
        actor=make.acting(team.noor, TODAY),
        matter=old,
        text="Wij planten de strook in april.",
        today=TODAY,
        now=NOW,
    )
    for path in (f"/initiatieven/{initiative.pk}/", f"/kwesties/{new.pk}/lijkt-erop/"):
        shown = page(client, path)
        assert f"/kwesties/{old.pk}/" in shown
        assert "“Kastanjelaan”" in shown
        assert "Wij planten de strook in april." in shown
        assert old.owner.shown_name in shown
    assert f"/kwesties/{new.pk}/lijkt-erop/" in page(client, f"/kwesties/{new.pk}/")


def test_nothing_like_it_is_said(actor, client, team):
    matter = make.matter(actor, now=NOW, today=TODAY)
    assert "Niets lijkt hierop" in page(client, f"/kwesties/{matter.pk}/lijkt-erop/")


def test_who_does_not_see_it_finds_no_page(actor, pair, initiative):
    old, new = pair
    outsider = staff_client(make.colleague(actor, "Gast", networks=[make.network(actor)]))
    for path in (
        f"/kwesties/{new.pk}/lijkt-erop/",
        f"/kwesties/{new.pk}/kennismaken/{old.pk}/",
        f"/initiatieven/{initiative.pk}/openbaar/",
    ):
        assert outsider.get(path).status_code == 404
    assert outsider.post(f"/initiatieven/{initiative.pk}/openbaar/eraf/").status_code == 404


@pytest.mark.parametrize("many", [3, 30])
def test_the_number_of_queries_does_not_grow(
    actor, client, initiative, django_assert_max_num_queries, many
):
    for number in range(many):
        make.matter(actor, story=f"{STORY} {number}", now=NOW, today=TODAY)
    client.get(f"/initiatieven/{initiative.pk}/")
    # A request in a test runs inside the transaction of that test: four more.
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/initiatieven/{initiative.pk}/")
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/kwesties/{initiative.matter_id}/lijkt-erop/")


def test_two_are_asked_whether_they_want_to_meet(client, pair):
    old, new = pair
    path = f"/kwesties/{new.pk}/kennismaken/{old.pk}/"
    assert path in page(client, f"/kwesties/{new.pk}/lijkt-erop/")
    assert "Niemand hoort wie nee zei" in page(client, path)
    assert client.post(path).status_code == 302
    shown = page(client, f"/kwesties/{new.pk}/lijkt-erop/")
    assert "Beiden zijn gevraagd" in shown or "beiden zijn gevraagd" in shown
    assert path not in shown
    again = client.post(path)
    assert again.status_code == 200
    assert "al eens gevraagd" in again.content.decode()
    assert Introduction.objects.count() == 1


def test_the_page_does_not_tell_who_said_what(actor, client, pair):
    old, new = pair
    introduction = introduce(actor=actor, matter=new, other=old, today=TODAY, now=NOW)
    before = page(client, f"/kwesties/{new.pk}/lijkt-erop/")
    introduction.refresh_from_db()
    from schakel.domain.initiatives.actions import rather_not_meet
    from schakel.domain.initiatives.models import IntroductionSide

    side = IntroductionSide.objects.get(matter=old)
    rather_not_meet(actor=resident(actor.tenant_id, old.pk), side=side, today=TODAY, now=NOW)
    assert without_token(page(client, f"/kwesties/{new.pk}/lijkt-erop/")) == without_token(before)


def without_token(text: str) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text)


class TestPublication:
    def test_the_initiator_is_asked_for_the_very_words(self, client, initiative):
        path = f"/initiatieven/{initiative.pk}/openbaar/"
        assert path in page(client, f"/initiatieven/{initiative.pk}/")
        refused = client.post(path, {"title": "Bloemen", "summary": ""})
        assert refused.status_code == 200
        assert 'value="Bloemen"' in refused.content.decode()
        assert client.post(path, {"title": "Bloemen", "summary": "Een strook."}).status_code == 302
        shown = page(client, f"/initiatieven/{initiative.pk}/")
        assert "Een strook." in shown
        assert "Gevraagd" in shown

    def test_a_colleague_takes_it_off_again(self, client, initiative):
        path = f"/initiatieven/{initiative.pk}/openbaar/"
        client.post(path, {"title": "Bloemen", "summary": "Een strook."})
        answer_publication(
            actor=resident(initiative.tenant_id, initiative.matter_id),
            publication=Publication.objects.get(),
            agrees=True,
            now=NOW,
        )
        assert f"{path}eraf/" in page(client, f"/initiatieven/{initiative.pk}/")
        assert client.post(f"{path}eraf/").status_code == 302
        assert not Publication.objects.public().exists()
