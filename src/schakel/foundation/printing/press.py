"""From a template and values to a PDF, in a process with limits."""

import base64
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import cast

from django.core.serializers.json import DjangoJSONEncoder

from schakel.foundation.files.limits import run_limited
from schakel.foundation.kernel.refused import Refused

SECONDS = 20.0
_TYPESETTER = "schakel.foundation.printing.typesetting:typeset"


def render(template: str, values: Mapping[str, object]) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1) of ``package:file.typ`` in that package's ``printed``.

    ``values`` are data for the template, whatever they look like. ``base.typ`` needs ``title``,
    ``sender`` (the tenant's name) and ``printed_on`` (a date); ``language`` is "nl" unless given.
    The same values give the same bytes. Refused with ``print_failed`` when it cannot be made.
    """
    package, _, name = template.partition(":")
    source = (files(package) / "printed" / name).read_text(encoding="utf-8")
    job = json.dumps({"template": source, "values": dict(values)}, cls=DjangoJSONEncoder)
    try:
        printed = run_limited(_TYPESETTER, job.encode(), seconds=SECONDS)
    except Refused:
        raise Refused("print_failed") from None
    return base64.b64decode(cast(str, printed))
