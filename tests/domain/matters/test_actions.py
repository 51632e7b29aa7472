from datetime import date, timedelta

import pytest

from schakel.domain.connections.models import Carrier
from schakel.domain.matters import actions
from schakel.domain.matters.models import Confidant, Handover, Matter
from schakel.domain.matters.rules import Kind, Rank, Receiver
from schakel.domain.parties.models import Party
from schakel.domain.staff.actions import appoint_deputy, let_go, plan_absence
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    return make.matter(actor, theme=team.theme, area=team.area)


def last_word() -> str:
    return Line.objects.latest("pk").what


def test_theme_and_area_and_the_reasons_choose_the_carriers(matter, team):
    assert {matter.owner_id, matter.second_id} == {team.noor.pk, team.sam.pk}
    assert "knows_theme" in matter.carrier_reasons["first"]
    assert "shares_network" in matter.carrier_reasons["second"]


def test_who_is_absent_is_not_chosen(actor, team):
    plan_absence(actor=actor, member=team.noor, from_on=TODAY, until_on=None, now=NOW)
    matter = make.matter(actor, theme=team.theme)
    assert matter.owner_id == team.sam.pk
    assert matter.second_id is None


def test_when_nobody_carries_the_fallback_chain_takes_it_along_its_deputies(actor):
    make.network(actor, is_fallback=True)
    lead = make.colleague(actor, "Lead", roles=[Role.ADMINISTRATOR], fallback_order=1)
    deputy = make.colleague(actor, "Deputy", roles=[Role.ADMINISTRATOR])
    appoint_deputy(actor=actor, member=lead, deputy=deputy, now=NOW)
    plan_absence(actor=actor, member=lead, from_on=TODAY, until_on=None, now=NOW)
    matter = make.matter(actor)
    assert matter.owner_id == deputy.pk
    assert Line.objects.get(what="matter.opened").details["by_fallback"]


def test_when_nobody_at_all_is_here_it_still_has_an_owner_and_is_loud(actor):
    make.network(actor, is_fallback=True)
    lead = make.colleague(actor, "Lead", roles=[Role.ADMINISTRATOR], fallback_order=1)
    plan_absence(actor=actor, member=lead, from_on=TODAY, until_on=None, now=NOW)
    matter = make.matter(actor)
    assert matter.owner_id == lead.pk
    assert Line.objects.get(what="matter.opened").details["nobody_here"]


def test_a_tenant_without_people_refuses_in_words(actor):
    make.network(actor, is_fallback=True)
    with pytest.raises(Refused, match="nobody_works_here"):
        make.matter(actor)


def test_a_carrier_accepts_and_the_connection_knows_it(matter, team):
    actions.accept_matter(actor=make.acting(matter.owner), matter=matter, now=NOW)
    matter.refresh_from_db()
    assert matter.owner_accepted_at == NOW
    carrier = Carrier.objects.get(connection=matter.connection, staff=matter.owner, until_at=None)
    assert carrier.accepted_at == NOW
    assert last_word() == "matter.accepted"


def test_somebody_else_does_not_accept(actor, matter):
    stranger = make.colleague(actor, "Vreemd")
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.accept_matter(actor=make.acting(stranger), matter=matter, now=NOW)


def test_a_hand_over_is_kept_and_the_former_carrier_stays_on_record(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network])
    before = matter.owner
    matter = actions.hand_over_matter(
        actor=make.acting(before), matter=matter, rank=Rank.FIRST, to=els, today=TODAY, now=NOW
    )
    assert matter.owner_id == els.pk
    assert matter.owner_accepted_at is None
    assert Handover.objects.get(matter=matter).before_id == before.pk
    carriers = Carrier.objects.filter(connection=matter.connection)
    assert carriers.get(staff=before).until_at == NOW
    assert carriers.get(staff=els).until_at is None
    assert last_word() == "matter.handed_over"


def test_first_and_second_change_places(matter):
    first, second = matter.owner_id, matter.second_id
    matter = actions.hand_over_matter(
        actor=make.acting(matter.owner),
        matter=matter,
        rank=Rank.FIRST,
        to=matter.second,
        today=TODAY,
        now=NOW,
    )
    assert (matter.owner_id, matter.second_id) == (second, first)


def test_without_a_name_whoever_fits_best_gets_it(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network])
    matter = actions.hand_over_matter(
        actor=make.acting(matter.owner),
        matter=matter,
        rank=Rank.FIRST,
        to=None,
        today=TODAY,
        now=NOW,
    )
    assert matter.owner_id == els.pk


