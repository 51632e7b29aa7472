"""The only folders that the outside world calls."""
