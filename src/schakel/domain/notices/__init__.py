"""Notices (melding): who has to know what, at most once per trigger; a new event arms it again.

A notice is not a task: it tells of one, and is no news any more when that is done.
"""
