"""Fills a tenant by COPY: so many initiatives, and ten times as many contact moments."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from bench.language import Language

CONTACTS_EACH = 10
OPEN_SHARE = 0.2
NOW = datetime.now(UTC)
TODAY = NOW.date()


def seed(owner_url: str, tenant_id: int, initiatives: int) -> None:
    """As the owner of the tables, past every action: only for measuring."""
    chance = random.Random(2026)
    with psycopg.connect(owner_url) as connection:
        # Built once at the end: row by row it is most of the time that the filling takes.
        index = connection.execute("SELECT pg_get_indexdef('search_document_words'::regclass)")
        (words_index,) = index.fetchone() or ("",)
        connection.execute("DROP INDEX search_document_words")
        ids = _ids(connection, tenant_id)
        first = _copy_parties(connection, tenant_id, initiatives)
        connections = _copy_connections(connection, tenant_id, ids, first, initiatives)
        matters = _copy_matters(connection, tenant_id, ids, first, connections, initiatives, chance)
        _copy_rest(connection, tenant_id, ids, first, connections, matters, initiatives, chance)
        connection.execute(words_index)
        connection.commit()


def tidy(owner_url: str) -> None:
    """What the database does by itself in the course of days."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _ids(connection: psycopg.Connection[Any], tenant_id: int) -> dict[str, list[int]]:
    def ids(table: str) -> list[int]:
        found = connection.execute(
            sql.SQL("SELECT id FROM {} WHERE tenant_id = %s ORDER BY id").format(
                sql.Identifier(table)
            ),
            [tenant_id],
        )
        return [row[0] for row in found.fetchall()]

    return {
        "staff": ids("staff_staffmember"),
        "network": ids("networks_network"),
        "theme": ids("organisations_theme"),
        "area": ids("organisations_area"),
    }


def _copy(
    connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> int:
    """Copy the rows; the number of the first, from the table's own sequence."""
    names = columns.split()
    sequence = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM " + table).fetchone()
    assert sequence
    assert first
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, ["id", *names]))
    )
    number = first[0]
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row((number, *row))
            number += 1
    connection.execute("SELECT setval(%s, %s)", [sequence[0], number])
    return int(first[0])


def _copy_parties(connection: psycopg.Connection[Any], tenant_id: int, count: int) -> int:
    first = _copy(
        connection,
        "parties_party",
        "tenant_id kind sector name language preferred_channel avoid_channels avoid_note"
        " postal_address matters_to_them vouched_by is_platform created_at",
        (
            (
                tenant_id,
                "person",
                "resident",
                f"Bewoner {n:06d}",
                "nl",
                "",
                [],
                "",
                "",
                "",
                "",
                False,
                NOW,
            )
            for n in range(count)
        ),
    )
    _copy(
        connection,
        "parties_digitaladdress",
        "tenant_id party_id kind address is_preferred verified_at",
        (
            (tenant_id, first + n, "email", f"bewoner{n}@bench.example", True, NOW)
            for n in range(count)
        ),
    )
    return first


