import csv
import io
import os
import random
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.algorithms.likeness import __main__ as command
from schakel.algorithms.likeness.copies import copies
from schakel.algorithms.likeness.frequencies import Frequencies
from schakel.algorithms.likeness.grams import WIDTH, fold, grams
from schakel.algorithms.likeness.index import Index
from schakel.algorithms.likeness.ranking import likeness, rank
from schakel.algorithms.likeness.signatures import BANDS, bands, found_with_chance, signature
from schakel.algorithms.likeness.thresholds import COPY, LIKE
from tests.real import real

# Two ways to say one thing; no pair is about what another is about.
RELATED = [
    ("parkeeroverlast Kerkstraat", "te veel geparkeerde auto's in de Kerkstraat"),
    (
        "Bankje bij de speeltuin",
        "Er is geen plek om te zitten bij de speelplaats: kan er een bank komen?",
    ),
    ("Hondenpoep in het park", "Overal ligt poep van honden in het Wilhelminapark"),
    (
        "Straatverlichting kapot in de Dorpsstraat",
        "De lantaarns in de Dorpsstraat geven geen licht",
    ),
    ("Meer bomen in onze buurt", "Boom planten in de buurt tegen hitte"),
    (
        "Veilig oversteken bij de basisschool",
        "Oversteekplaats voor de schoolkinderen is onveilig",
    ),
    (
        "Muziekavond voor ouderen in het buurthuis",
        "Samen muziek maken: avonden voor oudere bewoners in het buurthuis",
    ),
    ("Geluidsoverlast van het café", "Lawaai van cafés, iedere nacht overlast van geluid"),
    ("Gemeentes luisteren niet naar jongeren", "De gemeente moet jongeren beter horen"),
    ("Zwerfafval langs de vijver", "Er drijft afval in de vijver en er ligt zwerfvuil"),
]
ONES, OTHERS = zip(*RELATED, strict=True)
FREQUENCIES = Frequencies.of(ONES + OTHERS)

STORY = (
    "Op het plein staan iedere avond bussen met draaiende motor. De bewoners ruiken de uitlaat tot "
    "in hun slaapkamer. Wij vragen om een bord, en om een gesprek met het vervoersbedrijf."
)

words = st.sampled_from(" ".join(ONES + OTHERS).split())
texts = st.one_of(st.lists(words, max_size=12).map(" ".join), st.text(max_size=60))
collections = st.lists(texts, max_size=8)


def like(one: str, other: str, frequencies: Frequencies = FREQUENCIES) -> float:
    return likeness(grams(one), grams(other), frequencies)


def with_one_letter_wrong(text: str) -> list[str]:
    """The text once for each of its letters, with another letter there."""
    return [
        text[:place] + ("x" if letter != "x" else "y") + text[place + 1 :]
        for place, letter in enumerate(text)
        if letter.isalpha()
    ]


def mistyped(text: str) -> str:
    """One letter in the middle wrong."""
    wrong = with_one_letter_wrong(text)
    return wrong[len(wrong) // 2]


def titles() -> list[str]:
    """Names of the real ideas of both places."""
    found = []
    for name in ("netherlands_assen_2024_.pb", "netherlands_amsterdam_166_.pb"):
        lines = real(f"pabulib/{name}").read_text(encoding="utf-8").splitlines()
        table = lines[lines.index("PROJECTS") + 1 : lines.index("VOTES")]
        found += [row["name"] for row in csv.DictReader(table, delimiter=";")]
    return found


# Texts and their grams


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Café  op de COOLSINGEL!", " cafe op de coolsingel "),
        ("cafe\u0301", " cafe "),
        ("auto's_en-fietsen", " auto s en fietsen "),
        ("Straße № 12", " strasse no 12 "),
        ("", "  "),
        ("?!", "  "),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(written, folded):
    assert fold(written) == folded
    assert list(grams(written)) == list(grams(folded))


def test_a_word_has_its_pieces_of_three_to_five_with_its_spaces():
    # " boom ": 4 of three, 3 of four, 2 of five.
    assert len(grams("boom")) == 9
    assert set(grams("de boom")) == set(grams("de")) | set(grams("boom"))


@given(texts)
def test_grams_are_distinct_ascending_and_within_the_width(text):
    columns = grams(text)
    assert np.all(np.diff(columns.astype(np.int64)) > 0)
    assert not len(columns) or columns[-1] < WIDTH
    assert bool(len(columns)) == bool(fold(text).strip())


def test_grams_signatures_and_bands_are_what_callers_stored():
    """Whoever changes one of these makes what callers stored worthless."""
    assert list(grams("boom")) == [
        3998,
        78105,
        94813,
        134347,
        230124,
        232825,
        233639,
        246186,
        258503,
    ]
    assert list(signature("boom")[:3]) == [73943154, 1316144688, 99257606]
    assert bands(signature("boom"))[:2] == [2680023184902042677, 4988813235784886174]


@pytest.mark.parametrize("seed", ["1", "31415"])
def test_they_are_the_same_in_another_process(seed):
    program = (
        "from schakel.algorithms.likeness.signatures import bands, signature;"
        "from schakel.algorithms.likeness.frequencies import Frequencies;"
        f"print(bands(signature({STORY!r})), Frequencies.of([{STORY!r}]).to_bytes().hex())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    printed = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert printed.strip() == (
        f"{bands(signature(STORY))} {Frequencies.of([STORY]).to_bytes().hex()}"
    )


# Frequencies


@given(collections, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_matter(several, chance):
    shuffled = chance.sample(several, len(several))
    assert Frequencies.of(several).to_bytes() == Frequencies.of(shuffled).to_bytes()


@given(collections, texts)
def test_adding_to_what_was_stored_equals_counting_all_at_once(several, later):
    stored = Frequencies.from_bytes(Frequencies.of(several).to_bytes())
    stored.add(later)
    assert stored.to_bytes() == Frequencies.of([*several, later]).to_bytes()


def test_a_rare_word_weighs_more_than_one_that_stands_everywhere():
    frequencies = Frequencies.of(["de boom", "de bank", "de fiets"])
    assert frequencies.weights(grams("boom")).min() > frequencies.weights(grams("de")).max()


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\1\0\0\0\2\0\0\0",
        np.array([1, WIDTH, 1], dtype="<u4").tobytes(),
        np.array([1, 5, 2], dtype="<u4").tobytes(),
        b"abc",
    ],
    ids=["nothing", "half a pair", "a column too far", "more counts than texts", "cut off"],
)
def test_other_bytes_are_refused(stored):
    with pytest.raises(ValueError):
        Frequencies.from_bytes(stored)


