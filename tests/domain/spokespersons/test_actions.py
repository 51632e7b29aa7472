"""Somebody else speaks for a group: old links die, private history stays private."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from schakel.domain.access.actions import hand_out_paper_code, page_link_of_paper
from schakel.domain.access.models import PageLink
from schakel.domain.messages.models import Message
from schakel.domain.parties.actions import correct_party, relate_parties, verify_address
from schakel.domain.parties.models import (
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
)
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.spokespersons.actions import (
    ask_change,
    confirm_change,
    contest_change,
    forget_spokespersons,
    withdraw_change,
)
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.spokespersons.queries import is_contested, spokespersons
from schakel.domain.spokespersons.rules import Given, Proof
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import answer_matter
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, show_matters, within_tenant
from tests import make
from tests.make import NOW, TODAY
from tests.residents import link_to

LATER = NOW + timedelta(hours=1)
AT = {"today": TODAY, "now": NOW}
BY_DOCUMENT = Given(proof=Proof.DOCUMENT, words="Notulen van de groep", document_on=TODAY)


@pytest.fixture
def world(actor):
    """A group with a matter, the one who spoke, the one who would, and a second member."""
    team = make.Team(actor)
    sender = Sender(name="Tuingroep", kind=PartyKind.GROUP, email="oud@bewoner.example")
    matter = make.matter(actor, sender=sender, theme=team.theme)
    group = matter.party
    old, new, second = (
        make.party(actor, name, email=f"{name.lower()}@bewoner.example")
        for name in ("Oud", "Nieuw", "Tweede")
    )
    noor = make.acting(matter.owner)
    for party, kind in ((old, RelationKind.REPRESENTS), (second, RelationKind.MEMBER_OF)):
        relate_parties(actor=noor, party=party, other=group, kind=kind, from_on=TODAY, **AT)
    address = DigitalAddress.objects.get(party=new)
    verify_address(actor=noor, address=address, now=NOW)
    return SimpleNamespace(
        actor=actor, team=team, matter=matter, group=group, old=old, new=new, second=second,
        noor=noor,
    )  # fmt: skip


def asked(world, **fields):
    fields = {"actor": world.noor, "group": world.group, "newcomer": world.new, **AT, **fields}
    return ask_change(**fields)


def confirmed(world, change, given=BY_DOCUMENT, **fields):
    fields = {"actor": world.noor, "today": TODAY, "now": LATER, **fields}
    return confirm_change(change=change, given=given, **fields)


def test_until_it_is_confirmed_nothing_changes_and_who_spoke_hears_of_it(world):
    link = link_to(world.matter, NOW)
    change = asked(world)
    link.refresh_from_db()
    assert link.revoked_at is None
    assert [each.pk for each in spokespersons(world.group, TODAY)] == [world.old.pk]
    assert change.before == world.old
    told = Message.objects.get(kind="spokesperson_asked")
    assert (told.to_address, told.matter) == ("oud@bewoner.example", world.matter)
    with pytest.raises(Refused, match="spokesperson_asked_already"):
        asked(world, newcomer=world.second)


def test_what_was_confirmed_ends_the_old_and_gives_the_new_a_link(world):
    link = link_to(world.matter, NOW)
    code = hand_out_paper_code(actor=world.noor, matter=world.matter, now=NOW)
    confirmed(world, asked(world), Given(proof=Proof.MEMBER, witness=world.second.pk))
    link.refresh_from_db()
    assert link.revoked_at == LATER
    assert page_link_of_paper(code, LATER) is None
    live = PageLink.objects.live(LATER).select_related("address").get()
    assert live.address.address == "nieuw@bewoner.example"
    mail = Message.objects.get(kind="page_link")
    assert mail.to_address == "nieuw@bewoner.example"
    before = PartyRelation.objects.get(party=world.old, other=world.group)
    assert before.until_on == TODAY + timedelta(days=1)
    assert world.new in spokespersons(world.group, TODAY)
    group = Party.objects.get(pk=world.group.pk)
    assert how_to_reach(group).address.address == "nieuw@bewoner.example"
    lines = Line.objects.filter(what="spokesperson.confirmed", subject_id=group.pk)
    assert lines.get().details["proof"] == "member"


def test_an_address_that_nobody_checked_gets_no_link(world):
    DigitalAddress.objects.filter(party=world.new).update(verified_at=None)
    change = asked(world)
    with pytest.raises(Refused, match="spokesperson_needs_checked_address"):
        confirmed(world, change)


def test_who_spoke_until_now_says_yes_on_the_page(world):
    link, change = link_to(world.matter, NOW), asked(world)
    own = resident(world.actor.tenant_id, world.matter.pk)
    done = confirmed(world, change, Given(proof=Proof.BEFORE), actor=own, link=link)
    assert (done.proof, done.confirmed_by) == ("before", None)
    assert world.new in spokespersons(world.group, TODAY)


def test_where_it_is_contested_both_get_the_answer_and_no_link_dies(world):
    link, change = link_to(world.matter, NOW), asked(world)
    contest_change(actor=world.noor, change=change, objection="Oud belde: dit is niet zo.", **AT)
    assert is_contested(world.group)
    task = Task.objects.get(kind="follow_up")
    assert (task.staff_id, task.matter_id) == (world.matter.owner_id, world.matter.pk)
    answer_matter(actor=world.noor, matter=world.matter, text="De strook komt er.", **AT)
    answers = Message.objects.filter(kind="answer").order_by("pk")
    assert [each.to_address for each in answers] == [
        "oud@bewoner.example", "nieuw@bewoner.example",
    ]  # fmt: skip
    assert [each.party for each in answers] == [world.group, world.new]
    link.refresh_from_db()
    assert link.revoked_at is None
    with pytest.raises(Refused, match="spokesperson_hear_both"):
        confirmed(world, change, Given(proof=Proof.MEMBER, witness=world.second.pk))
    withdraw_change(actor=world.noor, change=change, now=LATER)
    assert not is_contested(world.group)
    with pytest.raises(Refused, match="spokesperson_change_ended"):
        confirmed(world, change)


def test_what_is_in_confidence_gets_no_new_link_and_its_contact_person_looks_first(world):
    secret = make.matter(world.actor, sender=world.group, confidential=True)
    with within_tenant(world.actor.tenant_id, matters=ALL_MATTERS):
        old = PageLink.objects.filter(matter=secret).first() or link_to(secret, NOW)
    show_matters(())
    confirmed(world, asked(world))
    with within_tenant(world.actor.tenant_id, matters=ALL_MATTERS):
        old.refresh_from_db()
        assert old.revoked_at == LATER
        assert not PageLink.objects.live(LATER).filter(matter=secret).exists()
        assert Task.objects.filter(kind="follow_up", matter=secret, confidential=True).exists()


def test_what_quotes_somebody_who_is_erased_goes_and_what_runs_ends(world):
    contest_change(actor=world.noor, change=asked(world), objection="Oud zegt nee.", **AT)
    forget_spokespersons(party=world.old, now=LATER)
    left = SpokespersonChange.objects.get()
    assert (left.objection, left.withdrawn_at) == ("", None)
    forget_spokespersons(party=world.new, now=LATER)
    left.refresh_from_db()
    assert left.withdrawn_at == LATER


def test_a_group_keeps_no_address_of_a_spokesperson_who_is_erased(world):
    correct_party(actor=world.noor, party=world.new, now=NOW, changes={"postal_address": "Kade 1"})
    confirmed(world, asked(world))
    group = Party.objects.get(pk=world.group.pk)
    assert group.postal_address == "Kade 1"
    forget_spokespersons(party=Party.objects.get(pk=world.new.pk), now=LATER)
    group.refresh_from_db()
    assert group.postal_address == ""
    left = DigitalAddress.objects.filter(party=group).values_list("address", flat=True)
    assert list(left) == ["oud@bewoner.example"]
    assert not Message.objects.filter(to_address="nieuw@bewoner.example").exists()
    assert SpokespersonChange.objects.get().confirmed_at == LATER


def test_what_still_waits_for_the_old_address_opens_no_page(world):
    answer_matter(actor=world.noor, matter=world.matter, text="De strook komt er.", **AT)
    confirmed(world, asked(world))
    here = Here(world.matter.tenant, world.actor, LATER, TODAY)
    words = compose(here, Message.objects.get(kind="answer"))
    assert "uw-pagina" not in words.body
    assert PageLink.objects.live(LATER).get().address.address == "nieuw@bewoner.example"
