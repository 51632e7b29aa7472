"""Settings from the environment, all routes on one page: wiring, no logic."""
