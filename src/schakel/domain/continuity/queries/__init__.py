"""Reads over what goes on with others: dossiers, what breaks, hand-overs, second carriers."""
