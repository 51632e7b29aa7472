"""Runs in the process with limits: typst, a closed folder, and values as JSON."""

import base64
import json
from pathlib import Path
from typing import Any, cast

import typst

from schakel.foundation.printing.glyphs import letters_of, printable

_HERE = Path(__file__).parent
# All that a template can read: base.typ. No system fonts, no packages, no network.
_ROOT = _HERE / "typst"
_FONTS = _HERE / "fonts"


def typeset(job: bytes) -> str:
    """The PDF in base 64 of ``{"template": …, "values": {…}}``."""
    asked = json.loads(job)
    letters = letters_of((_FONTS / "NotoSans_400Regular.ttf").read_bytes())
    values = _printable(asked["values"], letters)
    compiler = typst.Compiler(
        root=_ROOT,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
        ),
        package_path=_ROOT,
        package_cache_path=_ROOT,
        sys_inputs={"values": json.dumps(values)},
    )
    document = cast(
        bytes,
        compiler.compile(
            asked["template"].encode(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0
        ),
    )
    return base64.b64encode(document).decode()


def _printable(value: Any, letters: frozenset[int]) -> Any:
    if isinstance(value, str):
        return printable(value, letters)
    if isinstance(value, list):
        return [_printable(item, letters) for item in value]
    if isinstance(value, dict):
        return {name: _printable(item, letters) for name, item in value.items()}
    return value
