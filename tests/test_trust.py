"""A canary in every cage: one matter in confidence, held against every role and every address."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from schakel.config import urls
from schakel.domain.anchoring.models import Confirmation
from schakel.domain.answers.actions import Writing, keep_draft
from schakel.domain.answers.models import DraftFile
from schakel.domain.answers.rules import Purpose
from schakel.domain.arrivals.models import ArrivalFile
from schakel.domain.arrivals.rules import Attached, Mailbox
from schakel.domain.cautions.actions import give_caution
from schakel.domain.contacts.actions import Upload
from schakel.domain.contacts.models import Attachment
from schakel.domain.continuity.actions.dossiers import write_last_word
from schakel.domain.continuity.actions.hand_overs import begin_hand_over
from schakel.domain.continuity.models import Passing, Proposal, ProposalRow
from schakel.domain.continuity.rules import HandOverKind
from schakel.domain.health.models import Break, BreakStep
from schakel.domain.initiatives.actions import ask_help, move_initiative
from schakel.domain.initiatives.models import Help, Initiative
from schakel.domain.initiatives.rules import HelpKind, Phase
from schakel.domain.matters.actions import (
    accept_in_confidence,
    add_remark,
    hand_over_matter,
    lift_confidence,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import asked_in_confidence
from schakel.domain.matters.rules import Kind, Rank
from schakel.domain.messages.actions import mark_refused, queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.networks.actions import allow_domain, give_group_meaning
from schakel.domain.networks.models import Network
from schakel.domain.parties.actions import relate_parties
from schakel.domain.parties.models import DigitalAddress, Party, PartyRelation, RelationKind
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.reviews.models import Review
from schakel.domain.staff.actions import add_position
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.manage.log_lines import take_over
from schakel.entrypoints.worker.compose import compose
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.printing.odt import MEDIA_TYPE as ODT
from schakel.foundation.search.actions import learn_words
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import incoming, make
from tests.pages import staff_client
from tests.paper import read_odt, read_paper

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
# In every text, in the name and address of who came with it, and in the name of a file.
CANARIES = ("Kanarie", "kanarie", "Zilverreiger", "zilverreiger", "0612345678")
UNTOLD = (
    "connector", "official", "volunteer", "sponsor", "councillor", "administrator",
    "elsewhere", "asked", "stand-in",
)  # fmt: skip
MOST_FORM = {
    "kind": "complaint", "text": "x", "reason": "x", "motivation": "x", "words": "x",
    "summary": "x", "answer": "x", "explanation": "x", "to": "x", "given": "x", "asked": "x",
    "course": "kept", "rank": "first", "send": "1", "confirm": "1", "last_day": "2027-01-01",
    "name": "x", "number": "1", "system": "x", "outcome": "x", "side": "ours",
}  # fmt: skip


@dataclass
class Cage:
    """The matter in confidence, one beside it that all may see, and who is here."""

    tenant: Tenant
    network: Network
    matter: Matter
    beside: Matter
    carrier: StaffMember
    untold: dict[str, StaffMember]
    numbers: dict[str, int | str]


@pytest.fixture
def cage(actor: Actor, tenant: Tenant, settings: Any) -> Cage:
    tenant.is_demo = True
    tenant.save()
    team = make.Team(actor)
    untold = _untold(actor, team)
    beside = make.matter(
        actor, theme=team.theme, area=team.area, now=NOW, today=TODAY, kind=Kind.IDEA
    )
    matter = make.matter(
        actor,
        story="Kanarie over thuis, en niemand mag het weten.",
        sender=Sender(
            name="Zilverreiger Jansen", email="zilverreiger@bewoner.example", phone="0612345678"
        ),
        theme=team.theme,
        area=team.area,
        kind=Kind.IDEA,
        confidential=True,
        uploads=(Upload("kanarie-dossier.txt", b"Kanarie in een bestand"),),
        now=NOW,
        today=TODAY,
    )
    _filled(actor, matter, beside, untold)
    StaffMember.objects.filter(pk=untold["stand-in"].pk).update(deputy=None)
    StaffMember.objects.filter(pk=matter.owner_id).update(deputy=untold["stand-in"])
    caution = give_caution(
        actor=actor, about=team.network, words="Beloof niets.", until_on=None, today=TODAY, now=NOW
    )
    make.standings(actor)
    return Cage(
        tenant=tenant,
        network=team.network,
        matter=matter,
        beside=beside,
        carrier=matter.owner,
        untold=untold,
        numbers={
            "matter_id": matter.pk,
            "party_id": matter.party_id,
            "connection_id": matter.connection_id,
            "initiative_id": Initiative.objects.get(matter=matter).pk,
            "help_id": Help.objects.get(matter=matter).pk,
            "promise_id": Promise.objects.get(matter=matter).pk,
            "task_id": Task.objects.filter(matter=matter).latest("pk").pk,
            "attachment_id": Attachment.objects.get(matter=matter).pk,
            "message_id": Message.objects.filter(matter=matter).latest("pk").pk,
            "address_id": DigitalAddress.objects.filter(party=matter.party).latest("pk").pk,
            "relation_id": PartyRelation.objects.filter(party=matter.party).latest("pk").pk,
            "what": "matters",
            "form": "csv",
            "staff_id": team.noor.pk,
            "area_id": team.area.pk,
            "caution_id": caution.pk,
            "number": 1,
            "sheet_number": 1,
            "idea_id": 1,
            "domain_id": allow_domain(actor=actor, domain="waterhoven.example", now=NOW).pk,
            "meaning_id": give_group_meaning(
                actor=actor, group="groen", role=Role.OFFICIAL, now=NOW
            ).pk,
            "review_id": Review.objects.create(
                tenant=tenant, staff=untold["connector"], began_on=TODAY, due_on=TODAY
            ).pk,
            "import_id": 1,
            "text_id": 1,
            "slug": "onderwerpen",
            "part": team.theme.pk,
            "other_id": beside.pk,
            "draft_file_id": DraftFile.objects.get(matter=matter).pk,
            **_mailed(actor, matter),
            "break_id": _broken(matter, untold["stand-in"]).pk,
            "network_id": team.network.pk,
            "row_id": _proposed(matter, team.noor).pk,
            "confirmation_id": _asked_sponsor(team.network, untold["sponsor"]).pk,
            "line_id": Line.objects.filter(what="remark.made").latest("pk").pk,
            **_handed_over(actor, matter, untold["stand-in"]),
        },
    )


def _asked_sponsor(network: Network, sponsor: StaffMember) -> Confirmation:
    """Who backs the network of what is in confidence is asked whether they still do."""
    return Confirmation.objects.create(
        tenant_id=network.tenant_id, network=network, place="administrative_sponsor",
        sponsor=sponsor, round_on=TODAY, asked_on=TODAY, answer_by=TODAY,
    )  # fmt: skip


def _handed_over(actor: Actor, matter: Matter, fallback: StaffMember) -> dict[str, int | str]:
    """Who carries it leaves, and what is in confidence goes along."""
    found = begin_hand_over(
        actor=make.acting(matter.owner, TODAY), member=matter.owner, kind=HandOverKind.PLANNED,
        from_on=TODAY + timedelta(days=60), today=TODAY, now=NOW,
    )  # fmt: skip
    return {
        "hand_over_id": found.pk,
        "passing_id": Passing.objects.get(hand_over=found, confidential=True).pk,
        "position_id": add_position(actor=actor, name="Regisseur", fallback=fallback, now=NOW).pk,
    }


def _proposed(matter: Matter, second: StaffMember) -> ProposalRow:
    """A proposal from before it was in confidence has a row of it."""
    proposal = Proposal.objects.create(
        tenant_id=matter.tenant_id, network=matter.network, state="made", asked_at=NOW, made_at=NOW
    )
    return ProposalRow.objects.create(
        tenant_id=matter.tenant_id, proposal=proposal, connection=matter.connection,
        course="proposed", staff=second, hours=0.1,
    )  # fmt: skip


def _broken(matter: Matter, owner: StaffMember) -> Break:
    """It is stuck, and belongs to somebody who may not see it."""
    found = Break.objects.create(
        tenant_id=matter.tenant_id,
        connection=matter.connection,
        signal="silence",
        since=TODAY,
        found_at=NOW,
        owner=owner,
        blocks="Het hok van de kanarie",
    )
    BreakStep.objects.create(
        tenant_id=matter.tenant_id, about=found, text="Kanarie gebeld", done_at=NOW
    )
    return found


def _mailed(actor: Actor, matter: Matter) -> dict[str, int | str]:
    """A reply to what was told in confidence, to an address that does not work any more."""
    address, link = incoming.reply_address(matter), incoming.page_link(matter)
    link.revoked_at = NOW
    link.save()
    said = incoming.mail(
        "Kanarie per mail",
        subject="Kanarie",
        sender=Mailbox(address="zilverreiger@bewoner.example", name="Zilverreiger"),
        attachments=(Attached(name="kanarie.txt", content=b"Kanarie in een mail"),),
    )
    held = incoming.arrive(actor, said, to=address)
    return {"arrival_id": held.pk, "arrival_file_id": ArrivalFile.objects.get(arrival=held).pk}


def _untold(actor: Actor, team: make.Team) -> dict[str, StaffMember]:
    theirs = make.network(actor, "Energie", themes=[make.theme(actor, "Energie")])
    ours = [team.network]
    people = {
        role.value: make.colleague(actor, f"De {role.value}", roles=[role], networks=ours, hours=0)
        for role in Role
    }
    people["elsewhere"] = make.colleague(actor, "Els", networks=[theirs], hours=0)
    people["asked"] = make.colleague(actor, "Gevraagd", networks=ours, hours=0)
    people["stand-in"] = make.colleague(actor, "Vervanger", networks=ours, hours=0)
    team.network.administrative_sponsor = people["sponsor"]
    team.network.owner = people["connector"]
    team.network.save()
    return people


def _filled(actor: Actor, matter: Matter, beside: Matter, untold: dict[str, StaffMember]) -> None:
    """All that can hang on a matter."""
    carrier = make.acting(matter.owner, TODAY)
    initiative = Initiative.objects.get(matter=matter)
    make.contact(
        carrier, matter, summary="Kanarie aan de telefoon", happened_at=NOW, now=NOW, staff_id=None
    )
    add_remark(actor=carrier, matter=matter, text="Kanarie onder ons", now=NOW)
    keep_draft(
        actor=carrier, now=NOW,
        writing=Writing(
            matter=matter, purpose=Purpose.ANSWER, text="Beste kanarie",
            uploads=(Upload("kanarie-antwoord.txt", b"Kanarie"),),
        ),
    )  # fmt: skip
    move_initiative(
        actor=carrier, initiative=initiative, to=Phase.ACKNOWLEDGED, motivation="Kanarie",
        today=TODAY, now=NOW,
    )  # fmt: skip
    ask_help(
        actor=carrier, initiative=initiative, kind=HelpKind.OTHER, asked="Kanariehulp",
        today=TODAY, now=NOW,
    )  # fmt: skip
    record_promise(
        actor=carrier, connection=matter.connection, matter=matter, side=Side.OURS,
        words="Wij zwijgen over de kanarie", given_by=matter.owner, made_on=TODAY, due_on=TODAY,
        today=TODAY, now=NOW,
    )  # fmt: skip
    relate_parties(
        actor=actor, party=matter.party, other=beside.party, kind=RelationKind.WORKS_WITH,
        from_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    hand_over_matter(
        actor=carrier, matter=matter, rank=Rank.SECOND, to=untold["asked"],
        reason="Kanarie is moe", today=TODAY, now=NOW,
    )  # fmt: skip
    ask_for(
        actor=carrier, member=untold["asked"], kind=TaskKind.FOLLOW_UP, text="Bel de kanarie",
        matter=matter, due_on=TODAY, now=NOW,
    )  # fmt: skip
    write_last_word(
        actor=carrier, connection=matter.connection, text="Kanarie als laatste woord", now=NOW
    )
    mark_refused(
        actor=actor, message=Message.objects.filter(matter=matter).latest("pk"),
        failure="550 zilverreiger@bewoner.example unknown", permanent=True, now=NOW,
    )  # fmt: skip


QUERIES = (
    "", "?q=Zilverreiger", "?q=Kanarie", "?letter=Z", "?party={party_id}", "?matter={matter_id}",
    "?colleague={staff_id}", "?connection={connection_id}", "?voor={matter_id}~2100-01-01",
    "?na={matter_id}~2000-01-01T00:00:00%2B00:00", "?na=x", "?voor=x~y", "?carrier=me&waits=them",
)  # fmt: skip
ASKING = {"parties", "party-lookup", "contact", "intake", "matters", "connections", "initiatives",
          "breaks", "new-matters", "outbox", "absences", "settings", "party"}  # fmt: skip


def addresses(numbers: dict[str, int | str]) -> Iterator[str]:
    """Every page of the desk, as if it were about the matter in confidence."""
    for route in urls.desk:
        assert isinstance(route, URLPattern)
        named = {each: numbers[each] for each in route.pattern.converters}
        path = reverse(str(route.name), kwargs=named)
        for query in QUERIES if route.name in ASKING else ("",):
            yield path + query.format(**numbers)


def said(response: HttpResponseBase) -> str:
    """All that a response tells: its body, on paper too, and its headers."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined, call-overload]
    paper: object = read_paper(body) if body.startswith(b"%PDF") else ""
    if response.headers.get("Content-Type") == ODT:
        paper = read_odt(body)
    return f"{body.decode(errors='replace')} {paper} {dict(response.headers)}"


