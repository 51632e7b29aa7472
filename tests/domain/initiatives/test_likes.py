"""What is like a matter: for who may see it; and for everybody, only what is public."""

import pytest
from django.db import connection, connections, transaction

from schakel.domain.initiatives.actions import (
    answer_publication,
    ask_to_publish,
    forget_initiatives,
    read_texts,
    sort_matter,
)
from schakel.domain.initiatives.models import Fingerprint, Initiative, Publication, TextCounts
from schakel.domain.initiatives.queries import like_matters, like_public, text_counts
from schakel.domain.matters.actions import lift_confidence
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind
from schakel.domain.terms.actions import answer_matter
from schakel.foundation.kernel.actor import resident
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.make import NOW, TODAY

GREEN = "Wij willen een groenstrook met bloemen op de Kastanjelaan, naast de school."
LIKE_GREEN = "Graag bloemen en een groenstrook bij de school aan de Kastanjelaan."
OTHER = "De verlichting bij het station is al weken kapot."


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def noor(team):
    return make.acting(team.noor)


def made(actor, story=GREEN, **fields) -> Matter:
    return make.matter(actor, story=story, **fields)


def read(actor) -> None:
    while read_texts(tenant_id=actor.tenant_id):
        pass


def published(actor, story=GREEN, title="Bloemen aan de laan", summary=LIKE_GREEN) -> Publication:
    matter = made(actor, story=story)
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    publication = ask_to_publish(
        actor=actor,
        initiative=Initiative.objects.get(matter=matter),
        title=title,
        summary=summary,
        today=TODAY,
        now=NOW,
    )
    return answer_publication(
        actor=resident(actor.tenant_id, matter.pk),
        publication=publication,
        agrees=True,
        now=NOW,
    )


@pytest.mark.parametrize("is_read", [True, False])
def test_what_is_like_it_is_found_at_once_with_the_words_that_say_why(actor, noor, is_read):
    old, other, new = made(actor), made(actor, story=OTHER), made(actor, story=LIKE_GREEN)
    if is_read:
        read(actor)
    likes = like_matters(noor, new)
    assert [each.matter for each in likes] == [old]
    assert "Kastanjelaan" in likes[0].words
    assert like_matters(noor, other) == []


def test_it_says_how_it_went_then(actor, noor):
    old = made(actor)
    sort_matter(actor=actor, matter=old, kind=Kind.IDEA, today=TODAY, now=NOW)
    answer_matter(actor=noor, matter=old, text="Wij planten in april.", today=TODAY, now=NOW)
    (like,) = like_matters(noor, made(actor, story=LIKE_GREEN))
    assert (like.phase, like.answer) == ("ontvangen", "Wij planten in april.")
    assert like.matter.owner == old.owner


def test_a_near_copy_is_found_though_every_telling_word_has_a_slip(actor, noor):
    words = ["groenstrook", "bloembollen", "kastanjelaan", "speeltoestel", "buurtmoestuin"]
    text = "Wij willen graag samen met de hele buurt werken aan dit plan voor onze straat en het "
    old = made(actor, story=text + " ".join(words))
    new = made(actor, story=text + " ".join(word[:-1] + "q" for word in words))
    common = text.split()
    for number in range(30):
        story = " ".join(common[number % 3 :: 3]) + f" {number} vraag{number}"
        made(actor, story=story, key=f"filler-{number}")
    read(actor)
    assert old in [each.matter for each in like_matters(noor, new)]


