"""Files that people send or get: their bytes, their true type, and safe ways to look inside.

The content decides what a file is, not its name. A parser of other people's files runs in a
process of its own with little memory and time.
Not here: to what a file belongs, and who may see it.
"""