def told(text: str, asked: str) -> list[str]:
    """The canaries in a text that were not in the question: what one typed is no leak."""
    return [each for each in CANARIES if each in text.replace(asked, "") and each not in asked]


def kept(cage: Cage) -> list[object]:
    """The matter and the number of lines about it: what nobody untold may change."""
    with within_tenant(cage.tenant.pk, matters=ALL_MATTERS):
        return kept_rows(cage)


def kept_rows(cage: Cage) -> list[object]:
    """The same, where all matters are shown already."""
    row = Matter.objects.filter(pk=cage.matter.pk).values().get()
    party = Party.objects.filter(pk=cage.matter.party_id).values().get()
    broke = Break.objects.filter(pk=cage.numbers["break_id"]).values().get()
    lines = Line.objects.filter(matter_id=cage.matter.pk).count()
    return [row, party, broke, BreakStep.objects.count(), lines]


@pytest.mark.parametrize("who", UNTOLD)
def test_no_page_tells_who_was_not_told(cage: Cage, who: str) -> None:
    client = staff_client(cage.untold[who])
    before = kept(cage)
    for path in addresses(cage.numbers):
        response = client.get(path)
        assert response.status_code < 500, path
        assert told(said(response), path) == [], path
    assert kept(cage) == before


@pytest.mark.parametrize("who", UNTOLD)
def test_nothing_is_changed_by_who_was_not_told(cage: Cage, who: str) -> None:
    client = staff_client(cage.untold[who])
    before = kept(cage)
    own_step = reverse("confidence-accept", args=[cage.matter.pk])
    filled_in = {**MOST_FORM, "party": cage.matter.party_id, "matter": cage.matter.pk}
    # A request shows itself less; what it changed is then seen without being asked for anew.
    with within_tenant(cage.tenant.pk, matters=ALL_MATTERS):
        for path in addresses(cage.numbers):
            if path.startswith("/beheer/") or (who == "asked" and path == own_step):
                continue
            for typed in ({}, filled_in):
                response = client.post(path, typed)
                assert response.status_code < 500, path
                assert told(said(response), path) == [], path
                assert kept_rows(cage) == before, path


