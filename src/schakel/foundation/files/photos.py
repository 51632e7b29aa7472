"""Photos without what they tell beside the picture: place, time, device, thumbnails."""

import base64
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from schakel.foundation.files.limits import run_limited
from schakel.foundation.kernel.refused import Refused

# More than any phone makes; unpacked, a larger one would be a bomb.
MOST_PIXELS = 120_000_000
_MEMORY_BYTES = 2 * 1024**3
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PHOTOS = frozenset(_FORMATS)


def without_traces(content: bytes) -> bytes:
    """The same picture, upright, with nothing beside it; Refused when it is no picture."""
    return base64.b64decode(
        run_limited("schakel.foundation.files.photos:redraw", content, _MEMORY_BYTES)
    )


def redraw(content: bytes) -> str:
    """Runs in the process with limits: the picture drawn anew, in base 64."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_FORMATS.values())) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("file_too_heavy")
            kind = opened.format
            picture = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("file_unreadable") from error
    except Image.DecompressionBombError as error:
        raise Refused("file_too_heavy") from error
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        bare.putpalette(picture.getpalette() or [])
    bare.paste(picture)
    drawn = io.BytesIO()
    if kind == "JPEG":
        bare.save(drawn, "JPEG", quality=88)
    else:
        bare.save(drawn, kind)
    return base64.b64encode(drawn.getvalue()).decode()
