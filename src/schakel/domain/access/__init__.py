"""Page links and codes for residents, action links for colleagues.

A link proves possession, a code proves the address; neither proves identity. Log-in of staff is
no part of this: see ``entrypoints/account``.
"""
