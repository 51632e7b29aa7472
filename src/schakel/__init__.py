"""Schakel: the work place of the connection manager participation."""

__version__ = "0.1.0"
