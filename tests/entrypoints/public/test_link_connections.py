"""What a colleague says of a connection from a mail: once, as at the desk, without logging in."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import make_action_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.health.models import Break, BreakStep
from schakel.domain.matters.models import Matter
from schakel.domain.staff.actions import let_go, plan_absence
from schakel.domain.tasks.actions import plan_call
from schakel.domain.tasks.models import Task
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import last_of_week
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.connections import in_thread

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    actor: Actor
    matter: Matter
    stuck: Break

    @property
    def connection(self) -> Connection:
        return Connection.objects.get(pk=self.matter.connection_id)

    def link(self, action: LinkAction, member=None) -> str:
        about = self.stuck.pk if action is LinkAction.REPAIR else self.matter.connection_id
        token = make_action_link(
            actor=system(self.matter.tenant_id),
            matter=None,
            member=member or self.matter.owner,
            action=action,
            about_id=about,
            now=timezone.now(),
        )
        return f"/doen/{token}/"


@pytest.fixture
def desk(actor) -> Desk:
    make.Team(actor)
    matter = make.matter(actor, subject="Kanarie", now=NOW, today=TODAY)
    stuck = Break.objects.create(
        tenant_id=actor.tenant_id,
        connection=matter.connection,
        signal="their_word",
        since=TODAY,
        found_at=NOW,
        owner=matter.owner,
    )
    return Desk(actor, matter, stuck)


def sent(address: str, **typed: str) -> str:
    answer = Client().post(address, typed)
    assert answer.status_code == 200
    return answer.content.decode()


EVERY = {
    LinkAction.SPOKE: {"today": "yes"},
    LinkAction.CALL_SOON: {"call": "yes"},
    LinkAction.REST: {"rest": "yes", "until": (TODAY + 28 * DAY).isoformat()},
    LinkAction.REPAIR: {"record": "yes", "text": "Langs geweest."},
}
EACH = pytest.mark.parametrize("action", EVERY)


@EACH
def test_opening_it_shows_nobody_and_changes_nothing(desk, action):
    address = desk.link(action)
    before = Line.objects.count()
    shown = Client().get(address).content.decode()
    Client().head(address)
    assert "Noor de Wit" in shown
    for secret in ("Fatima", "Kanarie", desk.matter.reference):
        assert secret not in shown
    assert Line.objects.count() == before
    assert ActionLink.objects.get().used_at is None


@EACH
def test_it_works_once_in_the_name_of_its_colleague(desk, action):
    address = desk.link(action)
    assert "Gelukt" in sent(address, **EVERY[action])
    lines = Line.objects.filter(by_link=True)
    assert {line.actor_id for line in lines} == {desk.matter.owner_id}
    done = Line.objects.count()
    assert "gebruikte deze link al" in sent(address, **EVERY[action])
    assert Line.objects.count() == done


@EACH
def test_it_does_nothing_for_who_left_or_carries_it_no_more(desk, action, actor):
    address = desk.link(action)
    outsider = make.colleague(actor, "Gast")
    for_outsider = desk.link(action, outsider)
    Break.objects.update(owner=desk.matter.second)
    Carrier.objects.filter(staff=desk.matter.owner).update(until_at=NOW)
    before = Line.objects.filter(what__in=("contact.recorded", "task.asked")).count()
    for each in (address, for_outsider):
        assert "Gelukt" not in sent(each, **EVERY[action])
    let_go(actor=actor, member=outsider, last_day=TODAY - DAY, now=NOW)
    assert "Gelukt" not in sent(for_outsider, **EVERY[action])
    assert Line.objects.filter(what__in=("contact.recorded", "task.asked")).count() == before


@EACH
def test_in_confidence_it_is_done_after_logging_in(desk, action):
    address = desk.link(action)
    Connection.objects.update(is_confidential=True)
    shown = sent(address, **EVERY[action])
    assert "Dit is in vertrouwen. Log in om het te doen." in shown
    assert not Line.objects.filter(by_link=True).exists()


@pytest.mark.parametrize(
    ("typed", "day", "channel"),
    [
        ({"today": "yes"}, TODAY, "phone"),
        ({"today": "yes", "channel": "visit", "said": "Over het hek."}, TODAY, "visit"),
        ({"yesterday": "yes"}, TODAY - DAY, "phone"),
        ({"other_day": "yes", "day": (TODAY - 5 * DAY).isoformat()}, TODAY - 5 * DAY, "phone"),
    ],
)
def test_that_they_spoke_is_a_contact_of_that_day(desk, typed, day, channel):
    Connection.objects.update(created_at=NOW - 30 * DAY)
    shown = sent(desk.link(LinkAction.SPOKE), **typed)
    assert "Wij schreven op dat u elkaar sprak" in shown
    contact = ContactMoment.objects.latest("pk")
    assert timezone.localdate(contact.happened_at) == day
    assert (contact.channel, contact.direction) == (channel, "both_ways")
    assert contact.staff_id == desk.matter.owner_id
    assert contact.summary == typed.get("said", "Wij spraken elkaar.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"other_day": "yes"}, "Kies de dag waarop u elkaar sprak."),
        ({"other_day": "yes", "day": (TODAY + 2 * DAY).isoformat()}, "toekomst"),
        ({"other_day": "yes", "day": "ooit"}, "datum"),
        ({"today": "yes", "channel": "duif"}, "Kies"),
    ],
)
def test_nonsense_is_said_in_words_and_the_link_stays(desk, typed, said):
    address = desk.link(LinkAction.SPOKE)
    before = ContactMoment.objects.count()
    assert said in sent(address, **typed)
    assert ContactMoment.objects.count() == before
    assert "Gelukt" in sent(address, today="yes")


def test_a_call_of_this_week_stands_on_vandaag_until_they_spoke(desk):
    assert "Het staat op uw pagina Vandaag" in sent(desk.link(LinkAction.CALL_SOON), call="yes")
    task = Task.objects.get(kind="call")
    assert task.due_on == last_of_week(TODAY)
    again = sent(desk.link(LinkAction.CALL_SOON), call="yes")
    assert "Een telefoontje naar hen staat al op uw pagina Vandaag." in again
    sent(desk.link(LinkAction.SPOKE), today="yes")
    task.refresh_from_db()
    assert task.done_at is not None


def test_a_rest_is_filled_in_with_four_weeks_and_needs_a_later_day(desk):
    address = desk.link(LinkAction.REST)
    assert (TODAY + 28 * DAY).isoformat() in Client().get(address).content.decode()
    assert "Gelukt" not in sent(address, rest="yes", until=TODAY.isoformat())
    sent(address, rest="yes", until=(TODAY + DAY).isoformat())
    assert desk.connection.resting_until == TODAY + DAY


def test_what_was_done_stands_with_what_is_stuck(desk):
    assert "Gelukt" not in sent(desk.link(LinkAction.REPAIR), record="yes", text=" ")
    sent(desk.link(LinkAction.REPAIR), record="yes", text="Dit klopt niet: ik was er.")
    assert BreakStep.objects.get(about=desk.stuck).text == "Dit klopt niet: ik was er."


def test_who_stands_in_may_say_it_too(desk, actor):
    deputy = make.colleague(actor, "Piet Bos", networks=[desk.matter.network])
    assert "Gelukt" not in sent(desk.link(LinkAction.SPOKE, deputy), today="yes")
    owner = desk.matter.owner
    type(owner).objects.filter(pk=owner.pk).update(deputy=deputy)
    plan_absence(actor=actor, member=owner, from_on=TODAY, until_on=TODAY + 7 * DAY, now=NOW)
    assert "Gelukt" in sent(desk.link(LinkAction.SPOKE, deputy), today="yes")


def test_two_links_pressed_at_once_plan_one_call(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        matter = make.matter(system(tenant.pk), now=NOW, today=TODAY)
    planned, refused = threading.Event(), []

    def plan() -> None:
        plan_call(
            actor=make.acting(matter.owner),
            member=matter.owner,
            connection=matter.connection,
            today=TODAY,
            now=NOW,
        )

    def one() -> None:
        with within_tenant(tenant.pk):
            plan()
            planned.set()
            time.sleep(0.3)

    with in_thread(one):
        assert planned.wait(10)
        with within_tenant(tenant.pk):
            try:
                plan()
            except Refused as no:
                refused.append(no.code)
    assert refused == ["call_planned_before"]
    with within_tenant(tenant.pk):
        assert Task.objects.count() == 1


@pytest.mark.parametrize("token", ["²-0", "①-0", "-", "0-", "١-0", "9" * 19 + "-0"])
def test_an_address_that_nobody_got_leads_nowhere(desk, token):
    for address in (f"/doen/{token}/", f"/minder-mail/{token}/", f"/uw-pagina/{token}/"):
        assert Client().get(address).status_code == 404
