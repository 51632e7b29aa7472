"""Buurtblad: what stands on one A4 on a street, group, name or area. For screen, paper and mail."""
