"""Notices (melding): who has to know what, at most once per trigger; a new event arms it again.

A notice is not a task: nobody is asked to do something by a date.
"""
