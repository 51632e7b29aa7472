"""No connection hangs on one person (overdracht): what one carries is carried on by others.

Words: a *hand-over* of somebody who goes, and in it a *passing* of each connection to a
*successor*, who says yes, is introduced, and speaks them. A passing without a hand-over asks
somebody to be the second carrier. A *last word* is what a carrier wants the next one to know.
Not here: who is away on a day and who stands in (``staff``, ``networks``), and giving a matter to
somebody else by itself (``matters``).
"""