@pytest.mark.parametrize("who", UNTOLD)
@pytest.mark.parametrize("typed", ["kanarie", "kanaire", "zilverreiger", "dossier kanarie"])
def test_nobody_untold_finds_it_by_searching(cage: Cage, who: str, typed: str) -> None:
    learn_words()
    client = staff_client(cage.untold[who])
    response = client.post(reverse("search"), {"q": typed}, follow=True)
    for kind in ("", "mensen", "kwesties", "gesprekken", "toezeggingen"):
        path = reverse("found", args=[1])
        shown = said(client.get(path, {"soort": kind})) + said(response)
        assert told(shown.replace(typed, ""), "") == [], kind
    for name in ("sheet-words", "sheet-words-paper"):
        shown = said(client.get(reverse(name, args=[1])))
        assert told(shown.lower().replace(typed, ""), "") == [], name


def test_its_carrier_finds_all_of_it(cage: Cage) -> None:
    learn_words()
    client = staff_client(cage.carrier)
    shown = said(client.post(reverse("search"), {"q": "kanaire"}, follow=True))
    assert shown.count("<mark>Kanarie") > 3


def test_paper_of_its_carrier_names_its_number_and_nothing_of_what_it_is(cage: Cage) -> None:
    client = staff_client(cage.carrier)
    for name in ("sheet-area", "sheet-area-paper"):
        shown = said(client.get(reverse(name, args=[cage.numbers["area_id"]])))
        assert cage.matter.reference in shown
        assert told(shown, "") == []


