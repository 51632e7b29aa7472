"""Pages for connectors and officials."""
