from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.imports import rules
from schakel.domain.imports.rules import ANOTHER, Field, Known, Likeness
from schakel.domain.imports.rules.alike import Names, colleague_called, name_key
from schakel.domain.imports.rules.cells import as_day, emails_in, phones_in
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import cell_lines
from schakel.foundation.search.words import is_slip
from tests.sheets import HEADER, LIME, OAK

TODAY = date(2026, 11, 24)


def table(*rows, header=HEADER, merged=(), valueless=()):
    return rules.table_of(cell_lines([header, *rows]), merged, valueless)


def read(*rows, header=HEADER, **more):
    found = table(*rows, header=header, **more)
    return rules.entries(found, rules.guess(found.header, found.lines), TODAY)


def faults(*rows, header=HEADER, **more):
    return [(each.line, each.column, each.code) for each in read(*rows, header=header, **more)[1]]


def test_the_columns_of_a_dutch_list_are_guessed():
    found = table(OAK, LIME)
    assert rules.guess(found.header, found.lines) == {
        Field.GROUP: "Organisatie", Field.NAME: "Contactpersoon", Field.EMAIL: "E-mail",
        Field.PHONE: "Telefoon", Field.ADDRESS: "Adres", Field.POSTCODE: "Postcode",
        Field.CITY: "Plaats", Field.THEME: "Thema", Field.CARRIER: "Contactpersoon gemeente",
        Field.LAST_CONTACT: "Laatste contact", Field.OUR_PROMISE: "Toezegging",
        Field.OUR_DUE: "Uiterlijk", Field.THEIR_PROMISE: "Hun toezegging",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "field", "column"),
    [
        (("Naam", "Contactpersoon"), Field.GROUP, "Naam"),
        (("Voornaam", "Achternaam"), Field.LAST_NAME, "Achternaam"),
        (("Group", "Contact person", "Last contact"), Field.LAST_CONTACT, "Last contact"),
        (("Name", "Promise", "Due date"), Field.OUR_DUE, "Due date"),
        (("Naam", "E-mail contactpersoon"), Field.EMAIL, "E-mail contactpersoon"),
        (("Naam", "Telefoon organisatie"), Field.PHONE, "Telefoon organisatie"),
        (("Naam", "Accounthouder", "Achtervang"), Field.SECOND, "Achtervang"),
    ],
)
def test_headers_in_two_languages_are_known(header, field, column):
    found = table(["x" * 3] * len(header), header=header)
    assert rules.guess(found.header, found.lines)[field] == column


domains = st.sampled_from(["bewoner.example", "eik.example", "post.example"])
names = st.text("abcdefghijklm", min_size=1, max_size=9)
CONTENTS = {
    Field.EMAIL: st.builds("{}@{}".format, names, domains),
    Field.PHONE: st.integers(10_000_000, 99_999_999).map("06{}".format),
    Field.POSTCODE: st.integers(1000, 9999).map("{} AB".format),
    Field.LAST_CONTACT: st.builds(
        lambda day, form: day.strftime(form),
        st.dates(date(1990, 1, 1), TODAY),
        st.sampled_from(["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"]),
    ),
    Field.ADDRESS: st.integers(1, 999).map("Kastanjelaan {}".format),
}


@given(st.permutations(list(CONTENTS)), st.data())
def test_columns_without_a_telling_header_are_known_by_what_stands_in_them(order, data):
    header = ["Wie", *(f"K{place}" for place, _ in enumerate(order))]
    rows = [["Buurttuin", *(data.draw(CONTENTS[each]) for each in order)] for _ in range(4)]
    found = table(*rows, header=header)
    guessed = rules.guess(found.header, found.lines)
    assert guessed == {Field.NAME: "Wie"} | {each: f"K{place}" for place, each in enumerate(order)}


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), min_size=2, max_size=6))
def test_any_list_is_guessed_read_or_refused(rows):
    try:
        found = table(*rows[1:], header=rows[0])
        mapping = rules.guess(found.header, found.lines)
        rules.entries(found, mapping, TODAY)
    except Refused as refused:
        assert refused.code in {"file_has_no_rows", "mapping_needs_name"}
    else:
        assert set(mapping.values()) <= set(found.header)
        assert len(set(mapping.values())) == len(mapping)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("3-11-2026", date(2026, 11, 3)),
        ("03/11/2026", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-11-03 14:05:00", date(2026, 11, 3)),
        ("3 november 2026", date(2026, 11, 3)),
        ("di 3 nov. 2026", date(2026, 11, 3)),
        ("3 mrt 2026", date(2026, 3, 3)),
        ("46329", date(2026, 11, 3)),
        ("11/24/2026", None),
        ("31 februari 2026", None),
        ("binnenkort", None),
    ],
)
def test_a_day_is_read_as_people_and_programs_write_it(said, day):
    assert as_day(said) == day