def handed_to(actor, matter, to, rank=Rank.FIRST):
    return actions.hand_over_matter(
        actor=actor, matter=matter, rank=rank, to=to, today=TODAY, now=NOW
    )


class TestWhoCarriedAParty:
    """Somebody of another network, who knows the party by carrying something of theirs only."""

    @pytest.fixture
    def guest(self, actor, team):
        return make.colleague(actor, "Gast", networks=[make.network(actor)])

    def sees(self, member, party):
        return Party.objects.visible_to(make.acting(member)).filter(pk=party.pk).exists()

    def test_forgets_it_when_the_last_thing_goes(self, actor, team, matter, guest):
        first = matter.owner
        matter = handed_to(actor, matter, guest)
        assert self.sees(guest, matter.party)
        handed_to(actor, matter, first)
        assert not self.sees(guest, matter.party)

    def test_knows_it_as_long_as_something_else_is_theirs(self, actor, team, matter, guest):
        other = make.matter(actor, sender=matter.party, theme=team.theme, story="Een bankje")
        handed = [(handed_to(actor, each, guest), each.owner) for each in (matter, other)]
        (matter, first), (other, other_first) = handed
        handed_to(actor, matter, first)
        assert self.sees(guest, matter.party)
        handed_to(actor, other, other_first)
        assert not self.sees(guest, matter.party)

    def test_knows_it_as_the_other_carrier(self, actor, team, matter, guest):
        first = matter.owner
        matter = handed_to(actor, matter, guest)
        handed_to(actor, matter, guest, Rank.SECOND)
        assert self.sees(guest, matter.party)
        assert self.sees(first, matter.party), "the network knows it"


def test_nothing_is_handed_to_who_left(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network], works_until=TODAY)
    with pytest.raises(Refused, match="successor_does_not_work_here"):
        actions.hand_over_matter(
            actor=make.acting(matter.owner),
            matter=matter,
            rank=Rank.FIRST,
            to=els,
            today=TODAY,
            now=NOW,
        )


def sweep(actor, matter, today):
    return actions.find_living_owner(actor=actor, matter=matter, today=today, now=NOW, reason="weg")


def test_when_the_first_leaves_the_second_carries_and_a_new_second_is_found(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network])
    second = matter.second_id
    let_go(actor=actor, member=matter.owner, last_day=TODAY, now=NOW)
    matter = sweep(actor, matter, TODAY + timedelta(days=1))
    assert (matter.owner_id, matter.second_id) == (second, els.pk)


def test_when_both_leave_at_the_same_moment_somebody_else_carries(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network])
    for member in (matter.owner, matter.second):
        let_go(actor=actor, member=member, last_day=TODAY, now=NOW)
    matter = sweep(actor, matter, TODAY + timedelta(days=1))
    assert matter.owner_id == els.pk


def test_when_everybody_left_it_keeps_its_owner_and_says_so(actor, matter):
    for member in (matter.owner, matter.second):
        let_go(actor=actor, member=member, last_day=TODAY, now=NOW)
    make.colleague(actor, "Raad", roles=[Role.COUNCILLOR])
    tomorrow = TODAY + timedelta(days=1)
    owner = matter.owner_id
    swept = sweep(actor, matter, tomorrow)
    assert swept.owner_id
    assert swept.owner_id == owner or swept.owner.works_until is None
    assert Line.objects.filter(what__in=["matter.without_owner", "matter.handed_over"]).exists()


def test_an_absent_owner_with_a_deputy_keeps_the_matter(actor, team, matter):
    els = make.colleague(actor, "Els", networks=[team.network])
    appoint_deputy(actor=actor, member=matter.owner, deputy=els, now=NOW)
    plan_absence(actor=actor, member=matter.owner, from_on=TODAY, until_on=None, now=NOW)
    assert sweep(actor, matter, TODAY).owner_id == matter.owner_id


def test_what_is_not_ours_is_passed_on_with_a_day_to_ask_whether_they_were_heard(matter):
    matter = actions.pass_on_matter(
        actor=make.acting(matter.owner),
        matter=matter,
        to="Waterschap Waterhoven",
        receiver=Receiver.GOVERNMENT,
        consents=False,
        today=TODAY,
        now=NOW,
    )
    assert (matter.status, matter.kind) == ("passed_on", Kind.NOT_OURS)
    assert matter.ask_heard_on == date(2026, 12, 22)
    assert not Matter.objects.to_ask_whether_heard(date(2026, 12, 21)).exists()
    assert Matter.objects.to_ask_whether_heard(date(2026, 12, 30)).get() == matter


