"""The people through whom connections run: officials, connectors, volunteers.

Words: *colleague* (medewerker; in the standard: Actor), *role*, *hours*, *absence* with a
*deputy*, *position*. A connector need not be an official.
Not here: why somebody is absent, which is recorded nowhere, any figure about a person, and
logging in (``foundation.identity``).
"""
