"""The bond between a party and the organisation, or between two parties, about a theme and area.

Words: *connection* (verbinding), *first* and *second carrier* (vaste contactpersoon, vervanger),
*brokered* (tussen twee die wij voorstelden): as strong as the two say, *rhythm* (hoe vaak we
elkaar spreken), *strength*, *fading* and *silent* (lang niet gesproken).
Not here: what somebody came with (``matters``), the contact moments themselves (``contacts``),
and how the connection is doing (``health``). No strength is ever shown as a bare number.
"""