def _copy_connections(
    connection: psycopg.Connection[Any],
    tenant_id: int,
    ids: dict[str, list[int]],
    party: int,
    count: int,
) -> int:
    network = ids["network"]
    _copy(
        connection,
        "parties_acquaintance",
        "tenant_id party_id network_id",
        ((tenant_id, party + n, network[n % len(network)]) for n in range(count)),
    )
    first = _copy(
        connection,
        "connections_connection",
        "tenant_id party_id network_id purpose is_confidential strength strength_as_of gaps"
        " last_contact_on silent_on created_at completed_on",
        (
            (tenant_id, party + n, network[n % len(network)], "", False, 1.0, TODAY, [30],
             TODAY - timedelta(days=n % 90), TODAY + timedelta(days=n % 400 - 20), NOW,
             None if _goes_on(n) else TODAY)
            for n in range(count)
        ),
    )  # fmt: skip
    staff = ids["staff"]
    _copy(
        connection,
        "connections_carrier",
        "tenant_id connection_id staff_id rank from_at accepted_at until_at",
        (
            (tenant_id, first + n // 2, staff[(n // 2 + n % 2) % len(staff)],
             ("first", "second")[n % 2], NOW, NOW, None if _goes_on(n // 2) else NOW)
            for n in range(2 * count)
        ),
    )  # fmt: skip
    return first


def _copy_matters(
    connection: psycopg.Connection[Any],
    tenant_id: int,
    ids: dict[str, list[int]],
    party: int,
    bond: int,
    count: int,
    chance: random.Random,
) -> int:
    staff, network, theme, area = ids["staff"], ids["network"], ids["theme"], ids["area"]

    language = Language(chance)

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            received = NOW - timedelta(minutes=30 * (count - n) % 500_000)
            is_open = _goes_on(n) and chance.random() < OPEN_SHARE
            yield (
                tenant_id, f"B{n:07d}", party + n, bond + n, network[n % len(network)],
                theme[n % len(theme)], area[n % len(area)], "idea",
                "open" if is_open else "closed", language.sentence()[:200],
                f"Wij willen graag een bankje. {' '.join(language.idea())}", "web", received,
                staff[n % len(staff)], received, staff[(n + 1) % len(staff)], "{}", False, False,
                "", False, "", None if is_open else NOW, "", "", "", "",
            )  # fmt: skip

    return _copy(
        connection,
        "matters_matter",
        "tenant_id reference party_id connection_id network_id theme_id area_id kind status subject"
        " story channel received_at owner_id owner_accepted_at second_id carrier_reasons"
        " confidential neutral_subject supporter waits_for_them passed_on_to ended_at end_reason"
        " case_number case_system case_url",
        rows(),
    )


def _copy_rest(
    connection: psycopg.Connection[Any],
    tenant_id: int,
    ids: dict[str, list[int]],
    party: int,
    bond: int,
    matter: int,
    count: int,
    chance: random.Random,
) -> None:
    staff, language = ids["staff"], Language(chance)
    open_matters = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM matters_matter WHERE tenant_id = %s AND status = 'open'", [tenant_id]
        )
    }
    _copy(
        connection,
        "initiatives_initiative",
        "tenant_id matter_id confidential kind phase phase_since course rob_step is_public",
        (
            (tenant_id, matter + n, False, "government_participation",
             ("received", "acknowledged", "explored", "agreed", "under_way", "done")[n % 6],
             TODAY, "they_carry", "", False)
            for n in range(count)
        ),
    )  # fmt: skip
    _copy(
        connection,
        "terms_term",
        "tenant_id matter_id confidential kind length second_length unit article"
        " extension_article is_statutory extension_reason started_on due_on second_due_on"
        " ended_on end_reason",
        (
            (tenant_id, matter + n, False, "first_answer", 10, 20, "working_days", "servicenorm",
             "", False, "", TODAY - timedelta(days=40), *_due(n, matter + n in open_matters), "")
            for n in range(count)
        ),
    )  # fmt: skip
    _copy(
        connection,
        "promises_promise",
        "tenant_id matter_id connection_id party_id confidential side words given_by_id mandate"
        " made_on due_on course reason recorded_at",
        (
            (tenant_id, matter + n, bond + n, party + n, False, "ours", "Ik kom kijken.",
             staff[n % len(staff)], "", TODAY, TODAY + timedelta(days=n % 300), "kept", "", NOW)
            for n in range(count)
        ),
    )  # fmt: skip
    _copy(
        connection,
        "contacts_contactmoment",
        "tenant_id matter_id confidential party_id connection_id channel direction happened_at"
        " summary staff_id recorded_at succeeded",
        (
            (tenant_id, matter + n // CONTACTS_EACH, False, party + n // CONTACTS_EACH,
             bond + n // CONTACTS_EACH, "phone", "both_ways",
             NOW - timedelta(hours=chance.randrange(1, 2_000)),
             f"Wij spraken erover. {language.sentence()}",
             staff[n % len(staff)], NOW, True)
            for n in range(count * CONTACTS_EACH)
        ),
    )  # fmt: skip


def _goes_on(n: int) -> bool:
    """Of many years of connections, one in ten still goes on; the others were completed."""
    return n % 10 == 0


def _due(n: int, is_open: bool) -> tuple[date, date, date | None]:
    due = TODAY + timedelta(days=n % 40 - 10)
    return due, due + timedelta(days=14), None if is_open else TODAY
