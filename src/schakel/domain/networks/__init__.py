"""Networks (netwerk): themes and areas with the people who may see them, and their anchoring.

Rights follow networks, never departments. Connections belong to a network, see ``connections``.
"""