class TestWhoSees:
    def test_somebody_of_another_network_is_shown_nothing(self, actor, team):
        new = made(actor, story=LIKE_GREEN)
        made(actor)
        read(actor)
        outsider = make.colleague(actor, "Els", networks=[make.network(actor)])
        assert like_matters(make.acting(outsider), new) == []

    def test_in_confidence_only_who_carries_it_is_shown_it(self, actor, team):
        secret = made(actor, confidential=True)
        new = made(actor, story=LIKE_GREEN)
        read(actor)
        shown = {
            member.pk
            for member in (team.noor, team.sam, make.colleague(actor, networks=[team.network]))
            if like_matters(make.acting(member), new)
        }
        assert shown == {secret.owner_id, secret.second_id}

    def test_what_is_in_confidence_is_not_read_until_that_is_lifted(self, actor, noor):
        secret = made(actor, confidential=True)
        read(actor)
        assert text_counts().texts == 0
        lift_confidence(actor=actor, matter=secret, now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        read(actor)
        assert text_counts().texts == 1

    def test_a_thousand_that_are_not_visible_never_crowd_out_one_that_is(self, actor, noor):
        visible = made(actor)
        hidden = [
            Matter(
                **{
                    field.attname: getattr(visible, field.attname)
                    for field in Matter._meta.concrete_fields
                    if field.attname not in {"id", "reference"}
                }
                | {"reference": f"H{number}", "confidential": True}
            )
            for number in range(1_000)
        ]
        with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
            Matter.objects.bulk_create(hidden)
        new = made(actor, story=LIKE_GREEN)
        read(actor)
        assert [each.matter for each in like_matters(noor, new)] == [visible]


class TestReading:
    def test_reading_twice_counts_once(self, actor, team):
        made(actor)
        read(actor)
        before = bytes(TextCounts.objects.get().counted)
        assert read_texts(tenant_id=actor.tenant_id) == 0
        assert bytes(TextCounts.objects.get().counted) == before
        assert text_counts().texts == 1

    def test_what_is_forgotten_is_counted_no_more_and_like_nothing(self, actor, noor):
        kept = made(actor, story=OTHER)
        read(actor)
        before = bytes(TextCounts.objects.get().counted)
        gone = made(actor)
        read(actor)
        forget_initiatives(matters=[gone.pk], word="gewist")
        assert bytes(TextCounts.objects.get().counted) == before
        assert Fingerprint.objects.get(matter=gone).bands == []
        assert Fingerprint.objects.get(matter=kept).bands
        read(actor)
        assert text_counts().texts == 1

    def test_forgetting_what_was_never_read_takes_nothing_away(self, actor, team):
        made(actor, story=OTHER)
        read(actor)
        forget_initiatives(matters=[made(actor).pk], word="gewist")
        assert text_counts().texts == 1
        assert read_texts(tenant_id=actor.tenant_id) == 0


class TestPublic:
    def test_only_what_is_public_is_like_it_for_everybody(self, actor, team):
        made(actor, story="Kanarie: een groenstrook met bloemen op de Kastanjelaan bij de school.")
        shown = published(actor)
        read(actor)
        assert like_public(LIKE_GREEN) == [shown]

    def test_it_is_compared_by_its_public_words_alone(self, actor, team):
        published(actor, story="Kanariepiet en zilverreiger.", title="Groen", summary="Bloemen.")
        assert like_public("Kanariepiet en zilverreiger.") == []

    def test_what_was_asked_or_taken_back_is_not_public(self, actor, team):
        publication = published(actor)
        answer_publication(
            actor=resident(actor.tenant_id, publication.matter_id),
            publication=publication,
            agrees=False,
            now=NOW,
        )
        assert like_public(LIKE_GREEN) == []

    def test_where_nothing_is_public_it_takes_one_query(
        self, actor, team, django_assert_num_queries
    ):
        made(actor)
        with django_assert_num_queries(1):
            assert like_public(LIKE_GREEN) == []


FILLED = """
SET LOCAL session_replication_role = replica;
INSERT INTO initiatives_fingerprint (tenant_id, matter_id, confidential, bands)
  SELECT 1, n, false, ARRAY(SELECT n * 100 + band FROM generate_series(1, 32) AS band)
  FROM generate_series(1, 3000) AS n;
INSERT INTO search_document
  (tenant_id, kind, thing_id, happened_at, weeks, scope, scope_id, seen_by, vector)
  SELECT 1, 'matter', n, now(), '{1}', 'matter', n, '{2}', to_tsvector('woord' || n)
  FROM generate_series(1, 3000) AS n;
ANALYZE initiatives_fingerprint, search_document;
SELECT set_config('app.tenant', '1', true);
SET LOCAL ROLE schakel_search;
"""


@pytest.mark.parametrize(
    ("function", "values", "index"),
    [
        (
            "search_copies",
            {"of_bands": "'{701,702}'::bigint[]", "&& keys": "&& '{2}'", "newest": "10"},
            "initiatives_fingerprint_bands",
        ),
        (
            "search_any_of",
            {"%1$L": "'woord7'", "%2$L": "1", "%3$L": "'{2}'", "%4$L": "'matter'", "%5$s": "10"},
            "search_document_words",
        ),
    ],
)
def test_the_role_that_reads_the_index_reads_it(committed, function, values, index):
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        (source,) = cursor.fetchone()
        if function == "search_any_of":
            source = source[source.index("SELECT d.thing_id") : source.index(") AS found")]
        for name, value in values.items():
            source = source.replace(name, value)
        cursor.execute(FILLED)
        cursor.execute(f"EXPLAIN {source}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert index in plan
        transaction.set_rollback(True, "owner")
