"""To and from the export record: that somebody had a page, and nothing that opens it.

The links and paper codes that people have open the page where they got it, and no other. Their
next mail, or a new paper code, brings them to the page here.
"""

import secrets

from schakel.domain.access.models import PageLink
from schakel.foundation.records.shapes import Shape


def _nonce() -> str:
    return secrets.token_hex(16)


SHAPES = [
    Shape(noun="page_link", model=PageLink, left_out={"nonce": _nonce, "paper_digest": ""}),
]