def test_a_day_of_a_spreadsheet_counts_from_its_first():
    assert as_day("25569") == date(1970, 1, 1)
    assert as_day(str((TODAY - date(1899, 12, 30)).days)) == TODAY
    assert as_day("46329.6") == TODAY - timedelta(days=21)


def test_a_cell_may_hold_several_addresses_and_a_number_that_lost_its_zero():
    assert emails_in("a@x.example; <b@x.example>") == ("a@x.example", "b@x.example")
    assert emails_in("a@x.example, b") == ()
    assert phones_in("612345678") == ("+31612345678",)
    assert phones_in("06-12345678 / 020-1234567") == ("+31612345678", "+31201234567")
    assert phones_in("bel maar") == ()


def test_what_is_wrong_is_said_by_row_and_column():
    wrong = list(OAK)
    wrong[2], wrong[3], wrong[9], wrong[11] = "fatima@", "geen", "gisteren", "volgende week"
    assert faults(OAK, wrong) == [
        (3, "E-mail", "email_is_wrong"),
        (3, "Telefoon", "phone_is_wrong"),
        (3, "Laatste contact", "date_is_wrong"),
        (3, "Uiterlijk", "date_is_wrong"),
    ]
    nobody = ["", "", *OAK[2:]]
    assert faults(nobody) == [(2, "Organisatie", "row_needs_name")]
    early, alone, broken = list(OAK), list(OAK), list(OAK)
    early[9], alone[10], broken[0] = "3-11-2027", "", "#REF!"
    assert faults(early, alone, broken) == [
        (2, "Laatste contact", "contact_is_in_future"),
        (3, "Uiterlijk", "day_without_promise"),
        (4, "Organisatie", "cell_has_fault"),
    ]
    long = ["x" * 201, *OAK[1:]]
    assert faults(long) == [(2, "Organisatie", "cell_is_too_long")]


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_number():
    lines = cell_lines([["Onze contacten 2026"], [], HEADER, OAK, [], LIME])
    found = rules.table_of(lines)
    read, errors = rules.entries(found, rules.guess(found.header, found.lines), TODAY)
    assert [each.line for each in read] == [4, 6]
    assert errors == []


def test_merged_cells_count_downwards_for_a_group_and_are_refused_elsewhere():
    second = ["", "Ali Demir", "ali@eik.example", *OAK[3:]]
    (one, two), errors = read(OAK, second, merged=[(2, 1, 3, 1, "A2:A3")])
    assert (one.group, two.group, errors) == ("Buurttuin De Eik", "Buurttuin De Eik", [])
    found = read(OAK, second, merged=[(2, 10, 3, 10, "J2:J3"), (2, 3, 2, 4, "C2:D2")])[1]
    assert [(each.line, each.column, each.values["cells"]) for each in found] == [
        (2, "E-mail", "C2:D2"),
        (2, "Laatste contact", "J2:J3"),
    ]
    with pytest.raises(Refused, match="header_is_merged"):
        table(OAK, merged=[(1, 1, 1, 2, "A1:B1")])
    # What is not taken over does no harm.
    assert read(OAK, merged=[(2, 20, 3, 21, "T2:U3")])[1] == []


def test_a_formula_without_a_value_is_missing():
    found = read(OAK, valueless=[(2, 3, "C2"), (2, 30, "AD2")])[1]
    assert [(each.line, each.column, each.values["cell"]) for each in found] == [
        (2, "E-mail", "C2")
    ]


