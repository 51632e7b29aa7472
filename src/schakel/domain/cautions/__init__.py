"""What is not to be promised about an area, a theme or a network: said by a colleague, for a time.

It stands on the sheet that everybody reads before they go somewhere.
Not here: what was promised, see ``promises``; what was declined, see ``initiatives``.
"""
