"""Let all leave, and then come back one by one whose coming back saves the fewest items.

As the densest part of a graph is found by peeling (Charikar, *Greedy approximation algorithms for
finding dense components in a graph*, APPROX 2000). Nobody who is left at the end can be missed.
"""

import heapq

from schakel.algorithms.truck_factor.groups import Groups


def few(groups: Groups, wanted: int) -> frozenset[int]:
    """Carriers who orphan at least ``wanted`` items; among equals the lowest numbers stay away."""
    own: dict[int, list[int]] = {carrier: [] for carrier in groups.carriers}
    for group, carriers in enumerate(groups.sets):
        for carrier in carriers:
            own[carrier].append(group)
    weights, orphaned, leaving = list(groups.weights), groups.items, set(groups.carriers)
    saving = {carrier: sum(weights[group] for group in own[carrier]) for carrier in own}
    least = [(saved, -carrier) for carrier, saved in saving.items()]
    heapq.heapify(least)
    while least and orphaned - least[0][0] >= wanted:
        saved, negative = heapq.heappop(least)
        back = -negative
        if back not in leaving or saved != saving[back]:
            continue
        leaving.remove(back)
        orphaned -= saved
        for group in own[back]:
            for carrier in groups.sets[group]:
                if carrier in leaving and weights[group]:
                    saving[carrier] -= weights[group]
                    heapq.heappush(least, (saving[carrier], -carrier))
            weights[group] = 0
    return frozenset(leaving)