def test_a_list_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(Refused, match="list_is_too_long") as refused:
        table(*[["De Eik", "Fatima"]] * 20_001, header=HEADER[:2])
    assert refused.value.values == {"rows": 20_001, "most": 20_000}


def test_columns_of_one_name_are_told_apart():
    found = table(["Eik", "a@x.example", "b@x.example", "x"], header=["Naam", "E-mail", "E-mail"])
    assert found.header == ("Naam", "E-mail", "E-mail (2)", "#4")


def who(*rows, header=HEADER):
    return rules.people(read(*rows, header=header)[0])


def test_a_row_tells_of_a_group_and_of_who_speaks_for_it():
    people, bonds = who(OAK, LIME)
    told = {each.slot: (each.kind, each.sector, each.name, each.group) for each in people}
    assert told == {
        "2g": ("group", "resident", "Buurttuin De Eik", ""),
        "2p": ("person", "resident", "Fatima el Amrani", "2g"),
        "3g": ("organisation", "institution", "Stichting De Linde", ""),
        "3p": ("contact_person", "institution", "Piet Bakker", "3g"),
    }
    assert [bond.slot for bond in bonds] == ["2g", "3g"]
    by_slot = {each.slot: each for each in people}
    assert by_slot["3g"].emails == ("info@linde.example",)
    assert by_slot["3p"].emails == ("piet@linde.example",)
    assert by_slot["2g"].postal_address == "Kastanjelaan 12, 1234 AB  Waterhoven"


def test_who_stands_in_a_list_twice_is_one():
    again = ["buurttuin de eik", "Ali Demir", "ali@eik.example", *OAK[3:]]
    people, bonds = who(OAK, again, OAK)
    assert [each.name for each in people] == ["Buurttuin De Eik", "Fatima el Amrani", "Ali Demir"]
    assert [bond.slot for bond in bonds] == ["2g"] * 3


def test_namesakes_with_other_addresses_are_two():
    people, _ = who(
        ["Jan Bos", "jan@a.example"], ["Jan Bos", "bos@b.example"], header=["Naam", "E-mail"]
    )
    assert len(people) == 2


@pytest.mark.parametrize(
    ("name", "said", "kind", "sector"),
    [
        ("Jan Bos", "", "person", "resident"),
        ("Bakkerij Bos BV", "", "organisation", "business"),
        ("Stichting Welzijn", "", "organisation", "institution"),
        ("Werkgroep Groen", "", "group", "resident"),
        ("De Vonk", "ondernemer", "organisation", "business"),
        ("De Vonk", "bewonersgroep", "group", "resident"),
        ("De Vonk", "Instelling", "organisation", "institution"),
    ],
)
def test_a_name_or_the_list_says_what_somebody_is(name, said, kind, sector):
    (only,), _ = who([name, said], header=["Naam", "Soort"])
    assert (only.kind, only.sector) == (kind, sector)


def newcomer(name="Fatima el Amrani", email="fatima@eik.example"):
    (only,), _ = who([name, email], header=["Naam", "E-mail"])
    return only


def known(key="p1", name="Fatima el Amrani", *addresses, human=True, groups=()):
    return Known(
        key=key, name=name, is_human=human, reached_by=frozenset(addresses),
        groups=frozenset(groups),
    )  # fmt: skip


def test_the_same_name_and_address_is_certainly_the_same():
    found = rules.sort_out(
        [newcomer()], [known("p1", "Fatima El-Amrani", "fatima@eik.example")], {}
    )
    assert found.known_as == {"2p": "p1"}
    assert found.duplicates == ()


@pytest.mark.parametrize(
    ("there", "likeness", "suggested"),
    [
        (known("p1", "Fatma el Amrani", "fatima@eik.example"), Likeness.SAME_ADDRESS, "p1"),
        (known("p1", "Ali Demir", "fatima@eik.example"), Likeness.SAME_ADDRESS, ANOTHER),
        (known("p1", "Fatima el Amrani", "f@thuis.example"), Likeness.SAME_NAME, ANOTHER),
        (known("p1", "Fatima el Amrani"), Likeness.SAME_NAME, ANOTHER),
        (known("p1", "Fatima al Amrani"), Likeness.LIKE_NAME, ANOTHER),
    ],
)
def test_who_may_be_known_is_asked_with_the_reason(there, likeness, suggested):
    (asked,) = rules.sort_out([newcomer()], [there], {}).duplicates
    assert (asked.matches[0].likeness, asked.suggested) == (likeness, suggested)


