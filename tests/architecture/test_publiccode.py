"""``publiccode.yml`` holds what version 0.4 of its standard asks.

In our own words: the mandatory keys, and the shape of those that we give.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[2]

MANDATORY = (
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description",
    "legal.license",
    "maintenance.type",
    "localisation.localisationReady",
    "localisation.availableLanguages",
)
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
    "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip
MAINTENANCE = {"internal", "contract", "community", "none"}
# Those of the standard's lists that Schakel could be.
CATEGORIES = {
    "collaboration", "communications", "contact-management", "crm",
    "customer-service-and-support", "digital-citizenship", "feedback-and-reviews-management",
    "task-management", "workflow-management",
}  # fmt: skip
SCOPES = {"government", "local-authorities", "society"}
SHORT, LONG, FEATURE = 150, (150, 10_000), 100


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return found


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


@pytest.mark.parametrize("key", MANDATORY)
def test_what_is_mandatory_is_there(told, key):
    found: Any = told
    for part in key.split("."):
        assert part in found, key
        found = found[part]
    assert found not in ("", [], {}, None)


def test_it_states_the_version_of_the_standard_that_is_held_here(told):
    assert told["publiccodeYmlVersion"] == "0.4"


def test_version_and_licence_are_those_of_the_package(told):
    assert told["softwareVersion"] == project()["version"]
    assert told["legal"]["license"] == project()["license"]
    # An SPDX identifier: one word of letters, digits, dots and hyphens.
    assert re.fullmatch(r"[A-Za-z0-9.-]+", told["legal"]["license"])


def test_a_date_is_a_day_in_iso_8601(told):
    # YAML reads only such a day as a date.
    assert isinstance(told["releaseDate"], date)
    for contractor in told["maintenance"].get("contractors", ()):
        assert isinstance(contractor["until"], date)


def test_words_of_a_list_are_on_that_list(told):
    assert told["developmentStatus"] in STATUSES
    assert told["softwareType"] in TYPES
    assert told["maintenance"]["type"] in MAINTENANCE
    assert set(told["categories"]) <= CATEGORIES
    assert set(told["intendedAudience"]["scope"]) <= SCOPES
    assert all(re.fullmatch("[A-Z]{2}", each) for each in told["intendedAudience"]["countries"])
    assert told["localisation"]["localisationReady"] in (True, False)


def test_the_address_is_one_from_which_git_clones(told):
    address = urlsplit(told["url"])
    assert address.scheme == "https"
    assert address.hostname
    assert address.path.endswith(".git")


def test_who_maintains_it_together_can_be_named(told):
    assert told["maintenance"]["type"] == "community"
    assert all(each["name"] for each in told["maintenance"]["contacts"])
    assert told["maintenance"]["contacts"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_description_fits(told, language):
    words = told["description"][language]
    assert 0 < len(words["shortDescription"]) <= SHORT
    assert LONG[0] <= len(words["longDescription"]) <= LONG[1]
    assert words["features"]
    assert all(len(each) <= FEATURE for each in words["features"])


def test_it_is_described_in_the_languages_that_it_speaks(told):
    assert set(told["localisation"]["availableLanguages"]) == {"nl", "en"}
    assert set(told["description"]) == {"nl", "en"}
