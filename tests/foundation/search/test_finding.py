"""Finding within what one may see: in Dutch, with slips, and nothing of others."""

import pytest
from django.db import ProgrammingError, connection, transaction

from schakel.domain.matters.models import Matter
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.search import actions, queries
from schakel.foundation.tenancy.context import ALL_MATTERS, also_show, within_tenant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def noor(team) -> Actor:
    return make.acting(team.noor)


def found(actor: Actor, typed: str, *kinds: str) -> list[tuple[str, int]]:
    actions.learn_words()
    hits = queries.find(actor, typed, kinds or None).hits
    return [(hit.kind, hit.thing_id) for hit in hits]


@pytest.mark.parametrize(
    "typed",
    [
        "groenstrook",
        "GROENSTROKEN",
        "groen",
        "strook",
        "groenstrok",
        "groensrtook",
        "kastanjelan",
        "kastenjelaan",
        "strook bij de kastanjelaan",
        "speeltoestel",
        "cafe",
        "café",
        "strookje groenstrook",
    ],
)
def test_a_matter_is_found_by_what_people_type(actor, noor, typed):
    matter = make.matter(
        actor,
        subject="Groenstrook Kastanjelaan",
        story="Bij het café staan drie speeltoestellen, de buurt wil er bloemen.",
    )
    assert ("matter", matter.pk) in found(noor, typed)


@pytest.mark.parametrize("typed", ["straatn", "straat", "straatʼn", "bijstraatn"])
def test_a_word_with_a_quote_in_it_breaks_no_search(actor, noor, typed):
    matter = make.matter(actor, subject="Straatŉ", story="Bijstraat en bijŉ en straatŉ.")
    assert ("matter", matter.pk) in found(noor, typed)


def test_a_compound_is_found_by_its_parts_apart(actor, noor):
    matter = make.matter(actor, subject="Speeltuin met water", story="Voor kleine kinderen.")
    assert ("matter", matter.pk) in found(noor, "waterspeeltuin")


def test_what_is_as_typed_comes_before_what_looks_like_it(actor, noor):
    alike = make.matter(actor, subject="Bank in het park", story="Een zitplek.")
    exact = make.matter(actor, subject="Bang in het donker", story="Licht graag.")
    assert found(noor, "bang", "matter") == [("matter", exact.pk), ("matter", alike.pk)]


def test_nothing_is_found_by_words_that_say_nothing(actor, noor):
    make.matter(actor, subject="De brug")
    for typed in ("de", "", "   ", "'", "!!", "\x00"):
        assert found(noor, typed) == []


def test_all_that_hangs_on_a_matter_is_found_as_what_it_is(actor, team, noor):
    matter = make.matter(actor)
    contact = make.contact(noor, matter, summary="Zij noemde de oude ijsbaan.")
    assert found(noor, "ijsbaan") == [("contact", contact.pk)]
    assert found(noor, "ijsbaan", "matter") == []


def test_what_is_corrected_or_gone_is_found_no_more(actor, noor):
    matter = make.matter(actor, subject="Eerste woorden")
    Matter.objects.filter(pk=matter.pk).update(subject="Latere taal")
    assert found(noor, "eerste") == []
    assert found(noor, "latere") == [("matter", matter.pk)]


def test_words_that_occur_nowhere_any_more_are_forgotten(actor, noor):
    matter = make.matter(actor, subject="Zeldzaamwoord")
    actions.learn_words()
    within = queries.words_within([("matter", matter.pk)])
    assert "zeldzaamwoord" in within
    Matter.objects.filter(pk=matter.pk).update(subject="Iets anders")
    assert actions.forget_words(within) >= 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM search_expand(%s) WHERE is_known", [["zeldzaamwoord"]])
        assert cursor.fetchall() == []


class TestWhoSees:
    def test_somebody_of_another_network_finds_nothing(self, actor, team):
        make.matter(actor, subject="Groenstrook Kastanjelaan")
        stranger = Actor(
            kind=make.acting(team.noor).kind,
            tenant_id=actor.tenant_id,
            staff_id=10**9,
            roles=frozenset({"connector"}),
            network_ids=frozenset({10**9}),
        )
        assert found(stranger, "groenstrook") == []

    def test_another_tenant_finds_nothing(self, actor, noor):
        make.matter(actor, subject="Groenstrook Kastanjelaan")
        actions.learn_words()
        other = make.tenant()
        with within_tenant(other.pk):
            assert found(noor, "groenstrook") == []
            assert found(noor, "groenstrok") == []

    def test_in_confidence_only_who_accepted_finds_it(self, actor, team):
        matter = make.matter(actor, confidential=True, subject="Kanarie", story="Kanarieverhaal")
        seers = {
            member.pk
            for member in (team.noor, team.sam)
            if found(make.acting(member), "kanarieverhaal")
        }
        assert seers <= {matter.owner_id, matter.second_id}

    def test_a_matter_that_becomes_confidential_leaves_the_index_of_its_network(
        self, actor, team, noor
    ):
        matter = make.matter(actor, subject="Groenstrook")
        make.contact(noor, matter, summary="Over de ijsbaan.")
        assert found(noor, "ijsbaan")
        also_show(matter.pk)
        Matter.objects.filter(pk=matter.pk).update(confidential=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert found(noor, "groenstrook") == []
        assert found(noor, "ijsbaan") == []

    def test_a_thousand_that_are_not_visible_never_crowd_out_one_that_is(self, actor, team, noor):
        visible = make.matter(actor, subject="Waterpomp bij de school")
        hidden = [
            Matter(
                **{
                    field.attname: getattr(visible, field.attname)
                    for field in Matter._meta.concrete_fields
                    if field.attname not in {"id", "reference"}
                }
                | {
                    "reference": f"H{number}",
                    "subject": "Waterpomp waterpomp",
                    "confidential": True,
                    "received_at": make.NOW,
                }
            )
            for number in range(1_000)
        ]
        with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
            Matter.objects.bulk_create(hidden)
        assert found(noor, "waterpomp", "matter") == [("matter", visible.pk)]


class TestWall:
    """The app role reaches the index through its functions only."""

    @pytest.mark.parametrize("table", ["search_document", "search_word", "search_unread"])
    def test_the_tables_cannot_be_read(self, actor, table):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table}")

    def test_nobody_writes_a_document_by_hand(self, actor):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT search_put('matter', 1, 1, now(), '', '', 'matter', 1, '{}')"
                )
