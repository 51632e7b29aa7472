"""Parties (Partij): people, organisations and groups around the institution.

How and how not to reach them, what matters to them, with whom they belong. A party is never
scored, and an address proves nothing until it is verified.
"""