# Likeness


@given(texts, texts)
def test_likeness_is_the_same_from_both_sides_and_between_0_and_1(one, other):
    assert like(one, other) == like(other, one)
    assert 0 <= like(one, other) <= 1


@given(texts)
def test_a_text_is_wholly_like_itself_unless_it_says_nothing(text):
    assert like(text, text) == pytest.approx(1.0 if fold(text).strip() else 0.0)


@given(st.lists(words, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_matter(said, chance):
    other = chance.sample(said, len(said))
    assert like(" ".join(said), " ".join(other)) == pytest.approx(1.0)


@pytest.mark.parametrize("place", range(len(RELATED)), ids=ONES)
def test_of_all_texts_the_related_one_is_likest(place):
    first, second, *_ = rank(ONES[place], OTHERS, FREQUENCIES, at_least=0)
    assert first.place == place
    assert first.score > 1.5 * second.score


def test_related_texts_are_above_the_line_and_unrelated_ones_below():
    related = [like(one, other) for one, other in RELATED]
    unrelated = [
        like(ONES[one], OTHERS[other]) for one in range(10) for other in range(10) if one != other
    ]
    assert sum(score >= LIKE for score in related) >= 9
    assert max(unrelated) < LIKE
    assert max(unrelated) < min(related)


def test_shared_words_say_why_as_they_are_written_there():
    found = rank(ONES[0], OTHERS, FREQUENCIES)
    assert [(one.place, one.words) for one in found] == [(0, ("Kerkstraat", "geparkeerde"))]
    (of_the_cafe,) = rank(ONES[7], OTHERS, FREQUENCIES)
    assert "cafés" in of_the_cafe.words


def test_nothing_is_like_a_text_that_says_nothing():
    assert rank("?!", OTHERS, FREQUENCIES, at_least=0.01) == []
    assert rank("boom", ["", "?!"], FREQUENCIES, at_least=0.01) == []
    assert rank("boom", [], FREQUENCIES) == []


def test_each_real_title_with_one_letter_wrong_finds_itself_first():
    known = titles()
    assert len(known) == 66
    frequencies = Frequencies.of(known)
    index = Index(known, frequencies)
    scores = []
    for place, title in enumerate(known):
        assert rank(mistyped(title), known, frequencies, at_least=0)[0].place == place, title
        for wrong in with_one_letter_wrong(title):
            (first,) = index.search(wrong, top=1, at_least=0).likest
            assert first[0] == place, wrong
            scores.append(first[1])
    # Only of a title of one short word does a wrong letter leave less than the line.
    assert np.mean(np.array(scores) < LIKE) < 0.005


# Bands


def test_bands_fit_a_bigint_and_a_text_that_says_nothing_has_none():
    keys = bands(signature(STORY))
    assert len(set(keys)) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert min(keys) < 0 < max(keys)
    assert signature("").dtype == signature(STORY).dtype == np.uint32
    assert bands(signature("?!")) == []


@given(st.lists(words, min_size=1, max_size=12))
def test_texts_of_the_same_words_have_the_same_bands(said):
    assert bands(signature(" ".join(said))) == bands(signature(" ".join(reversed(said)).upper()))


def test_the_signature_estimates_the_jaccard_likeness():
    shorter = STORY.rpartition(" Wij")[0]
    true = len(np.intersect1d(grams(STORY), grams(shorter))) / len(grams(STORY))
    estimate = np.mean(signature(STORY) == signature(shorter))
    # Four standard errors of 128 draws.
    assert estimate == pytest.approx(true, abs=4 * (true * (1 - true) / 128) ** 0.5)


@pytest.mark.parametrize(
    ("jaccard", "chance"), [(0.0, 0.0), (0.1, 0.003), (0.5, 0.873), (2 / 3, 0.999), (1.0, 1.0)]
)
def test_the_chance_to_be_found_is_the_closed_form(jaccard, chance):
    assert found_with_chance(jaccard) == pytest.approx(chance, abs=1e-3)


# Near copies


def test_a_copy_with_a_typing_error_a_dropped_sentence_or_moved_words_is_found():
    several = [
        STORY,
        *OTHERS,
        mistyped(STORY),
        STORY.partition(". ")[2],
        " ".join(reversed(STORY.split())),
    ]
    found = copies(several, Frequencies.of(several))
    assert {(one, other) for one, other, _ in found.pairs} >= {(0, 11), (0, 12), (0, 13)}
    assert all(one == 0 or one > 10 for one, _, _ in found.pairs)
    assert found.found > 0.95


@settings(max_examples=30)
@given(st.lists(texts, max_size=12))
def test_copies_are_the_pairs_of_a_full_comparison_as_far_as_bands_meet(several):
    frequencies = Frequencies.of(several)
    keys = [set(bands(signature(text))) for text in several]
    sets = [grams(text).tobytes() for text in several]
    expected = {
        (one, other)
        for one, other in combinations(range(len(several)), 2)
        if like(several[one], several[other], frequencies) >= COPY
        and keys[one] & keys[other]
        # Of texts of the same words only the first is compared.
        and sets.index(sets[one]) == one
        and sets.index(sets[other]) in (one, other)
    }
    found = copies(several, frequencies)
    assert {(one, other) for one, other, _ in found.pairs} == expected
    assert 0 < found.found <= 1 if expected else found.found is None


def test_a_thousand_times_the_same_text_is_not_half_a_million_pairs():
    several = [STORY] * 1000 + [""] * 1000
    assert len(copies(several, Frequencies.of(several)).pairs) == 999


# The likest of many


def test_what_the_index_finds_is_what_comparing_all_finds_or_no_liker_than_it_says(monkeypatch):
    monkeypatch.setattr("schakel.algorithms.likeness.index.READ", 2_000)
    monkeypatch.setattr("schakel.algorithms.likeness.index.COMPARED", 10)
    chance = random.Random(7)
    known = " ".join(ONES + OTHERS).split()
    several = [" ".join(chance.choices(known, k=chance.randint(0, 12))) for _ in range(200)]
    frequencies = Frequencies.of(several)
    index = Index(several, frequencies)
    for query in [*ONES, *several[:20]]:
        found = index.search(query, top=3, at_least=0.1)
        scores = np.array([like(query, text, frequencies) for text in several])
        assert index.scores(query, np.arange(200)) == pytest.approx(scores)
        assert [scores[place] for place, _ in found.likest] == pytest.approx(
            [score for _, score in found.likest]
        )
        scores[[place for place, _ in found.likest]] = 0
        floor = found.likest[-1][1] if len(found.likest) == 3 else 0.1
        assert scores.max() <= max(found.at_most, floor) + 1e-9


@settings(max_examples=50)
@given(collections, texts)
def test_among_few_texts_the_index_ranks_as_comparing_all_does(several, query):
    frequencies = Frequencies.of(several)
    found = Index(several, frequencies).search(query, top=8)
    expected = rank(query, several, frequencies, top=8)
    assert [score for _, score in found.likest] == pytest.approx([one.score for one in expected])


# The command line


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "texts.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerows([("id", "text"), ("a", STORY), ("b", OTHERS[0]), ("c", mistyped(STORY))])
    return path


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_the_command_prints_copies_and_how_good_the_search_was(file, capsys):
    assert command.main([str(file)]) == 0
    printed = capsys.readouterr()
    assert [(row["id"], row["other"]) for row in rows(printed.out)] == [("a", "c"), ("c", "a")]
    assert float(rows(printed.out)[0]["score"]) > COPY
    assert rows(printed.out)[0]["shared words"]
    assert "compared 1 of 3 pairs; 1 pairs are copies" in printed.err
    assert "an estimated 100.0% of all" in printed.err
    assert f"chance to find a pair just at {COPY}" in printed.err


def test_the_command_prints_the_texts_most_like_a_query(file, capsys):
    assert command.main([str(file), "--query", ONES[0], "--top", "1"]) == 0
    printed = capsys.readouterr()
    assert [row["other"] for row in rows(printed.out)] == ["b"]
    assert "Kerkstraat" in rows(printed.out)[0]["shared words"]
    assert "none of the others is liker than" in printed.err


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"id,text\n1,\xff\xfe\n"], ids=["empty", "columns", "encoding"]
)
def test_the_command_refuses_a_file_that_it_cannot_read(tmp_path, capsys, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert command.main([str(path)]) == 2
    assert str(path) in capsys.readouterr().err
    assert command.main([str(tmp_path / "none.csv")]) == 2
