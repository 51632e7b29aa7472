"""What happened: append-only lines, the audit trail and the start of all that follows.

A line holds ids and codes, never personal detail: that lives in an erasable row, of which the
line keeps a salted commitment. In the same transaction a line leaves two rows in ``Pending``:
one that ``worker/dispatch`` claims to start what follows, one that the sealer claims to chain
the committed line with a keyed HMAC (chaining inside the writer's transaction would make all
writers queue).
"""
