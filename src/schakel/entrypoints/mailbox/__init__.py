"""Mail from outside: fetched or handed over, read in a limited child, and given to its action."""
