"""That two spoke is written down from a mail, a page or Vandaag: in clicks, without typing."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from django.utils import timezone

from schakel.domain.connections.actions import agree_rhythm
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.entrypoints.worker import calendar, signals
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make

pytestmark = pytest.mark.journey

# From the open mail: the link, and one button.
MOST_CLICKS = 2
MOST_SECONDS = 60
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
# What a real hand did; a page that presses its own button counts nothing.
COUNT = """window.name ||= '0,0';
const add = which => event => {
  if (!event.isTrusted) return;
  const counts = window.name.split(',').map(Number);
  counts[which] += 1;
  window.name = counts.join(',');
};
addEventListener('click', add(0), true);
addEventListener('keydown', add(1), true);"""


class Hand:
    """What somebody does with mouse and keys, counted in the browser itself."""

    def __init__(self, visitor) -> None:
        self.visitor = visitor
        visitor.page.add_init_script(COUNT)

    @property
    def counted(self) -> tuple[int, int]:
        clicks, keys = self.visitor.page.evaluate("window.name").split(",")
        return int(clicks), int(keys)


@pytest.fixture
def tenant(site: str, post) -> Tenant:
    made = make.tenant()
    begun = timezone.now() - timedelta(days=200)
    Tenant.objects.filter(pk=made.pk).update(created_at=begun)
    made.refresh_from_db()
    return made


@pytest.fixture
def matter(tenant) -> Matter:
    """Fatima's, carried by Noor, of which Fatima says that it could be better."""
    now = timezone.now()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        matter = make.matter(actor, subject="Groenstrook", now=now, today=timezone.localdate(now))
        Matter.objects.update(owner=team.noor, second=team.sam)
        matter = Matter.objects.select_related("owner", "connection", "party").get()
        accept_matter(actor=make.acting(team.noor, timezone.localdate(now)), matter=matter, now=now)
        return matter


def said(tenant: Tenant, matter: Matter) -> None:
    with within_tenant(tenant.pk):
        say(
            actor=resident(tenant.pk, matter.pk),
            connection=matter.connection,
            matter=matter,
            party=matter.party,
            word=Word.COULD_BE_BETTER,
            own_words="",
            now=timezone.now(),
        )


def answer_in_mail(post, tenant: Tenant) -> str:
    """The address behind the first answer in the grouped mail, among whatever else came."""
    post.deliver()
    signals.tell_of_connections(tenant.pk)
    calendar.mail_notices(tenant.pk)
    post.deliver()
    bodies = [mail.get_body(("plain",)) for mail in post.server.received]
    words = "\n".join(str(body.get_content()) for body in bodies if body is not None)
    found = re.search(r"Wij spraken elkaar:\s+(http\S+)", words)
    assert found, words
    return found[1]


def contacts(tenant: Tenant) -> int:
    with within_tenant(tenant.pk):
        return ContactMoment.objects.filter(summary="Wij spraken elkaar.").count()


@SIZES
def test_from_the_mail_it_takes_two_clicks_no_key_and_less_than_a_minute(
    visit, post, tenant, matter, monkeypatch, size
):
    monkeypatch.setattr(calendar, "GROUPED_MAIL_FROM_HOUR", 0)
    monkeypatch.setattr(calendar, "is_working_day", lambda *day: True)
    said(tenant, matter)
    address = answer_in_mail(post, tenant)
    noor = visit(size)
    hand = Hand(noor)
    # The mail itself, with its first answer as a link.
    noor.page.set_content(f'<a href="{address}">Wij spraken elkaar</a>')
    began = monotonic()
    noor.page.get_by_role("link").click()
    noor.page.wait_for_load_state()
    noor.check().lacks("Fatima").lacks("Groenstrook")
    noor.press("Ja, vandaag").sees("Gelukt").sees("U krijgt geen herinnering meer om te bellen.")
    clicks, keys = hand.counted
    # The click in the mail is counted by us: a page of nowhere keeps no counts.
    assert (clicks + 1 <= MOST_CLICKS, keys) == (True, 0), hand.counted
    assert monotonic() - began < MOST_SECONDS
    assert contacts(tenant) == 1
    noor.page.go_back()
    noor.page.reload()
    noor.check().sees("Iemand gebruikte deze link al")


@SIZES
def test_from_its_page_and_from_vandaag_it_takes_one_click_and_can_be_taken_back(
    visit, tenant, matter, size
):
    now = timezone.now()
    with within_tenant(tenant.pk):
        long_ago = now - timedelta(days=150)
        type(matter.connection).objects.update(created_at=long_ago)
        make.contact(make.acting(matter.owner), matter, happened_at=long_ago, now=now)
        agree_rhythm(
            actor=system(tenant.pk), connection=matter.connection, days=30,
            today=timezone.localdate(long_ago), now=now,
        )  # fmt: skip
        noor = visit(size).log_in(matter.owner)
    hand = Hand(noor)
    noor.go("/vandaag/").sees("lang niet gesproken")
    noor.press("Wij spraken elkaar vandaag").sees("Wij schreven op dat u elkaar vandaag sprak.")
    noor.lacks("lang niet gesproken")
    assert hand.counted == (1, 0)
    assert contacts(tenant) == 1
    noor.press("Ongedaan maken")
    assert contacts(tenant) == 0
    noor.go(f"/verbindingen/{matter.connection_id}/")
    before = hand.counted
    noor.press("Wij spraken elkaar vandaag").sees("Wij schreven op dat u elkaar vandaag sprak.")
    assert hand.counted == (before[0] + 1, before[1])
    assert contacts(tenant) == 1
