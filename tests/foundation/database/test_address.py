import pytest

from schakel.foundation.database.address import DatabaseUnavailable, databases


@pytest.mark.parametrize(
    ("url", "name", "user", "password", "host", "port"),
    [
        ("postgresql://anna:secret@db:5433/schakel", "schakel", "anna", "secret", "db", "5433"),
        ("postgres://anna@db/schakel", "schakel", "anna", "", "db", ""),
        ("postgresql://anna:p%40ss%2F@db/schakel", "schakel", "anna", "p@ss/", "db", ""),
        ("postgresql://anna@/schakel?host=%2Frun%2Fpg", "schakel", "anna", "", "/run/pg", ""),
        ("host=db dbname=schakel user=anna", "schakel", "anna", "", "db", ""),
    ],
)
def test_an_address_is_read_as_postgresql_reads_it(url, name, user, password, host, port):
    owner = databases(url)["owner"]
    read = [owner[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert read == [name, user, password, host, port]


def test_pages_and_jobs_take_the_app_role_and_the_owner_does_not():
    both = databases("postgresql://anna@db/schakel?sslmode=require")
    assert both["default"]["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c role=schakel_app",
    }
    assert both["owner"]["OPTIONS"] == {"sslmode": "require"}


def test_options_in_the_address_stay_beside_the_role():
    both = databases("postgresql://anna@db/schakel?options=-c%20work_mem%3D8MB")
    assert both["default"]["OPTIONS"]["options"] == "-c work_mem=8MB -c role=schakel_app"


def test_an_app_role_with_its_own_log_in_needs_no_change_of_role():
    both = databases("postgresql://anna@db/schakel", "postgresql://web:secret@db/schakel")
    assert (both["default"]["USER"], both["default"]["OPTIONS"]) == ("web", {})
    assert both["owner"]["USER"] == "anna"


@pytest.mark.parametrize("url", ["mysql://db/schakel", "nonsense"])
def test_an_address_that_cannot_be_read_is_refused_with_an_example(url):
    with pytest.raises(DatabaseUnavailable, match="postgresql://name:password@host"):
        databases(url)


@pytest.mark.parametrize("url", ["postgresql://anna@db", "host=db user=anna"])
def test_an_address_without_a_database_is_refused(url):
    with pytest.raises(DatabaseUnavailable, match="names no database"):
        databases(url)
