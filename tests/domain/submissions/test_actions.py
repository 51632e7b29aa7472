from schakel.domain.contacts.models import ContactMoment
from schakel.domain.messages.models import Message
from schakel.domain.submissions.actions import Sender
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from tests import make


def test_what_comes_in_has_two_carriers_a_term_and_a_receipt(actor):
    team = make.Team(actor)
    matter = make.matter(actor, theme=team.theme, area=team.area)
    assert {matter.owner_id, matter.second_id} == {team.noor.pk, team.sam.pk}
    term = Term.objects.get(matter=matter)
    assert str(term.due_on) == "2026-12-08"
    receipt = Message.objects.get(matter=matter)
    assert (receipt.kind, receipt.to_address) == ("receipt", "fatima@bewoner.example")
    assert ContactMoment.objects.get(matter=matter).direction == "inbound"
    assert "submission.taken_in" in Line.objects.values_list("what", flat=True)


def test_the_same_form_sent_twice_makes_one_matter(actor):
    make.Team(actor)
    once = make.matter(actor, key="form-x")
    again = make.matter(actor, key="form-x")
    assert once == again
    assert Message.objects.count() == 1


def test_a_matter_in_confidence_is_hidden_from_the_network_and_seen_by_its_carriers(actor):
    team = make.Team(actor)
    stranger = make.colleague(actor, "Piet", networks=[team.network], hours=0)
    matter = make.matter(actor, confidential=True)
    assert matter.confidential
    assert Sender
    assert not type(matter).objects.visible_to(make.acting(stranger)).exists()
    assert type(matter).objects.visible_to(make.acting(team.noor)).exists()
