"""Contact moments (Klantcontact): who spoke with whom, by which channel, when, about what.

A contact keeps the connection alive; what it weighs is said in ``connections``. Internal
remarks are no contact moments: they live with the matter. Promises made in a conversation are
records of ``promises``.
"""
