"""Mail that came in: kept raw, then added to its matter, made a new one, recorded, or held.

What goes out is in ``messages``. An arrival is never thrown away because of what it looks like;
it follows retention as the matter does to which it belongs.
"""