def test_the_carrier_is_told_so_that_the_canaries_prove_something(cage: Cage) -> None:
    client = staff_client(cage.carrier)
    singing = {
        path.split("?")[0] for path in addresses(cage.numbers) if told(said(client.get(path)), path)
    }
    for name in ("today", "parties", "connections", "breaks"):
        assert reverse(name) in singing, name
    for name, number in (
        ("matter", "matter_id"), ("party", "party_id"), ("connection", "connection_id"),
        ("initiative", "initiative_id"), ("attachment", "attachment_id"), ("help-give", "help_id"),
        ("promise-settle", "promise_id"), ("outbox-message", "message_id"), ("break", "break_id"),
        ("dossier", "connection_id"), ("dossier-pdf", "connection_id"),
        ("dossier-odt", "connection_id"), ("last-word", "connection_id"),
        ("passing", "passing_id"), ("hand-over", "hand_over_id"),
    ):  # fmt: skip
        assert reverse(name, args=[cage.numbers[number]]) in singing, name


def test_who_agreed_to_carry_it_in_confidence_is_told_all(cage: Cage) -> None:
    asked = cage.untold["asked"]
    client = staff_client(asked)
    party = reverse("party", args=[cage.matter.party_id])
    connection = reverse("connection", args=[cage.matter.connection_id])
    assert client.get(party).status_code == 404
    assert client.get(connection).status_code == 404
    accept_in_confidence(actor=make.acting(asked, TODAY), matter_id=cage.matter.pk, now=NOW)
    assert client.get(party).status_code == 200
    assert client.get(connection).status_code == 200


