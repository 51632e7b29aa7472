"""What was done by mistake: taken back whole, by who did it, for half an hour, once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from schakel.config import urls
from schakel.domain.answers.actions import add_standard_text
from schakel.domain.answers.models import StandardText
from schakel.domain.cautions.actions import give_caution
from schakel.domain.cautions.models import Caution
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.initiatives.models import Initiative, PhaseChange
from schakel.domain.matters.models import Matter, Remark
from schakel.domain.messages.actions import keep_words
from schakel.domain.messages.models import Message
from schakel.domain.parties.actions import relate_parties
from schakel.domain.parties.models import PartyRelation, RelationKind
from schakel.domain.promises.actions import keep_promise, record_promise, renegotiate_promise
from schakel.domain.promises.models import Promise, PromiseChange
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import answer_matter, hear_from_them, suspend_term
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.entrypoints.desk.ways_back import WAYS_BACK
from schakel.foundation.journal.actions import own_step
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import TIME_TO_TAKE_BACK
from tests import make
from tests.pages import staff_client

PAGE = Path(__file__).parents[3] / "docs" / "undo.md"
EARLIER = timezone.now() - timedelta(days=3)
KEPT: tuple[type[models.Model], ...] = (
    Carrier, Caution, Connection, Initiative, Matter, Message, PartyRelation, PhaseChange, Promise,
    PromiseChange, Remark, StandardText, Suspension, Task, Term,
)  # fmt: skip
TOO_LATE = "Dit is langer dan 30 minuten geleden."
FOLLOWED = "Dit is al teruggedraaid, of er is daarna iets mee gedaan."


@dataclass
class World:
    """A matter, and Noor, who carries it."""

    actor: Actor
    team: make.Team
    matter: Matter
    noor: Client

    @property
    def acting(self) -> Actor:
        return make.acting(self.team.noor, timezone.localdate())


@pytest.fixture
def world(actor, team):
    StaffMember.objects.filter(pk=team.noor.pk).update(
        roles=[Role.CONNECTOR.value, Role.ADMINISTRATOR.value]
    )
    came = timezone.localdate(EARLIER)
    matter = make.matter(actor, theme=team.theme, area=team.area, now=EARLIER, today=came)
    make.contact(
        make.acting(team.noor, came), matter, happened_at=EARLIER + timedelta(days=1),
        now=EARLIER + timedelta(days=1),
    )  # fmt: skip
    return World(actor, team, matter, staff_client(team.noor))


Sent = tuple[str, dict[str, Any]]
TODAY = timezone.localdate()
AT = {"now": EARLIER, "today": timezone.localdate(EARLIER)}


def finish(world: World) -> Sent:
    task = ask_for(
        actor=world.actor, member=world.team.noor, kind=TaskKind.FOLLOW_UP, due_on=TODAY,
        matter=world.matter, now=EARLIER,
    )  # fmt: skip
    return f"/taken/{task.pk}/klaar/", {"outcome": "Gebeld."}


def contact(world: World, **fields: str) -> Sent:
    return "/contact/", {
        "save": "yes",
        "text": "Gebeld met Fatima. Ik zoek het uit.",
        "party": world.matter.party_id,
        "about": f"matter-{world.matter.pk}",
        "channel": "phone",
        "direction": "both_ways",
        "minutes": "",
        "day": TODAY.isoformat(),
        "promises": ["Ik zoek het uit."],
        **fields,
    }


def contact_in_general(world: World) -> Sent:
    return contact(world, about=f"connection-{world.matter.connection_id}")


def contact_in_one_click(world: World) -> Sent:
    return f"/verbindingen/{world.matter.connection_id}/gesproken/", {}


def late_contact(world: World) -> Sent:
    return contact(world, day=timezone.localdate(EARLIER).isoformat())


def remark(world: World) -> Sent:
    return f"/kwesties/{world.matter.pk}/opmerking/", {"text": "Let op: hoort bij een ander."}


def sort(world: World) -> Sent:
    return f"/kwesties/{world.matter.pk}/soort/", {"kind": "objection"}


def sort_as_idea(world: World) -> Sent:
    return f"/kwesties/{world.matter.pk}/soort/", {"kind": "idea"}


def stands_still(world: World) -> None:
    suspend_term(
        actor=world.acting, term=Term.objects.running().get(matter=world.matter),
        reason=SuspensionReason.APPLICANT_AGREED, explanation="Zo afgesproken.",
        now=EARLIER + timedelta(days=2), today=AT["today"] + timedelta(days=2),
    )  # fmt: skip


def sort_while_standing_still(world: World) -> Sent:
    stands_still(world)
    return sort(world)


def close(world: World) -> Sent:
    return f"/kwesties/{world.matter.pk}/sluiten/", {"reason": "Het is klaar."}


def close_while_standing_still(world: World) -> Sent:
    stands_still(world)
    return close(world)


def promised(world: World, **fields: Any) -> Promise:
    return record_promise(
        actor=world.acting, connection=world.matter.connection, matter=world.matter,
        side=fields.get("side", Side.OURS), words="Ik zoek het uit.",
        given_by=fields.get("by", world.team.noor), made_on=AT["today"], due_on=TODAY, **AT,
    )  # fmt: skip


def keep(world: World) -> Sent:
    return f"/toezeggingen/{promised(world).pk}/", {"course": "kept"}


def confirm(world: World) -> Sent:
    return f"/toezeggingen/{promised(world, by=world.team.sam).pk}/", {"course": "confirmed"}


def break_once_agreed_anew(world: World) -> Sent:
    promise = renegotiate_promise(
        actor=world.acting, promise=promised(world, side=Side.THEIRS, by=None),
        due_on=TODAY + timedelta(days=9), reason="Later.", **AT,
    )  # fmt: skip
    return f"/toezeggingen/{promise.pk}/", {"course": "broken", "reason": "Het lukt niet."}


def letter(world: World, sender: Sender | None = None) -> Message:
    by_letter = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")
    matter = make.matter(
        world.actor, sender=sender or by_letter, theme=world.team.theme, area=world.team.area, **AT
    )
    answer_matter(actor=world.acting, matter=matter, text="Ja, dat kan.", **AT)
    message = Message.objects.get(matter=matter, kind="answer")
    return keep_words(message=message, subject="Ons antwoord", body="Ja, dat kan.")


def post(world: World) -> Sent:
    printed = letter(world)
    world.noor.post("/te-versturen/printen/", {"message": str(printed.pk)})
    return "/te-versturen/gepost/", {"message": str(printed.pk)}


def drop(world: World) -> Sent:
    return f"/te-versturen/{letter(world).pk}/niet-nodig/", {"reason": "Zij kwam langs."}


def end_relation(world: World) -> Sent:
    other = make.matter(
        world.actor, sender=Sender(name="Buurttuin De Eik"), theme=world.team.theme, **AT
    )
    relation = relate_parties(
        actor=world.acting, party=world.matter.party, other=other.party,
        kind=RelationKind.WORKS_WITH, from_on=AT["today"], **AT,
    )  # fmt: skip
    return f"/relaties/{relation.pk}/einde/", {"until_on": TODAY.isoformat()}


def end_caution(world: World) -> Sent:
    caution = give_caution(
        actor=world.acting, about=world.team.area, words="Beloof geen speeltuin.",
        until_on=TODAY + timedelta(days=30), **AT,
    )  # fmt: skip
    return f"/buurtblad/niet-beloven/{caution.pk}/einde/", {}


def retire(world: World) -> Sent:
    text = add_standard_text(actor=world.acting, name="Dank", text="Dank u wel.", now=EARLIER)
    return f"/beheer/standaardteksten/{text.pk}/weg/", {}


def move_phase(world: World) -> Sent:
    said(world.noor, *sort_as_idea(world))
    initiative = Initiative.objects.get(matter=world.matter)
    return f"/initiatieven/{initiative.pk}/fase/", {"to": "acknowledged", "motivation": "Goed."}


STEPS: tuple[Callable[[World], Sent], ...] = (
    finish, contact, contact_in_general, contact_in_one_click, late_contact, remark, sort,
    sort_as_idea, sort_while_standing_still, close, close_while_standing_still, keep, confirm,
    break_once_agreed_anew, post, drop, end_relation, end_caution, retire, move_phase,
)  # fmt: skip


def state() -> dict[str, list[dict[str, Any]]]:
    """All that a step can change."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in KEPT}


