import subprocess
import sys

import pytest

from schakel.algorithms.cut_points.__main__ import main

EDGES = "a,b\noffice,Ann\noffice,Bob\nAnn,choir\nAnn,club\nBob,club\nshop,café\n"


@pytest.fixture
def asked(tmp_path, capsys):
    """Runs the command on a file with this content."""

    def run(content, *more):
        file = tmp_path / "edges.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = main([str(file), *more])
        said = capsys.readouterr()
        return status, said.out, said.err.replace(f"{file}: ", "")

    return run


def test_each_node_with_whom_it_cuts_off_from_the_root(asked):
    assert asked(EDGES, "--root", "office") == (
        0,
        "node,cut_point,cut_off\noffice,no,4\nAnn,yes,1\nBob,no,0\nchoir,no,0\nclub,no,0\n"
        "shop,no,\ncafé,no,\n",
        "2 nodes do not reach “office” anyhow\n",
    )


def test_without_a_root_nobody_is_cut_off(asked):
    status, out, err = asked(EDGES)
    assert (status, err) == (0, "")
    assert out.splitlines()[1:3] == ["office,no,", "Ann,yes,"]


@pytest.mark.parametrize(
    "content",
    [
        EDGES,
        EDGES.replace("\n", "\r\n"),
        "\ufeff" + EDGES.replace(",", ";"),
        EDGES.replace(",", "\t").replace("a\tb", "A \t B") + "\n\n",
        EDGES + "Ann,choir\nchoir,Ann\nclub,club\n",
        EDGES.replace("choir", '" choir "'),
    ],
)
def test_bridges_by_name(asked, content):
    assert asked(content, "--bridges") == (0, "a,b\nAnn,choir\nshop,café\n", "")


def test_a_file_with_only_a_header_has_no_nodes(asked):
    assert asked("a,b\n") == (0, "node,cut_point,cut_off\n", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1: it must name the columns a and b, each once"),
        ("a,b,a\n", "line 1: it must name the columns a and b, each once"),
        ("a,b\nx,y\nz\n", "line 3: it has only 1 of the columns"),
        ("a,b\nx,\n", "an edge has two ends, and one of them is empty"),
        (EDGES, "“nobody” is not in it"),
        (b"a,b\n\xff\xfe,x\n", "it is not UTF-8"),
        (f'a,b\n"{"x" * 200_000}",y\n', "line 2: field larger than field limit"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(asked, content, words):
    status, out, err = asked(content, "--root", "nobody")
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_words(capsys):
    assert main(["nowhere.csv"]) == 2
    assert capsys.readouterr().err == "nowhere.csv: No such file or directory\n"


def test_the_command_runs_where_nothing_compiled_can_be_kept(tmp_path):
    edges = tmp_path / "edges.csv"
    edges.write_text(EDGES)
    ended = subprocess.run(
        [sys.executable, "-m", "schakel.algorithms.cut_points", edges, "--bridges"],
        env={"NUMBA_CACHE_LOCATOR_CLASSES": "ZipCacheLocator"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("a,b\nAnn,choir\nshop,café\n", "")
