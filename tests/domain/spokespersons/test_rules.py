"""When somebody else speaks for a group: the table of what confirms it."""

from dataclasses import replace
from datetime import date

import pytest

from schakel.domain.spokespersons.rules import (
    Course,
    Given,
    Proof,
    check_ask,
    check_confirm,
    check_contest,
    check_own_page,
    check_running,
    course_of,
)
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.refused import Refused
from tests.make import NOW, TODAY

OLD, NEW, MEMBER, STRANGER = 1, 2, 3, 4
BY_BEFORE = Given(proof=Proof.BEFORE, words="Gebeld op maandag: zij zei ja.")
BY_MEMBER = Given(proof=Proof.MEMBER, witness=MEMBER)
BY_DOCUMENT = Given(proof=Proof.DOCUMENT, words="Notulen", document_on=date(2026, 11, 1))
CONNECTOR = Actor(kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset({"connector"}))


@pytest.mark.parametrize(
    ("given", "course", "reachable", "on_own_page", "code"),
    [
        (BY_BEFORE, Course.ASKED, True, False, None),
        (replace(BY_BEFORE, words=" "), Course.ASKED, True, True, None),
        (replace(BY_BEFORE, words=" "), Course.ASKED, True, False, "spokesperson_needs_words"),
        (BY_MEMBER, Course.ASKED, True, False, None),
        (replace(BY_MEMBER, witness=None), Course.ASKED, True, False, "spokesperson_needs_member"),
        (replace(BY_MEMBER, witness=NEW), Course.ASKED, True, False, "spokesperson_second_member"),
        (replace(BY_MEMBER, witness=OLD), Course.ASKED, True, False, "spokesperson_second_member"),
        (
            replace(BY_MEMBER, witness=STRANGER), Course.ASKED, True, False,
            "spokesperson_second_member",
        ),
        (BY_DOCUMENT, Course.ASKED, True, False, None),
        (replace(BY_DOCUMENT, words=""), Course.ASKED, True, False, "spokesperson_needs_document"),
        (
            replace(BY_DOCUMENT, document_on=None), Course.ASKED, True, False,
            "spokesperson_needs_document",
        ),
        (
            replace(BY_DOCUMENT, document_on=date(2026, 11, 25)), Course.ASKED, True, False,
            "spokesperson_document_later",
        ),
        (BY_MEMBER, Course.CONTESTED, True, False, "spokesperson_hear_both"),
        (replace(BY_MEMBER, words="Beiden gesproken"), Course.CONTESTED, True, False, None),
        (replace(BY_BEFORE, words=""), Course.CONTESTED, True, True, None),
        (BY_MEMBER, Course.ASKED, False, False, "spokesperson_needs_checked_address"),
        (BY_MEMBER, Course.CONFIRMED, True, False, "spokesperson_change_ended"),
        (BY_MEMBER, Course.WITHDRAWN, True, False, "spokesperson_change_ended"),
    ],
)  # fmt: skip
def test_what_confirms_a_change(given, course, reachable, on_own_page, code):
    def check() -> None:
        check_confirm(
            given, course=course, newcomer=NEW, before=OLD,
            members=frozenset({OLD, NEW, MEMBER}), reachable=reachable, on_own_page=on_own_page,
            today=TODAY,
        )  # fmt: skip

    if code is None:
        check()
    else:
        with pytest.raises(Refused, match=code):
            check()


@pytest.mark.parametrize(
    ("is_group", "somebody", "speaks", "running", "code"),
    [
        (False, True, False, False, "spokesperson_of_a_group"),
        (True, False, False, False, "spokesperson_is_a_person"),
        (True, True, True, False, "spokesperson_speaks_already"),
        (True, True, False, True, "spokesperson_asked_already"),
    ],
)
def test_a_change_that_changes_nothing_is_refused(is_group, somebody, speaks, running, code):
    with pytest.raises(Refused, match=code):
        check_ask(
            CONNECTOR, is_group=is_group, newcomer_is_somebody=somebody, newcomer_speaks=speaks,
            is_running=running,
        )  # fmt: skip


def test_a_sponsor_changes_no_spokesperson():
    sponsor = replace(CONNECTOR, roles=frozenset({"sponsor"}))
    with pytest.raises(Refused, match="party_not_yours_to_register"):
        check_ask(
            sponsor, is_group=True, newcomer_is_somebody=True, newcomer_speaks=False,
            is_running=False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("contested", "confirmed", "withdrawn", "course"),
    [
        (None, None, None, Course.ASKED),
        (NOW, None, None, Course.CONTESTED),
        (NOW, NOW, None, Course.CONFIRMED),
        (NOW, None, NOW, Course.WITHDRAWN),
    ],
)
def test_how_far_a_change_is(contested, confirmed, withdrawn, course):
    assert course_of(contested=contested, confirmed=confirmed, withdrawn=withdrawn) is course


def test_a_no_has_words_and_is_said_once():
    check_contest(Course.ASKED, "Wij kozen haar niet.")
    with pytest.raises(Refused, match="spokesperson_needs_objection"):
        check_contest(Course.ASKED, " ")
    with pytest.raises(Refused, match="spokesperson_is_contested"):
        check_contest(Course.CONTESTED, "Nee.")
    with pytest.raises(Refused, match="spokesperson_change_ended"):
        check_running(Course.WITHDRAWN)


def test_a_paper_code_says_nothing_where_there_is_mail():
    check_own_page(opened_by_mail=False, has_mail=False)
    check_own_page(opened_by_mail=True, has_mail=True)
    with pytest.raises(Refused, match="spokesperson_needs_mail"):
        check_own_page(opened_by_mail=False, has_mail=True)
