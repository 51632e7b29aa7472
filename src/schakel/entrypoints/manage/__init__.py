"""Commands for operators and people who automate. Stands above the other entry points."""