def test_a_care_institution_gets_nothing_without_consent(matter):
    with pytest.raises(Refused, match="passing_on_needs_consent"):
        actions.pass_on_matter(
            actor=make.acting(matter.owner),
            matter=matter,
            to="Zorggroep",
            receiver=Receiver.OTHER,
            consents=False,
            today=TODAY,
            now=NOW,
        )


def test_a_matter_ends_and_is_opened_again_with_a_reason(matter):
    owner = make.acting(matter.owner)
    closed = actions.close_matter(actor=owner, matter=matter, reason="gedaan", now=NOW)
    assert closed.ended_at == NOW
    with pytest.raises(Refused, match="reopening_needs_reason"):
        actions.reopen_matter(actor=owner, matter=matter, reason=" ", now=NOW)
    opened = actions.reopen_matter(actor=owner, matter=matter, reason="niet gedaan", now=NOW)
    assert (opened.status, opened.ended_at) == ("open", None)


def test_an_official_of_elsewhere_does_not_work_on_it(actor, matter):
    stranger = make.acting(make.colleague(actor, "Vreemd", roles=[Role.OFFICIAL]))
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.close_matter(actor=stranger, matter=matter, reason="x", now=NOW)
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.add_remark(actor=stranger, matter=matter, text="x", now=NOW)


def test_who_is_asked_in_confidence_sees_it_only_after_accepting(actor, team):
    matter = make.matter(actor, theme=team.theme, confidential=True)
    els = make.colleague(actor, "Els", networks=[team.network])
    actions.hand_over_matter(
        actor=make.acting(matter.owner),
        matter=matter,
        rank=Rank.FIRST,
        to=els,
        today=TODAY,
        now=NOW,
    )
    assert Confidant.objects.asked(els.pk).get().matter_id == matter.pk
    assert not Matter.objects.visible_to(make.acting(els)).exists()
    actions.accept_in_confidence(actor=make.acting(els), matter_id=matter.pk, now=NOW)
    assert Matter.objects.visible_to(make.acting(els)).get() == matter
    assert last_word() == "matter.confided"


def test_who_is_replaced_before_accepting_is_not_asked_in_confidence_any_more(actor, team):
    matter = make.matter(actor, theme=team.theme, confidential=True)
    els, piet = (make.colleague(actor, name, networks=[team.network]) for name in ("Els", "Piet"))
    for to in (els, piet):
        actions.hand_over_matter(
            actor=actor, matter=matter, rank=Rank.FIRST, to=to, today=TODAY, now=NOW
        )
    assert not Confidant.objects.asked(els.pk).exists()
    assert Confidant.objects.asked(piet.pk).get().matter_id == matter.pk
    with pytest.raises(Confidant.DoesNotExist):
        actions.accept_in_confidence(actor=make.acting(els), matter_id=matter.pk, now=NOW)


def test_a_lifted_confidence_makes_it_known_to_the_network(actor, team):
    matter = make.matter(actor, theme=team.theme, confidential=True)
    els = make.acting(make.colleague(actor, "Els", networks=[team.network]))
    actions.lift_confidence(actor=make.acting(matter.owner), matter=matter, now=NOW)
    assert Matter.objects.visible_to(els).get() == matter


def test_a_party_that_comes_again_keeps_its_known_faces(actor, team, matter):
    make.colleague(actor, "Els", networks=[team.network], hours=40)
    again = make.matter(
        actor, sender=matter.party, theme=team.theme, area=team.area, story="Nog iets"
    )
    assert again.connection_id == matter.connection_id
    assert (again.owner_id, again.second_id) == (matter.owner_id, matter.second_id)


def test_lifting_a_confidence_joins_the_connection_that_the_network_knows(actor, team, matter):
    confided = make.matter(
        actor,
        sender=matter.party,
        theme=team.theme,
        area=team.area,
        confidential=True,
        story="In vertrouwen",
    )
    lifted = actions.lift_confidence(actor=make.acting(confided.owner), matter=confided, now=NOW)
    assert lifted.connection_id == matter.connection_id


def test_a_matter_moves_to_another_network_with_its_connection(actor, team, matter):
    theme = make.theme(actor, "Energie")
    network = make.network(actor, themes=[theme])
    moved = actions.place_matter(
        actor=make.acting(matter.owner),
        matter=matter,
        network=network,
        theme=theme,
        area=None,
        today=TODAY,
        now=NOW,
    )
    assert moved.connection.network_id == network.pk
    carriers = Carrier.objects.filter(connection=moved.connection, until_at=None)
    assert {each.staff_id for each in carriers} == {matter.owner_id, matter.second_id}
