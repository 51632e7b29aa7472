import io

import pytest
from PIL import Image

from schakel.foundation.files.photos import without_traces
from schakel.foundation.kernel.refused import Refused

GPS, ORIENTATION, LATITUDE = 0x8825, 0x0112, 2


def photo(kind: str, mode: str = "RGB") -> bytes:
    picture = Image.new(mode, (40, 20), 7 if mode == "P" else "teal")
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[LATITUDE] = (52.0, 13.0, 7.5)
    exif[0x010F] = "Kanarie"
    made = io.BytesIO()
    picture.save(made, kind, exif=exif)
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_a_photo_loses_its_place_and_stands_upright(kind, mode):
    content = photo(kind, mode)
    assert b"Kanarie" in content
    bare = without_traces(content)
    assert b"Kanarie" not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        assert picture.format == kind
        assert not dict(picture.getexif())
        assert picture.size == (20, 40)


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0 no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50]
)
def test_what_only_looks_like_a_photo_is_refused(content):
    with pytest.raises(Refused, match="file_unreadable"):
        without_traces(content)


def test_a_picture_that_unpacks_to_too_much_is_refused():
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    assert len(made.getvalue()) < 200_000
    with pytest.raises(Refused, match="file_too_heavy"):
        without_traces(made.getvalue())
