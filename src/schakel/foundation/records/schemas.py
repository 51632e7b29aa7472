"""The JSON Schema (draft 2020-12) of a shape, so that others can read an export without Schakel."""

import inspect
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schakel.foundation.records.shapes import NUMBER, Shape

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# From the most particular: an integer of Django is a whole family.
_TYPES: tuple[tuple[type, Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.DecimalField, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
    (models.FloatField, {"type": "number"}),
    (models.PositiveIntegerField, {"type": "integer", "minimum": 0}),
    (models.PositiveSmallIntegerField, {"type": "integer", "minimum": 0}),
    (models.IntegerField, {"type": "integer"}),
    (models.JSONField, {}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
)


def schema_of(shape: Shape, nouns: Mapping[type, str]) -> Schema:
    """What a record of this shape holds. ``nouns`` gives the noun of each model."""
    properties = {NUMBER: {"type": "integer", "minimum": 1}}
    for each in shape.fields:
        properties[each.name] = _optional(each, _field(each, nouns))
    return {
        "$schema": DIALECT,
        "title": shape.noun,
        "description": inspect.cleandoc(shape.model.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _field(each: "models.Field[Any, Any]", nouns: Mapping[type, str]) -> Schema:
    if isinstance(each, models.ForeignKey):
        model = each.related_model
        assert isinstance(model, type), each
        return {"type": "integer", "minimum": 1, "description": f"number of: {nouns[model]}"}
    if isinstance(each, ArrayField):
        return {"type": "array", "items": _field(each.base_field, nouns)}
    found = next(dict(schema) for kind, schema in _TYPES if isinstance(each, kind))
    if each.choices:
        return found | {"enum": [value for value, _ in each.flatchoices] + [""] * each.blank}
    if each.max_length and found.get("type") == "string":
        found["maxLength"] = each.max_length
    return found


def _optional(each: "models.Field[Any, Any]", schema: Schema) -> Schema:
    if not each.null or not schema:
        return schema
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable
