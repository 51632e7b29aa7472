"""A "no" that is meant for people."""


class Refused(Exception):
    """An action or rule says no, for a reason that a person can understand and act on.

    ``code`` names the sentence (both languages live in ``foundation/ui/refusals.py``);
    ``values`` fill it in. Anything that is not meant for people is another exception: a bug.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