def test_what_a_person_chose_goes_before_what_seems():
    there = known("p1", "Fatima el Amrani", "f@thuis.example")
    assert rules.sort_out([newcomer()], [there], {"2p": "p1"}).known_as == {"2p": "p1"}
    # Somebody who is no question cannot be chosen.
    assert rules.sort_out([newcomer()], [there], {"2p": "p99"}).known_as == {}


def test_a_person_is_never_taken_for_a_group():
    there = known("p1", "Fatima el Amrani", "fatima@eik.example", human=False)
    assert rules.sort_out([newcomer()], [there], {}).duplicates == ()


def test_who_belongs_to_the_same_group_is_known_by_that():
    people, _ = who(["De Eik", "Ali"], header=["Organisatie", "Contactpersoon"])
    there = [known("p1", "De Eik", human=False), known("p2", "Ali", "ali@x.example", groups=["p1"])]
    assert rules.sort_out(people, there, {}).known_as == {"2g": "p1", "2p": "p2"}


def test_two_people_of_one_group_may_share_a_number():
    header = ["Organisatie", "Contactpersoon", "Telefoon"]
    rows = [["De Eik", name, "0201234567"] for name in ("Fatima", "Ali", "Fatma")]
    people, _ = who(*rows, header=header)
    (asked,) = rules.sort_out(people, [], {}).duplicates
    assert (asked.newcomer.name, asked.suggested) == ("Fatma", "2p")


def test_two_spellings_within_one_list_are_shown_as_well():
    people, _ = who(["Buurttuin Kastanje"], ["Buurttuin Kastanj"], header=["Organisatie"])
    (asked,) = rules.sort_out(people, [], {}).duplicates
    assert asked.matches[0].known.key == "2g"
    assert rules.sort_out(people, [], {"3g": "2g"}).known_as == {"3g": "2g"}


letters = st.text("abcde ", min_size=3, max_size=14).filter(lambda text: len(name_key(text)) > 2)


@given(st.lists(letters, min_size=1, max_size=12), letters)
def test_every_single_slip_is_found_and_nothing_else(names, typed):
    found = Names()
    for each in names:
        found.add(each, each)
    key = name_key(typed)
    slips = [each for each in names if is_slip(name_key(each), key) and name_key(each) != key]
    near = found.nearly(typed)
    assert set(near) <= set(slips)
    single = [each for each in slips if _edits(name_key(each), key) == 1]
    assert set(single) <= set(near)


def _edits(one, other):
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True))
    short, long = sorted((one, other), key=len)
    return min(
        (1 for place in range(len(long)) if long[:place] + long[place + 1 :] == short), default=9
    )


ROSTER = [(1, "Noor de Wit", "noor@w.example"), (2, "Sam Jansen", "sam@w.example"),
          (3, "Sam Visser", "visser@w.example")]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("noor@w.example", 1), ("Noor", 1), ("noor de wit", 1), ("Noor de Witt", 1),
        ("Sam", None), ("Sam Jansen", 2), ("Kees", None), ("", None),
    ],
)  # fmt: skip
def test_a_colleague_is_known_by_address_name_or_slip_when_only_one_fits(said, number):
    assert colleague_called(said, ROSTER) == number


@pytest.mark.parametrize(
    ("roles", "networks", "code"),
    [
        (["connector"], [1], None),
        (["connector"], [2], "import_network_not_yours"),
        (["administrator"], [1], "import_not_yours"),
        (["official"], [1], "import_not_yours"),
    ],
)
def test_a_connector_reads_a_list_into_an_own_network(roles, networks, code):
    actor = Actor(
        kind=ActorKind.STAFF, tenant_id=1, staff_id=1, roles=frozenset(roles),
        network_ids=frozenset(networks),
    )  # fmt: skip
    if code is None:
        rules.check_import(actor, 1)
        return
    with pytest.raises(Refused, match=code):
        rules.check_import(actor, 1)
