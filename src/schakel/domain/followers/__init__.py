"""Who of the council or the executive brought in a matter, and what its initiator lets them know.

Words: *follower* (volger), *bring in* (doorgeven), *progress* (hoe het gaat), *name* (wie het was).
Not here: what a council sees of all matters together, which are numbers without people.
"""
