"""The institution itself: units, areas, themes, norms, calendars, quiet weeks and modules.

All of it is data of the tenant. People are in ``staff``.
"""
