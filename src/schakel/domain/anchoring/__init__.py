"""Anchoring of networks (borging; on screen *wie staat hierachter*): does each still stand firm?

A *gap* is something that a network lacks, from the day on which it was so. A *confirmation* is what
a sponsor is asked twice a year: do you still stand behind it? Not here: who is behind a network and
what it may do, see ``networks``; that a gap is a signal on its connections, see ``health``.
"""
