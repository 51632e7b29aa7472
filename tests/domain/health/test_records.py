from schakel.domain.health.models import Standing
from schakel.domain.health.records import SHAPES
from schakel.foundation.records.numbers import NOWHERE
from tests import make


def test_a_standing_of_an_older_export_gets_its_place_in_the_list(actor):
    make.Team(actor)
    make.matter(actor)
    make.standings(actor)
    kept = Standing.objects.get()
    shape = next(each for each in SHAPES if each.model is Standing)
    values = tuple(getattr(kept, each.attname) for each in shape.fields)
    record = shape.record(1, values, lambda noun, number: number)
    assert record["place"] == kept.place > 0
    del record["place"]
    read = shape.row(record, actor.tenant_id, lambda noun, number: number or NOWHERE)
    assert read.place == kept.place
