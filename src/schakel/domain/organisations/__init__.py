"""The institution itself: units, areas, themes, service norms, calendars and quiet weeks.

All of it is data of the tenant. People are in ``staff``.
"""
