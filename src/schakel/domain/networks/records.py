"""To and from the export record."""

from schakel.domain.networks.models import (
    GroupMeaning,
    LogInDomain,
    Membership,
    Network,
    NetworkArea,
    NetworkDeputy,
    NetworkTheme,
)
from schakel.foundation.records.shapes import Shape

SHAPES = [
    Shape(noun="network", model=Network),
    Shape(noun="network_theme", model=NetworkTheme),
    Shape(noun="network_area", model=NetworkArea),
    Shape(noun="membership", model=Membership),
    Shape(noun="network_deputy", model=NetworkDeputy),
    Shape(noun="log_in_domain", model=LogInDomain),
    Shape(noun="group_meaning", model=GroupMeaning),
]
