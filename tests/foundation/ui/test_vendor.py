import gzip
import hashlib
import tomllib
from pathlib import Path

import pytest

from schakel.foundation import printing, ui

STATIC = Path(ui.__file__).parent / "static"
FONTS = Path(printing.__file__).parent / "fonts"
TESTS = Path(__file__).parents[2]
MOST_BYTES_OF_A_FIRST_VISIT = 45_000


@pytest.mark.parametrize("folder", [STATIC / "vendor", FONTS, TESTS / "vendor"])
def test_a_file_of_others_is_the_file_that_was_fetched(folder):
    recorded = tomllib.loads((folder / "VERSIONS.toml").read_text(encoding="utf-8"))["sha256"]
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "VERSIONS.toml"
    }
    assert found == recorded


def test_a_first_visit_is_light():
    files = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    assert (
        sum(len(gzip.compress(path.read_bytes())) for path in files) < MOST_BYTES_OF_A_FIRST_VISIT
    )


def test_nothing_is_fetched_from_elsewhere():
    for path in (STATIC / "schakel").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, path.name
    assert "url(" not in (STATIC / "vendor/nl-design-system.css").read_text(encoding="utf-8")
