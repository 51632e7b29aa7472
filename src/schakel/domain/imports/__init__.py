"""A list that a colleague kept, read in: people, groups, and what is between them and us.

Words: *list* (lijst), *entry* (a row), *newcomer* (somebody in the list), *bond* (what a row says
is between us), *duplicate* (who may be known already), *plan* (what would be made).
Not here: contributions of residents, which are matters with a term and receipt (``submissions``).
"""
