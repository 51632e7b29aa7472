from schakel.domain.health.rules import OFFERED, REPAIRS, Cause, SignalKind


def test_every_cause_has_what_could_repair_it():
    assert REPAIRS.keys() == set(Cause)


def test_every_signal_offers_a_cause():
    assert all(OFFERED[each] for each in SignalKind)
