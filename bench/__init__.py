"""Repeatable measurements: ``make bench``. Ratios to an empty page in the same run."""
