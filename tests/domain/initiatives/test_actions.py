import pytest

from schakel.domain.initiatives import actions
from schakel.domain.initiatives.models import Help, Initiative, PhaseChange
from schakel.domain.initiatives.rules import Course, HelpKind, Phase
from schakel.domain.matters.rules import Kind
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def matter(actor):
    team = make.Team(actor)
    return make.matter(actor, theme=team.theme)


@pytest.fixture
def owner(matter):
    return make.acting(matter.owner)


def sort(owner, matter, kind):
    return actions.sort_matter(actor=owner, matter=matter, kind=kind, today=TODAY, now=NOW)


def test_an_idea_gets_a_course_of_its_own(matter, owner):
    sort(owner, matter, Kind.IDEA)
    assert Initiative.objects.get(matter=matter).phase == "received"


def test_a_complaint_gets_the_term_of_a_complaint_from_the_same_day(matter, owner):
    sort(owner, matter, Kind.COMPLAINT)
    running = Term.objects.running().get(matter=matter)
    assert (running.kind, running.started_on) == ("complaint", TODAY)
    assert Term.objects.filter(matter=matter, end_reason="other_kind").count() == 1


def test_the_same_term_goes_on_when_the_kind_has_the_same_term(matter, owner):
    before = Term.objects.get(matter=matter)
    sort(owner, matter, Kind.QUESTION)
    assert Term.objects.running().get(matter=matter) == before


def test_a_phase_moves_with_its_motivation(matter, owner):
    sort(owner, matter, Kind.IDEA)
    initiative = Initiative.objects.get(matter=matter)
    for phase in (Phase.ACKNOWLEDGED, Phase.EXPLORED):
        actions.move_initiative(actor=owner, initiative=initiative, to=phase, today=TODAY, now=NOW)
    with pytest.raises(Refused, match="initiative_needs_motivation"):
        actions.move_initiative(
            actor=owner, initiative=initiative, to=Phase.DECLINED, today=TODAY, now=NOW
        )
    actions.move_initiative(
        actor=owner,
        initiative=initiative,
        to=Phase.DECLINED,
        motivation="De grond is niet van ons.",
        today=TODAY,
        now=NOW,
    )
    assert PhaseChange.objects.latest("pk").motivation == "De grond is niet van ons."


def test_help_is_asked_by_the_initiators_and_given_by_us(matter, owner):
    sort(owner, matter, Kind.IDEA)
    initiative = Initiative.objects.get(matter=matter)
    wanted = actions.ask_help(
        actor=resident(matter.tenant_id, matter.pk),
        initiative=initiative,
        kind=HelpKind.MATERIAL,
        asked="Tien planten",
        today=TODAY,
        now=NOW,
    )
    actions.give_help(actor=owner, wanted=wanted, given="Twaalf planten", today=TODAY, now=NOW)
    assert Help.objects.get().given == "Twaalf planten"


def test_who_carries_it_is_a_choice(matter, owner):
    sort(owner, matter, Kind.IDEA)
    chosen = actions.choose_course(
        actor=owner,
        initiative=Initiative.objects.get(),
        course=Course.TOGETHER,
        rob_step="facilitating",
        people_touched=40,
        now=NOW,
    )
    assert (chosen.course, chosen.people_touched) == ("together", 40)