def test_somebody_of_another_institution_finds_nothing(cage: Cage, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    other = make.tenant(hostname="elders.example")
    with within_tenant(other.pk):
        team = make.Team(system(other.pk))
        roles = list(Role)
        member = make.colleague(
            system(other.pk), "Buur", roles=roles, networks=[team.network], hours=0
        )
        client = staff_client(member)
    client.defaults["HTTP_HOST"] = "elders.example"
    before = kept(cage)
    for path in addresses(cage.numbers):
        response = client.get(path)
        assert response.status_code < 500, path
        assert told(said(response), path) == [], path
        # Neither what is in confidence, nor what every colleague there may see.
        assert "Gemeente Waterhoven" not in said(response) or "Fatima" not in said(response), path
    for path in addresses({**cage.numbers, "matter_id": cage.beside.pk}):
        assert "Fatima" not in said(client.get(path)), path
        client.post(path, MOST_FORM)
    assert kept(cage) == before
    # Nor do they have a place here.
    client.defaults["HTTP_HOST"] = "testserver"
    for path in addresses(cage.numbers):
        assert told(said(client.get(path)), path) == [], path


@pytest.mark.parametrize("who", UNTOLD)
def test_every_page_about_what_one_may_see_answers(cage: Cage, who: str) -> None:
    client = staff_client(cage.untold[who])
    initiative = Initiative.objects.get(matter=cage.beside)
    numbers = {
        **cage.numbers,
        "matter_id": cage.beside.pk,
        "party_id": cage.beside.party_id,
        "connection_id": cage.beside.connection_id,
        "initiative_id": initiative.pk,
    }
    # The pages without a number were asked by ``test_no_page_tells_who_was_not_told``.
    asked = set(addresses(cage.numbers))
    for path in (each for each in addresses(numbers) if each not in asked):
        response = client.get(path)
        assert response.status_code < 500, path
        assert told(said(response), path) == [], path


def test_the_journal_holds_no_words_and_no_names(cage: Cage) -> None:
    for line in Line.objects.all():
        assert told(str(line.details), "") == [], line.what
        assert "@" not in str(line.details), line.what


@pytest.mark.parametrize(
    "elsewhere",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}],
    ids=["another computer", "a proxy that nobody trusts"],
)
def test_a_log_in_of_the_demo_works_on_its_own_computer_only(
    cage: Cage, elsewhere: dict[str, str]
) -> None:
    client = staff_client(cage.carrier)
    assert client.get("/vandaag/").status_code == 200
    assert client.get("/vandaag/", **elsewhere).url == reverse("choose-tenant")  # type: ignore[arg-type, attr-defined]
    assert client.get(reverse("choose-tenant"), **elsewhere).context["tenants"] == []  # type: ignore[arg-type]


