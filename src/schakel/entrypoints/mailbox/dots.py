"""What stands between DATA and the last dot (RFC 5321, 4.1.1.4 and 4.5.2), a piece at a time."""

_END = b"\r\n.\r\n"
_NEW_LINE = b"\r\n"


class Dots:
    """Takes away the dots that a sender put before others, and finds the one that ends the mail.

    Only CRLF, dot, CRLF ends it. A lone CR or LF is a byte as any other: who takes it for a line
    would let one mail be taken for two.
    """

    def __init__(self) -> None:
        # A mail begins on a new line; this one is not of the mail.
        self._held = _NEW_LINE
        self._begins = True

    def feed(self, piece: bytes) -> tuple[bytes, bytes | None]:
        """What is sure of the mail by now, and what came behind its end, once that was there."""
        seen = self._held + piece
        end = seen.find(_END)
        if end >= 0:
            return self._bare(seen[: end + len(_NEW_LINE)]), seen[end + len(_END) :]
        sure = len(seen) - _perhaps_the_end(seen)
        self._held = seen[sure:]
        return self._bare(seen[:sure]), None

    def _bare(self, lines: bytes) -> bytes:
        bare = lines.replace(b"\r\n.", _NEW_LINE)
        if self._begins and bare:
            self._begins = False
            return bare.removeprefix(_NEW_LINE)
        return bare


def _perhaps_the_end(seen: bytes) -> int:
    """With how many bytes at its end the end may have begun."""
    return next(count for count in range(len(_END) - 1, -1, -1) if seen.endswith(_END[:count]))
