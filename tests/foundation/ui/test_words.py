from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from schakel.foundation.ui import words

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _in_dutch_summer_and_winter():
    with translation.override("nl"), timezone.override("Europe/Amsterdam"):
        yield


@pytest.mark.parametrize(
    ("day", "today", "said"),
    [
        (date(2026, 12, 8), TODAY, "dinsdag 8 december"),
        (date(2027, 1, 4), TODAY, "maandag 4 januari 2027"),
        (date(2026, 12, 8), None, "dinsdag 8 december 2026"),
        (datetime(2026, 12, 7, 23, 30, tzinfo=UTC), TODAY, "dinsdag 8 december"),
    ],
)
def test_a_day_is_said_in_full_and_names_its_year_only_when_it_is_another(day, today, said):
    assert words.long_date(day, today) == said


def test_a_deadline_names_the_last_day_that_is_in_time():
    assert words.deadline(date(2026, 12, 8), TODAY) == "uiterlijk dinsdag 8 december"


def test_a_moment_is_said_on_the_clock_of_the_reader():
    at = datetime(2026, 11, 17, 13, 5, tzinfo=UTC)
    assert words.moment(at, TODAY) == "dinsdag 17 november, 14.05 uur"


def test_english_is_spoken_to_who_chose_english():
    with translation.override("en"):
        assert words.deadline(date(2026, 12, 8), TODAY) == "Tuesday 8 December at the latest"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Noor"], "Noor"),
        (["Noor", "Sam"], "Noor en Sam"),
        (["Noor", "Sam", "Piet"], "Noor, Sam en Piet"),
    ],
)
def test_names_are_listed_as_one_says_them(names, said):
    assert words.sentence_list(names) == said


def test_a_page_says_the_same_and_stays_silent_about_a_date_that_is_not_there():
    page = Template(
        "{% load ui %}{{ due|deadline:today }}|{{ none|deadline:today }}|{{ names|sentence_list }}"
    )
    said = page.render(
        Context({"due": date(2026, 12, 8), "today": TODAY, "none": None, "names": ["Noor", "Sam"]})
    )
    assert said == "uiterlijk dinsdag 8 december||Noor en Sam"