def test_an_administrator_reads_no_address_of_a_resident_in_what_failed(cage: Cage) -> None:
    mark_refused(
        actor=system(cage.tenant.pk),
        message=Message.objects.filter(matter=cage.beside).latest("pk"),
        failure="550 5.1.1 <fatima@bewoner.example>: no such user fatima@bewoner.example",
        permanent=True,
        now=NOW,
    )
    page = said(staff_client(cage.untold["administrator"]).get(reverse("settings")))
    assert "550 5.1.1" in page
    assert "bewoner.example" not in page


@pytest.mark.parametrize("asked", ["//kwaad.example/", "https://kwaad.example", "/\\kwaad.example"])
def test_no_step_leads_away_from_here(cage: Cage, asked: str) -> None:
    client = staff_client(cage.beside.owner)
    sort = reverse("matter-sort", args=[cage.beside.pk])
    log_in = Client().get("/account/login/", {"next": asked})
    for response in (
        client.post(sort, {"kind": "complaint", "next": asked}),
        client.post(reverse("set_language"), {"language": "en", "next": asked}),
    ):
        assert response.status_code == 302
        assert "kwaad" not in response.headers["Location"]
    assert log_in.status_code == 200
    assert f'value="{asked}"' not in said(log_in)


# A mail program presses this button, without a cookie or our form: its token alone counts, and a
# made-up one leads nowhere (RFC 8058).
ANSWERED_WITHOUT_A_FORM = {"stop-mails": 404}


def test_a_step_from_another_site_is_refused(cage: Cage) -> None:
    known = staff_client(cage.carrier)
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    before = kept(cage)
    for route in urls.desk + urls.public:
        assert isinstance(route, URLPattern)
        named = {
            each: cage.numbers.get(each, 1 if each.endswith("_id") else "1-x")
            for each in route.pattern.converters
        }
        response = client.post(reverse(str(route.name), kwargs=named), MOST_FORM)
        assert response.status_code == ANSWERED_WITHOUT_A_FORM.get(str(route.name), 403), route.name
    assert kept(cage) == before


ON_PAPER = {"application/pdf", "application/vnd.oasis.opendocument.text"}
HOSTILE = '"><script>kwaad()</script>{{ 7|add:1 }}\u202e'


def test_what_somebody_types_is_shown_and_never_run(cage: Cage, actor: Actor) -> None:
    matter = make.matter(
        actor,
        story=HOSTILE,
        subject=HOSTILE,
        supporter=HOSTILE,
        sender=Sender(name=HOSTILE, email="kwaad@bewoner.example", avoid_note=HOSTILE),
        theme=cage.matter.theme,
        kind=Kind.IDEA,
        uploads=(Upload(f"{HOSTILE}.txt", b"tekst"),),
        now=NOW,
        today=TODAY,
    )
    client = staff_client(matter.owner)
    numbers = {
        **cage.numbers,
        "matter_id": matter.pk,
        "party_id": matter.party_id,
        "connection_id": matter.connection_id,
        "initiative_id": Initiative.objects.get(matter=matter).pk,
        "message_id": Message.objects.filter(matter=matter).latest("pk").pk,
    }
    shown = 0
    for path in addresses(numbers):
        response = client.get(path)
        text = said(response)
        shown += "&lt;script&gt;kwaad()" in text
        # On paper it is text, as it was typed.
        if response["Content-Type"] not in ON_PAPER:
            assert "<script>kwaad" not in text, path
    assert shown > 10


def test_a_log_line_holds_no_token_and_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    handlers = logging.getLogger().handlers[:]
    try:
        take_over()
        try:
            raise ValueError("DETAIL:  Key (address)=(fatima@bewoner.example) exists.")
        except ValueError:
            structlog.get_logger().exception("failed", reason="550 <sam@bewoner.example> unknown")
        logging.getLogger("django.security.csrf").warning("Forbidden: %s", "/doen/9-geheim/")
        written = capsys.readouterr().err
    finally:
        structlog.configure(**before)
        logging.getLogger().handlers = handlers
    for said_by in ("ValueError", "550", "Forbidden"):
        assert said_by in written
    for canary in ("fatima", "sam@", "bewoner.example", "geheim"):
        assert canary not in written


