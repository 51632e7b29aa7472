import json

import pytest

from schakel.domain.organisations import rules
from schakel.domain.organisations.rules import AreaRow
from schakel.foundation.kernel.refused import Refused

HEADER = "code,naam,provincie,inwoners\n"


def feature(**properties):
    told = {
        "buurtcode": "BU99000100",
        "buurtnaam": "Vestingbuurt",
        "wijkcode": "WK990001",
        "aantal_inwoners": 1840,
        "water": "NEE",
    }
    return {"type": "Feature", "properties": {**told, **properties}}


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_municipalities_are_read_from_a_delimited_file():
    raw = (HEADER + "GM9900,Waterhoven,Utrecht,27000\nGM9901,Zandstad,Utrecht,\n").encode()
    assert rules.municipalities(raw) == [
        AreaRow("GM9900", "Waterhoven", "municipality", None, 27000, is_own=False),
        AreaRow("GM9901", "Zandstad", "municipality", None, None, is_own=False),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEADER, "file_has_no_rows", None),
        ("code;naam\nGM9900;Waterhoven\n", "areas_need_column", None),
        (HEADER + "GM9900,Waterhoven,x,9\nBU99000100,x,x,9\n", "area_code_is_wrong", 3),
        (HEADER + "GM99,Waterhoven,x,9\n", "area_code_is_wrong", 2),
        (HEADER + "GM9900,,x,9\n", "area_needs_name", 2),
        (HEADER + "GM9900,Waterhoven,x,veel\n", "area_inhabitants_are_wrong", 2),
        (HEADER + "GM9900,Waterhoven,x,-5\n", "area_inhabitants_are_wrong", 2),
    ],
)
def test_what_is_wrong_with_municipalities_is_told_with_its_line(text, code, line):
    with pytest.raises(Refused) as refused:
        rules.municipalities(text.encode())
    assert refused.value.code == code
    assert refused.value.values.get("line") == line


def test_a_district_comes_before_its_neighbourhoods_and_once():
    raw = geojson(feature(), feature(buurtcode="BU99000101", buurtnaam="Havenkwartier"))
    found = rules.neighbourhoods(raw)
    assert [each.code for each in found] == ["WK990001", "BU99000100", "BU99000101"]
    assert found[0] == AreaRow("WK990001", "Wijk 1", "district", "GM9900")
    assert found[1] == AreaRow("BU99000100", "Vestingbuurt", "neighbourhood", "WK990001", 1840)


def test_a_district_keeps_the_name_that_the_file_gives():
    assert rules.neighbourhoods(geojson(feature(wijknaam="Binnenstad")))[0].name == "Binnenstad"


@pytest.mark.parametrize("missing", [-99995, -99997, None, "onbekend", float("nan")])
def test_what_cbs_does_not_tell_is_not_known(missing):
    found = rules.neighbourhoods(geojson(feature(aantal_inwoners=missing)))
    assert found[1].inhabitants is None


def test_water_is_no_neighbourhood():
    raw = geojson(feature(), feature(buurtcode="BU99000199", water="JA"))
    assert [each.code for each in rules.neighbourhoods(raw)] == ["WK990001", "BU99000100"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"geen json", "file_unreadable"),
        (b"[" * 100_000, "file_unreadable"),
        (b"[1, 2]", "file_is_no_geojson"),
        (b'{"features": 3}', "file_is_no_geojson"),
        (b'{"features": [3]}', "file_is_no_geojson"),
        (geojson(), "file_has_no_rows"),
        (geojson(feature(buurtcode="XX1")), "area_code_is_wrong"),
        (geojson(feature(wijkcode=None)), "area_code_is_wrong"),
        (geojson(feature(buurtnaam=" ")), "area_needs_name"),
    ],
)
def test_a_file_that_holds_no_neighbourhoods_is_refused(raw, code):
    with pytest.raises(Refused, match=code):
        rules.neighbourhoods(raw)


def refused(check, *values, **named):
    try:
        check(*values, **named)
    except Refused as no:
        return no.code
    return None


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (2, "rhythm_out_of_range"),
        (3, None),
        (60, None),
        (180, None),
        (181, "rhythm_out_of_range"),
    ],
)
def test_people_speak_at_least_each_half_year_and_not_more_often_than_each_three_days(days, code):
    assert refused(rules.check_rhythm, days) == code
    assert refused(rules.check_theme, "Groen", days, is_known=False) == code


@pytest.mark.parametrize(
    ("name", "is_known", "code"),
    [("Groen", False, None), (" ", False, "theme_needs_name"), ("Groen", True, "theme_is_known")],
)
def test_a_theme_has_a_name_of_its_own(name, is_known, code):
    assert refused(rules.check_theme, name, 60, is_known=is_known) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Groen", "groen"),
        ("Energie & wonen", "energie-wonen"),
        ("Café's in één straat", "cafe-s-in-een-straat"),
        ("x" * 80, "x" * 60),
        (f"{'x' * 59} y", "x" * 59),
    ],
)
def test_the_code_of_a_theme_can_stand_in_an_address(name, code):
    assert rules.code_of(name) == code


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("", None),
        ("14 0500", None),
        ("0500 123 456", None),
        ("+31 (0)500-123456", None),
        ("bel maar", "phone_not_valid"),
        ("12", "phone_not_valid"),
        ("1" * 16, "phone_not_valid"),
    ],
)
def test_a_number_can_be_called(phone, code):
    assert refused(rules.check_phone, phone) == code


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("Gemeente Waterhoven", "nl", None),
        ("Gemeente Waterhoven", "en", None),
        ("Gemeente Waterhoven", "fr", "language_unknown"),
        (" ", "nl", "tenant_needs_name"),
    ],
)
def test_an_institution_has_a_name_and_a_language_that_we_write(name, language, code):
    assert refused(rules.check_name, name, language) == code