def offered(page: str) -> str:
    """Where the page lets the reader take it back."""
    found = re.findall(r'action="(/ongedaan/\d+/)"', page)
    assert len(found) == 1, page
    return str(found[0])


def said(client: Client, path: str, typed: dict[str, Any] | None = None) -> str:
    answer = client.post(path, typed or {}, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_what_is_taken_back_is_as_if_it_never_was(world, step):
    path, typed = step(world)
    before, moments = state(), list(ContactMoment.objects.that_were().values())
    undo = offered(said(world.noor, path, typed))
    assert (state(), list(ContactMoment.objects.that_were().values())) != (before, moments)
    line = Line.objects.get(pk=undo.split("/")[2])
    lines = Line.objects.count()

    assert staff_client(world.team.sam).post(undo).status_code == 404
    page = said(world.noor, undo, {"next": "/vandaag/"})
    assert FOLLOWED not in page
    assert state() == before
    assert list(ContactMoment.objects.that_were().order_by("pk").values()) == moments
    assert Line.objects.filter(pk=line.pk, what=line.what).exists()
    assert Line.objects.count() > lines

    assert FOLLOWED in said(world.noor, undo)
    assert state() == before


@pytest.mark.parametrize("step", STEPS)
def test_after_half_an_hour_it_is_too_late(world, step):
    undo = offered(said(world.noor, *step(world)))
    after = state()
    taken = own_step(actor=world.acting, line_id=int(undo.split("/")[2]))
    assert taken is not None
    too_late = taken.at + TIME_TO_TAKE_BACK + timedelta(seconds=1)
    with pytest.raises(Refused, match="step_too_long_ago"):
        WAYS_BACK[taken.what].take_back(actor=world.acting, step=taken, now=too_late)
    assert state() == after


def test_each_way_back_is_tried():
    tried = {step.__name__.split("_")[0] for step in STEPS}
    assert tried == {
        "finish", "contact", "late", "remark", "sort", "close", "keep", "confirm", "break", "post",
        "drop", "end", "retire", "move",
    }  # fmt: skip


def test_the_words_of_a_contact_come_back_to_be_recorded_where_they_belong(world):
    path, typed = contact(world)
    undo = offered(said(world.noor, path, typed))
    page = said(world.noor, undo)
    assert "Uw woorden staan hier" in page
    assert typed["text"] in page
    assert typed["text"] not in world.noor.get("/contact/").content.decode()
    timeline = world.noor.get(f"/kwesties/{world.matter.pk}/").content.decode()
    assert "Teruggenomen" in timeline
    assert typed["text"] not in timeline
    assert ContactMoment.objects.latest("pk").summary == "–"


def test_a_resident_does_not_see_what_was_no_contact(world):
    undo = offered(said(world.noor, *contact(world)))
    said(world.noor, undo)
    them = resident(world.actor.tenant_id, world.matter.pk)
    assert ContactMoment.objects.visible_to(them).filter(taken_back_at__isnull=False).count() == 0


def kept_meanwhile(world: World) -> None:
    promise = Promise.objects.get(matter=world.matter)
    keep_promise(actor=world.acting, promise=promise, today=TODAY, now=timezone.now())


def opened_again(world: World) -> None:
    world.noor.post(f"/kwesties/{world.matter.pk}/heropenen/", {"reason": "Toch niet."})


def sorted_anew(world: World) -> None:
    world.noor.post(f"/kwesties/{world.matter.pk}/soort/", {"kind": "question"})


def asked_to_wait(world: World) -> None:
    suspend_term(
        actor=world.acting, term=Term.objects.running().get(matter=world.matter),
        reason=SuspensionReason.APPLICANT_AGREED, explanation="Zo afgesproken.",
        today=TODAY, now=timezone.now(),
    )  # fmt: skip


def wrote_again(world: World) -> None:
    matter = Message.objects.get(kind="answer").matter
    hear_from_them(
        actor=resident(world.actor.tenant_id, matter.pk), matter=matter, text="Dank u.",
        today=TODAY, now=timezone.now(),
    )  # fmt: skip


def came_back(world: World) -> None:
    world.noor.post(f"/te-versturen/{Message.objects.get(kind='answer').pk}/terug/")


@pytest.mark.parametrize(
    ("step", "meanwhile"),
    [
        (contact, kept_meanwhile),
        (close, opened_again),
        (sort, sorted_anew),
        (sort, asked_to_wait),
        (post, wrote_again),
        (post, came_back),
    ],
)
def test_what_was_followed_by_something_stays(world, step, meanwhile):
    undo = offered(said(world.noor, *step(world)))
    meanwhile(world)
    before, moments = state(), list(ContactMoment.objects.values())
    assert FOLLOWED in said(world.noor, undo)
    assert (state(), list(ContactMoment.objects.values())) == (before, moments)


def test_a_part_of_a_larger_step_is_not_taken_back_alone(world):
    answer_matter(
        actor=world.acting, matter=world.matter, text="Ja.", today=TODAY, now=timezone.now()
    )
    line = Line.objects.filter(what="contact.recorded").latest("pk")
    before = state()
    assert FOLLOWED in said(world.noor, f"/ongedaan/{line.pk}/")
    assert state() == before
    task = ask_for(
        actor=world.actor, member=world.team.noor, kind=TaskKind.CALL, due_on=TODAY,
        matter=world.matter, now=EARLIER,
    )  # fmt: skip
    finish_task(actor=make.acting(world.team.sam, TODAY), task=task, now=timezone.now())
    line = Line.objects.filter(what="task.done").latest("pk")
    assert world.noor.post(f"/ongedaan/{line.pk}/").status_code == 404


def test_an_answer_is_not_offered_to_be_taken_back(world):
    page = said(
        world.noor,
        f"/kwesties/{world.matter.pk}/antwoord/",
        {"text": "Ja, dat kan.", "revision": "0", "minutes": "", "voice": "me"},
    )
    assert "/ongedaan/" not in page


@pytest.mark.parametrize("course", ["broken", "withdrawn", "renegotiated"])
def test_what_they_hear_of_our_promise_is_not_offered_to_be_taken_back(world, course):
    path = f"/toezeggingen/{promised(world).pk}/"
    later = (TODAY + timedelta(days=9)).isoformat()
    page = said(world.noor, path, {"course": course, "reason": "Later.", "due_on": later})
    assert "/ongedaan/" not in page
    line = Line.objects.filter(what=f"promise.{course}").latest("pk")
    before = state()
    assert FOLLOWED in said(world.noor, f"/ongedaan/{line.pk}/")
    assert state() == before


def test_another_kind_of_line_has_no_way_back(world):
    line = Line.objects.filter(what="matter.opened").latest("pk")
    assert world.noor.post(f"/ongedaan/{line.pk}/").status_code == 404
    assert world.noor.get(f"/ongedaan/{line.pk}/").status_code == 405


def table() -> dict[str, str]:
    return dict(re.findall(r"^\| `([a-z_-]+)` \| (\w+) \|", PAGE.read_text(), re.MULTILINE))


ONLY_READ = {
    "arrivals", "arrival-whole", "arrival-raw", "arrival-file",
    "today", "found", "sheet-words", "sheet-words-paper", "sheet-area", "sheet-area-paper",
    "sheet-party", "sheet-party-paper", "new-matters", "matters", "matter", "attachment",
    "parties", "party-lookup", "party", "connections", "connection", "initiatives", "initiative",
    "breaks", "break", "break-numbers", "dossier", "dossier-pdf", "dossier-odt",
    "person-dossier", "person-dossier-pdf", "person-dossier-odt",
    "to-send", "letters-printed", "sending", "letter", "download", "outbox", "outbox-message",
    "settings", "retention-terms", "statements", "processing", "reviews", "review-file",
    "settings-log-ins", "colleagues", "home", "received", "page", "page-data", "page-attachment",
    "ideas", "privacy", "accessibility", "becoming", "provider-login", "provider-callback",
    "security", "sessions", "draft-file", "question-group", "anchoring", "anchoring-network",
    "welcome-back", "look-after", "hand-overs", "hand-over", "passing", "connection-places",
    "positions",
    "asked-of-me", "spokesperson", "second-carriers", "what-ifs", "what-if", "what-if-network",
    "picture-person", "picture-area",
}  # fmt: skip


def test_every_page_says_how_its_step_is_taken_back():
    ours = [*urls.desk, *urls.public, *urls.account]
    routes = {str(each.name) for each in ours if isinstance(each, URLPattern) and each.name}
    assert table().keys() | ONLY_READ == routes
    assert not table().keys() & ONLY_READ
    assert set(table().values()) <= {"undo", "again", "asks", "adds", "reads"}


def test_what_the_page_on_undo_promises_has_a_way_back():
    promised = {name for name, way in table().items() if way == "undo"}
    assert promised == {route for way in WAYS_BACK.values() for route in (way.route, *way.also)}
