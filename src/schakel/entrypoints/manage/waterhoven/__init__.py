"""Gemeente Waterhoven: a fictional municipality with three months of life in it.

The town, its people and what they came with are in the ``.toml`` files; ``town`` founds it, and
``life`` plays what happened, day by day, through the same actions as everybody uses. Nobody in it
exists, and no address in it can be reached.
"""
