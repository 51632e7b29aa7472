"""Who asked something of a resident hears that they answered, and never what is not theirs."""

import pytest
from django.utils import timezone

from schakel.domain.followers.actions import answer_follower, ask_name
from schakel.domain.followers.models import Follower
from schakel.domain.followers.rules import Question
from schakel.domain.initiatives.actions import (
    agree_to_meet,
    answer_publication,
    ask_to_publish,
    introduce,
    rather_not_meet,
    sort_matter,
)
from schakel.domain.initiatives.models import Initiative, IntroductionSide, Publication
from schakel.domain.initiatives.rules import Shares
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def team(town):
    with within_tenant(town.pk):
        return make.Team(system(town.pk))


def inside(town):
    return within_tenant(town.pk, matters=ALL_MATTERS)


def an_idea(town, number=0) -> Initiative:
    actor = system(town.pk)
    matter = make.matter(actor, key=f"idea-{number}", now=NOW, today=TODAY)
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    return Initiative.objects.get(matter=matter)


def asked(town, team) -> Publication:
    return ask_to_publish(
        actor=make.acting(team.noor, TODAY),
        initiative=an_idea(town),
        title="Bloemen",
        summary="Een groenstrook met bloemen.",
        today=TODAY,
        now=NOW,
    )


def answered(town, publication, *, agrees) -> None:
    own = resident(town.pk, publication.matter_id)
    answer_publication(actor=own, publication=publication, agrees=agrees, now=NOW)


def told() -> list[tuple[str, str]]:
    found = Notice.objects.filter(kind=NoticeKind.QUESTION_ANSWERED.value).order_by("pk")
    return list(found.values_list("staff__name", "text"))


def vandaag(member) -> str:
    return staff_client(member).get("/vandaag/").content.decode()


def test_who_asked_whether_an_idea_may_be_shown_hears_yes_and_no_longer(town, team, work):
    with inside(town):
        publication = asked(town, team)
        answered(town, publication, agrees=True)
    work()
    with inside(town):
        assert told() == [("Noor de Wit", "Het idee mag op de openbare pagina staan.")]
        assert "Het idee mag op de openbare pagina staan." in vandaag(team.noor)
        assert "openbare pagina" not in vandaag(team.sam)
        publication.refresh_from_db()
        answered(town, publication, agrees=False)
    work()
    with inside(town):
        assert told()[1:] == [
            ("Noor de Wit", "De indiener haalde het idee van de openbare pagina.")
        ]


def test_a_no_is_told_once(town, team, work):
    with inside(town):
        answered(town, asked(town, team), agrees=False)
    work()
    work()
    with inside(town):
        assert told() == [("Noor de Wit", "Het idee mag niet op de openbare pagina staan.")]


def test_a_councillor_hears_that_they_answered_and_reads_what_on_their_own_page(town, team, work):
    with inside(town):
        carla = make.colleague(system(town.pk), "Carla", roles=[Role.COUNCILLOR], hours=0)
        publication = asked(town, team)
        answered(town, publication, agrees=True)
        ask_name(actor=make.acting(carla, TODAY), idea=publication.pk, today=TODAY, now=NOW)
        matter = Matter.objects.get(pk=publication.matter_id)
        answer_follower(
            actor=resident(town.pk, matter.pk),
            follower=Follower.objects.get(),
            question=Question.NAME,
            agrees=False,
            now=NOW,
        )
    work()
    with inside(town):
        notice = Notice.objects.get(staff=carla)
        assert notice.matter_id is None
        assert notice.text == f"U vroeg iets over {matter.reference}. Er is nu antwoord."
        assert notice.text in vandaag(carla)
        page = staff_client(carla).get("/raad/").content.decode()
        assert matter.party.name not in page
        assert notice.text not in vandaag(carla)


@pytest.mark.parametrize(("second_wants", "hears"), [(True, True), (False, False)])
def test_who_introduced_two_hears_it_when_both_want_it_and_never_a_no(
    town, team, work, second_wants, hears
):
    with inside(town):
        one, other = (an_idea(town, number).matter for number in range(2))
        introduce(
            actor=make.acting(team.noor, TODAY), matter=one, other=other, today=TODAY, now=NOW
        )
        for side in IntroductionSide.objects.order_by("pk"):
            own = {"actor": resident(town.pk, side.matter_id), "side": side, "today": TODAY}
            if side.matter_id == one.pk or second_wants:
                agree_to_meet(**own, shares=Shares.EMAIL, now=NOW)
            else:
                rather_not_meet(**own, now=NOW)
    work()
    with inside(town):
        assert [name for name, _ in told()] == (["Noor de Wit"] if hears else [])