ONLOOKERS = ("official", "volunteer", "sponsor", "councillor", "administrator", "elsewhere")


@pytest.mark.parametrize("who", ONLOOKERS)
def test_who_does_not_carry_it_changes_nothing_by_typing_an_address(cage: Cage, who: str) -> None:
    client = staff_client(cage.untold[who])
    matter = Matter.objects.filter(pk=cage.beside.pk)
    before = matter.values().get()
    for route in urls.desk:
        assert isinstance(route, URLPattern)
        if "matter_id" in route.pattern.converters:
            named = {each: cage.numbers[each] for each in route.pattern.converters}
            path = reverse(str(route.name), kwargs={**named, "matter_id": cage.beside.pk})
            assert client.post(path, MOST_FORM).status_code < 500, path
            assert matter.values().get() == before, path


@pytest.mark.parametrize("who", [each for each in UNTOLD if each != "administrator"])
def test_settings_exist_for_administrators_only(cage: Cage, who: str) -> None:
    client = staff_client(cage.untold[who])
    for path in addresses(cage.numbers):
        if path.startswith("/beheer/"):
            assert client.get(path).status_code in {404, 405}, path
            assert client.post(path, MOST_FORM).status_code == 404, path


def test_who_gave_it_to_another_forgets_it_when_the_other_agrees(cage: Cage) -> None:
    # A hand-over of the second place: who had it before still sees it, so that somebody does.
    first = cage.carrier
    asked = cage.untold["asked"]
    before = StaffMember.objects.exclude(pk=first.pk).get(name__in=["Noor de Wit", "Sam Jansen"])
    path = reverse("matter", args=[cage.matter.pk])
    party = reverse("party", args=[cage.matter.party_id])
    client = staff_client(before)
    assert client.get(path).status_code == 200
    accept_in_confidence(actor=make.acting(asked, TODAY), matter_id=cage.matter.pk, now=NOW)
    assert client.get(path).status_code == 404
    assert client.get(party).status_code == 404
    assert staff_client(first).get(path).status_code == 200


def test_a_confidence_that_is_lifted_asks_nobody_in_confidence_any_more(cage: Cage) -> None:
    carrier, asked = make.acting(cage.carrier, TODAY), cage.untold["asked"]
    lift_confidence(actor=carrier, matter=cage.matter, now=NOW)
    assert asked_in_confidence(make.acting(asked, TODAY)) == []
    connection = reverse("connection", args=[cage.matter.connection_id])
    assert staff_client(asked).get(connection).status_code == 200


def test_with_a_neutral_subject_no_mail_has_content_in_its_subject(actor: Actor) -> None:
    team = make.Team(actor)
    matter = make.matter(
        actor, theme=team.theme, story="Kanarie in huis", neutral_subject=True, kind=Kind.IDEA,
        now=NOW, today=TODAY,
    )  # fmt: skip
    here = Here(Tenant.objects.get(pk=actor.tenant_id), system(actor.tenant_id), NOW, TODAY)
    address = DigitalAddress.objects.get(party=matter.party, kind="email")
    for kind in MessageKind:
        for receiver in ({"party": matter.party}, {"staff": matter.owner}):
            message = queue_message(
                actor=actor, kind=kind, way=Way.EMAIL, to_address=address.address,
                key=f"{kind}:{Message.objects.count()}", matter=matter, now=NOW, **receiver,
            )  # fmt: skip
            if kind in {MessageKind.NOTICE, MessageKind.SHEET} and "party" in receiver:
                continue
            assert told(compose(here, message).subject, "") == [], kind
            if "staff" in receiver:
                assert told(compose(here, message).body, "") == [], kind


def test_somebody_cannot_leave_before_they_came(cage: Cage) -> None:
    client = staff_client(cage.untold["administrator"])
    path = reverse("settings-let-go", args=[cage.carrier.pk])
    for last_day, status in (("1999-01-01", 200), ("9999-12-31", 302)):
        sent = {"last_day": last_day, "starts_hand_over": "on"}
        assert client.post(path, sent).status_code == status
