"""Log-in with the identity provider of the organisation, against one that really signs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from schakel.domain.networks.actions import allow_domain, give_group_meaning, take_group_meaning
from schakel.domain.networks.models import GroupMeaning, Membership
from schakel.domain.staff.actions import let_go, reset_colleague
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.models import User
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.identity_provider import Account, IdentityProvider, browse, identity_provider, new_key
from tests.make import STARTED

EMAIL = "noor@waterhoven.example"
PASSWORD = "een lange zin als sleutel"
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider, db: None, settings: Any) -> IdentityProvider:
    cache.clear()
    running.__init__(url=running.url, key=running.key)  # type: ignore[misc]
    running.here = Account("n-1", EMAIL, groups=["Groen"])
    settings.OIDC = running.settings
    return running


@pytest.fixture
def network(actor: Actor, provider: IdentityProvider) -> Any:
    """Who is in the group Groen is a connector in that network."""
    network = make.network(actor, "Groen in de wijk")
    allow_domain(actor=actor, domain="waterhoven.example", now=NOW)
    give_group_meaning(actor=actor, group="Groen", role=Role.CONNECTOR, network=network, now=NOW)
    return network


def reason(answer: Any) -> str:
    assert answer.status_code == 403
    return str(answer.context["why"])


def noor() -> StaffMember:
    return StaffMember.objects.get(email=EMAIL)


def later(client: Client, **ago: float) -> None:
    """As if the provider vouched for this session so long ago."""
    session = client.session
    for each in ("vouched", "asked_after"):
        session[each] = (timezone.now() - timedelta(**ago)).timestamp()
    session.save()


def test_who_is_in_a_group_that_means_something_has_a_place_at_once(network: Any) -> None:
    client = Client()
    assert browse(client).url == "/vandaag/"
    assert client.get("/vandaag/").status_code == 200
    member = noor()
    assert member.roles == [Role.CONNECTOR]
    assert list(Membership.objects.values_list("staff", "network")) == [(member.pk, network.pk)]
    assert member.works_until is None


def test_the_way_back_is_to_the_page_that_was_asked(network: Any) -> None:
    assert browse(Client(), "/account/aanmelden/?next=/partijen/").url == "/partijen/"


@pytest.mark.parametrize("asked", ["https://kwaad.example/", "//kwaad.example", "javascript:1"])
def test_the_way_back_is_never_to_another_site(network: Any, asked: str) -> None:
    assert browse(Client(), f"/account/aanmelden/?next={asked}").url == "/vandaag/"


def test_the_log_in_page_shows_the_way_only_when_there_is_one(network: Any, settings: Any) -> None:
    page = Client().get("/account/login/?next=/partijen/").content.decode()
    assert "Log in met Waterhoven-account" in page
    assert 'href="/account/aanmelden/?next=%2Fpartijen%2F"' in page
    settings.OIDC = None
    assert "aanmelden" not in Client().get("/account/login/").content.decode()
    assert Client().get("/account/aanmelden/").status_code == 404
    assert Client().get("/account/aanmelden/terug/").status_code == 404


def test_a_group_that_means_nothing_gives_nothing(provider: IdentityProvider, network: Any) -> None:
    provider.here = Account("n-1", EMAIL, groups=["Golfclub"])
    assert "in geen groep" in reason(browse(Client()))
    assert not StaffMember.objects.exists()
    assert not User.objects.exists()


def test_a_provider_that_tells_no_groups_lets_nobody_in_and_ends_nothing(
    provider: IdentityProvider, network: Any
) -> None:
    browse(Client())
    provider.here.groups = None
    assert "groepen" in reason(browse(Client()))
    assert noor().works_until is None


@pytest.mark.parametrize(
    ("email", "verified"),
    [
        (EMAIL, False),
        (EMAIL, "true"),
        ("noor@elders.example", True),
        ("", True),
        ("noor@waterhoven.example.kwaad.example", True),
    ],
)
def test_nobody_begins_by_an_address_that_is_not_vouched_for(
    provider: IdentityProvider, network: Any, email: str, verified: object
) -> None:
    provider.here = Account("n-1", email, groups=["Groen"], email_verified=verified)
    reason(browse(Client()))
    assert not StaffMember.objects.exists()


class TestWhoHadALogIn:
    """Somebody with a password comes in by the organisation for the first time."""

    @pytest.fixture
    def member(self, actor: Actor, network: Any) -> StaffMember:
        user = User.objects.create_user(EMAIL, PASSWORD)
        return make.colleague(actor, user=user, email=EMAIL)

    def test_joins_that_log_in_and_logs_in_no_other_way(self, member: StaffMember) -> None:
        client = Client()
        assert browse(client).url == "/vandaag/"
        assert noor().pk == member.pk
        assert not noor().user.has_usable_password()
        answer = Client().post("/account/login/", {"login": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200

    def test_sessions_by_the_password_end(self, member: StaffMember) -> None:
        client = Client()
        client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
        assert client.get("/account/beveiliging/").status_code == 200
        browse(Client())
        assert client.get("/account/beveiliging/").status_code == 302

    @pytest.mark.parametrize("verified", [False, None])
    def test_does_not_join_when_the_address_is_not_confirmed(
        self, member: StaffMember, provider: IdentityProvider, verified: object
    ) -> None:
        provider.here.email_verified = verified
        reason(browse(Client()))
        assert noor().user.check_password(PASSWORD)

    def test_does_not_join_by_a_group_that_means_nothing(
        self, member: StaffMember, provider: IdentityProvider
    ) -> None:
        provider.here.groups = ["Golfclub"]
        assert "in geen groep" in reason(browse(Client()))
        assert noor().user.check_password(PASSWORD)
        assert noor().works_until is None

    @pytest.mark.parametrize("begins_in", [-30, 30])
    def test_does_not_join_when_another_institution_of_theirs_does_not_take_it(
        self, member: StaffMember, begins_in: int
    ) -> None:
        theirs = make.tenant(hostname="elders.example")
        with within_tenant(theirs.pk):
            make.colleague(
                system(theirs.pk),
                user=member.user,
                email=EMAIL,
                works_from=TODAY + timedelta(days=begins_in),
            )
        assert "wachtwoord" in reason(browse(Client()))
        assert noor().user.check_password(PASSWORD)

    def test_joins_when_another_institution_was_theirs_once(self, member: StaffMember) -> None:
        theirs = make.tenant(hostname="elders.example")
        with within_tenant(theirs.pk):
            make.colleague(system(theirs.pk), user=member.user, email=EMAIL, works_until=TODAY)
        assert browse(Client()).url == "/vandaag/"

    def test_is_not_joined_by_a_second_account_with_the_same_address(
        self, member: StaffMember, provider: IdentityProvider
    ) -> None:
        browse(Client())
        provider.here = Account("n-2", EMAIL, groups=["Groen"])
        assert "Iemand anders" in reason(browse(Client()))

    def test_gets_a_password_again_by_a_reset_and_the_provider_is_forgotten(
        self, actor: Actor, member: StaffMember
    ) -> None:
        client = Client()
        browse(client)
        reset_colleague(actor=actor, member=noor(), now=NOW)
        assert client.get("/vandaag/").status_code == 302
        assert noor().user.has_usable_password()
        assert browse(Client()).url == "/vandaag/"
        assert not noor().user.has_usable_password()

    def test_who_was_let_go_by_a_person_is_not_brought_back_by_a_group(
        self, actor: Actor, member: StaffMember
    ) -> None:
        let_go(actor=actor, member=member, last_day=TODAY - timedelta(days=1), now=NOW)
        assert "in geen groep" in reason(browse(Client()))


def test_a_colleague_from_a_list_without_log_in_gets_theirs(actor: Actor, network: Any) -> None:
    member = make.colleague(actor, email=EMAIL.upper())
    browse(Client())
    member.refresh_from_db()
    assert member.user.email == EMAIL


def test_the_account_counts_and_not_the_address_that_it_has_today(
    provider: IdentityProvider, network: Any
) -> None:
    browse(Client())
    provider.here.email = "getrouwd@waterhoven.example"
    assert browse(Client()).url == "/vandaag/"
    assert StaffMember.objects.count() == 1


class TestGroups:
    """What somebody may do and see is what their groups say, at each log-in."""

    def test_another_group_gives_another_role_and_network(
        self, actor: Actor, provider: IdentityProvider, network: Any
    ) -> None:
        energy = make.network(actor, "Energie")
        give_group_meaning(actor=actor, group="E", role=Role.OFFICIAL, network=energy, now=NOW)
        give_group_meaning(actor=actor, group="B", role=Role.ADMINISTRATOR, now=NOW)
        browse(Client())
        provider.here.groups = ["E", "B", "Golfclub"]
        browse(Client())
        assert noor().roles == [Role.ADMINISTRATOR, Role.OFFICIAL]
        assert list(Membership.objects.on(TODAY).values_list("network", flat=True)) == [energy.pk]
        what = list(Line.objects.values_list("what", flat=True))
        assert {"network.left", "colleague.roles_given", "group.given_meaning"} <= set(what)

    def test_without_a_group_the_rights_end_and_others_take_over(
        self, actor: Actor, provider: IdentityProvider, network: Any
    ) -> None:
        make.colleague(actor, email=EMAIL, networks=[network])
        client = Client()
        browse(client)
        provider.here.groups = []
        reason(browse(client))
        assert noor().works_until == TODAY
        assert not Membership.objects.on(TODAY).exists()
        assert client.get("/vandaag/").status_code == 302
        line = Line.objects.get(what="colleague.let_go")
        assert line.details == {"by_groups": True}

    def test_in_a_group_again_they_come_back(
        self, actor: Actor, provider: IdentityProvider, network: Any
    ) -> None:
        make.colleague(actor, email=EMAIL, networks=[network])
        browse(Client())
        provider.here.groups = []
        browse(Client())
        provider.here.groups = ["Groen"]
        assert browse(Client()).url == "/vandaag/"
        assert noor().works_until is None

    def test_an_end_that_was_agreed_stands_whatever_the_groups(
        self, actor: Actor, provider: IdentityProvider, network: Any
    ) -> None:
        make.colleague(actor, email=EMAIL, works_until=TODAY + timedelta(days=30))
        browse(Client())
        assert noor().works_until == TODAY + timedelta(days=30)
        provider.here.groups = []
        browse(Client())
        provider.here.groups = ["Groen"]
        reason(browse(Client()))
        assert noor().works_until == TODAY

    def test_a_meaning_that_is_taken_away_takes_away_the_place(
        self, actor: Actor, network: Any
    ) -> None:
        browse(Client())
        take_group_meaning(actor=actor, meaning=GroupMeaning.objects.get(), now=NOW)
        reason(browse(Client()))

    def test_groups_of_one_institution_mean_nothing_in_another(self, network: Any) -> None:
        theirs = make.tenant(hostname="elders.example")
        browse(Client())
        with within_tenant(theirs.pk):
            assert not StaffMember.objects.exists()

    def test_a_second_log_in_writes_nothing_when_nothing_changed(self, network: Any) -> None:
        browse(Client())
        before = Line.objects.count()
        browse(Client())
        assert Line.objects.count() == before


class TestSilently:
    """After some hours the provider is asked again, without troubling anybody."""

    @pytest.fixture
    def client(self, network: Any) -> Client:
        client = Client()
        browse(client)
        return client

    def test_the_word_of_the_provider_counts_for_some_hours(self, client: Client) -> None:
        later(client, hours=3, minutes=59)
        assert client.get("/vandaag/").status_code == 200

    def test_after_that_a_page_goes_by_way_of_the_provider(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        later(client, hours=4)
        answer = client.get("/partijen/?sector=club")
        assert answer.url == "/account/aanmelden/?stil=1&next=%2Fpartijen%2F%3Fsector%3Dclub"
        assert browse(client, answer.url).url == "/partijen/?sector=club"
        assert provider.asked[-1]["prompt"] == "none"
        assert client.get("/vandaag/").status_code == 200

    def test_a_form_that_was_being_filled_in_is_still_taken(self, client: Client) -> None:
        later(client, hours=4, minutes=30)
        assert client.post("/contact/", {}).status_code == 200
        later(client, hours=5)
        assert client.post("/contact/", {}).url.startswith("/account/login/")
        assert "_auth_user_id" not in client.session

    def test_part_of_a_page_does_not_go_there(self, client: Client) -> None:
        later(client, hours=4)
        answer = client.get("/partijen/zoeken/", headers={"Sec-Fetch-Dest": "empty"})
        assert answer.status_code == 200

    def test_when_the_provider_says_no_the_session_ends(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        later(client, hours=4)
        provider.here.closed = True
        answer = browse(client, client.get("/partijen/").url)
        assert answer.url == "/account/login/?next=%2Fpartijen%2F"
        assert "_auth_user_id" not in client.session
        assert "Log nog een keer in" in client.get(answer.url).content.decode()

    def test_when_the_groups_are_gone_session_and_rights_end(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        StaffMember.objects.update(works_from=STARTED)
        later(client, hours=4)
        provider.here.groups = []
        reason(browse(client, client.get("/partijen/").url))
        assert "_auth_user_id" not in client.session
        assert noor().works_until == TODAY

    def test_another_account_in_that_browser_does_not_slip_in(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        later(client, hours=4)
        provider.here = Account("s-1", "sam@waterhoven.example", "Sam", groups=["Groen"])
        browse(client, client.get("/partijen/").url)
        assert "_auth_user_id" not in client.session

    def test_a_provider_that_is_not_well_is_asked_again_a_little_later(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        later(client, hours=4)
        provider.token_status = 503
        assert browse(client, client.get("/partijen/").url).url == "/partijen/"
        assert client.get("/partijen/").status_code == 200
        later(client, hours=5)
        assert client.get("/partijen/").url.startswith("/account/login/")

    def test_a_server_without_provider_ends_what_the_provider_began(
        self, client: Client, settings: Any
    ) -> None:
        settings.OIDC = None
        assert client.get("/partijen/").url.startswith("/account/login/")

    def test_who_has_a_password_is_never_sent_to_the_provider(
        self, client: Client, actor: Actor
    ) -> None:
        user = User.objects.create_user("sam@waterhoven.example", PASSWORD)
        make.colleague(actor, "Sam", user=user, email=user.email)
        other = Client()
        other.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert other.get("/account/beveiliging/").status_code == 200
        assert "prompt" not in str(other.get("/account/aanmelden/?stil=1").url)


class TestProof:
    """Whatever does not prove who somebody is lets nobody in."""

    def refused(self, client: Client | None = None) -> None:
        answer = browse(client or Client())
        assert "niet bevestigen wie u bent" in reason(answer)
        assert not StaffMember.objects.exists()

    @pytest.mark.parametrize(
        "lies",
        [
            {"nonce": "other"},
            {"nonce": None},
            {"nonce": "ñandú"},
            {"nonce": "\ud800"},
            {"azp": "another"},
            {"azp": None, "aud": ["schakel", "another"]},
            {"aud": "another"},
            {"aud": ["schakel", "another"]},
            {"iss": "https://kwaad.example"},
            {"exp": 1_000},
            {"exp": None},
            {"sub": None},
            {"iat": 9_999_999_999},
            {"iat": float("inf")},
        ],
        ids=str,
    )
    def test_a_token_for_another_or_of_another_time(
        self, provider: IdentityProvider, network: Any, lies: dict[str, Any]
    ) -> None:
        provider.lies = lies
        self.refused()

    def test_a_token_signed_by_another_key(self, provider: IdentityProvider, network: Any) -> None:
        provider.signs_with = new_key()
        self.refused()

    def test_a_token_that_is_not_signed(self, provider: IdentityProvider, network: Any) -> None:
        provider.algorithm = "none"
        self.refused()

    def test_a_way_back_that_was_not_begun_here(self, network: Any) -> None:
        client = Client()
        away = client.get("/account/aanmelden/").url
        assert "state=" in away
        answer = Client().get("/account/aanmelden/terug/?code=x&state=y")
        assert "niet bevestigen" in reason(answer)

    def test_a_way_back_counts_once(self, provider: IdentityProvider, network: Any) -> None:
        client, codes = Client(), dict(provider._codes)
        browse(client)
        state = provider.asked[-1]["state"]
        assert codes == {}
        answer = client.get(f"/account/aanmelden/terug/?code=x&state={state}")
        assert "niet bevestigen" in reason(answer)

    def test_a_code_of_one_browser_is_no_use_in_another(
        self, provider: IdentityProvider, network: Any
    ) -> None:
        mine, theirs = Client(), Client()

        def back_of(client: Client) -> str:
            away = client.get("/account/aanmelden/").url
            location = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
            return str(location.partition("?")[2])

        stolen, own = back_of(theirs), back_of(mine)
        mixed = f"code={stolen[5:27]}&{own.partition('&')[2]}"
        assert "niet bevestigen" in reason(mine.get(f"/account/aanmelden/terug/?{mixed}"))

    @pytest.mark.parametrize(
        "configuration",
        [
            {"issuer": "https://kwaad.example"},
            {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
            {"token_endpoint": "https://kwaad.example/token"},
            {"jwks_uri": "https://kwaad.example/keys"},
            {"jwks_uri": None},
        ],
        ids=str,
    )
    def test_a_provider_that_points_elsewhere_is_not_followed(
        self, provider: IdentityProvider, network: Any, configuration: dict[str, Any]
    ) -> None:
        provider.configuration = configuration
        client = Client()
        answer = client.get("/account/aanmelden/")
        if answer.status_code == 302:
            answer = browse(client)
        assert "niet bevestigen" in reason(answer)
        assert not StaffMember.objects.exists()

    @pytest.mark.parametrize(
        "said",
        [
            b"[]", b"null", b'"access_token"', b"<html>", b"", b'{"keys": 5}', b'{"keys": ["x"]}',
            b'{"keys": [{"kty": "RSA", "kid": "one", "n": "\xc3\xa9", "e": 1}]}', b"[" * 100_000,
            b'{"access_token": "x", "expires_in": "soon"}', b'{"access_token": "x", "id_token": 7}',
        ],
        ids=lambda said: said[:30].decode(),
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/keys", "/token", "/.well-known/openid-configuration"])
    def test_nonsense_is_said_in_words(
        self, provider: IdentityProvider, network: Any, path: str, said: bytes
    ) -> None:
        provider.instead[path] = said
        client = Client()
        answer = client.get("/account/aanmelden/")
        if answer.status_code == 302:
            answer = browse(client)
        assert "niet bevestigen" in reason(answer)
        assert not StaffMember.objects.exists()

    @pytest.mark.parametrize(
        "configuration",
        [
            {"authorization_endpoint": "javascript:alert(1)"},
            {"authorization_endpoint": ["https://login.example"]},
            {"token_endpoint_auth_methods_supported": 5},
            {"issuer": {}},
        ],
        ids=str,
    )
    def test_a_description_that_is_none_is_said_in_words(
        self, provider: IdentityProvider, network: Any, configuration: dict[str, Any]
    ) -> None:
        provider.configuration = configuration
        assert "niet bevestigen" in reason(Client().get("/account/aanmelden/"))

    def test_a_provider_that_goes_away_while_somebody_is_there_is_said_in_words(
        self, provider: IdentityProvider, network: Any, settings: Any
    ) -> None:
        def goes_away() -> None:
            cache.clear()
            provider.instead["/.well-known/openid-configuration"] = b"<html>Even geduld"

        assert "niet bevestigen" in reason(browse(Client(), meanwhile=goes_away))

    def test_who_is_asked_after_silently_goes_on_while_the_provider_is_away(
        self, provider: IdentityProvider, network: Any
    ) -> None:
        def goes_away() -> None:
            cache.clear()
            provider.instead["/.well-known/openid-configuration"] = b"<html>Even geduld"

        client = Client()
        browse(client)
        later(client, hours=4)
        assert browse(client, client.get("/partijen/").url, goes_away).url == "/vandaag/"
        assert client.get("/vandaag/").status_code == 200

    def test_half_characters_in_a_name_or_a_group_stop_nobody(
        self, provider: IdentityProvider, network: Any
    ) -> None:
        provider.here.name = "No\ud800or\x00"
        provider.here.groups = ["Groen", "\x00", "\udfff"]
        assert browse(Client()).url == "/vandaag/"
        assert noor().name == "Noor"

    def test_a_token_for_one_who_is_us_counts(
        self, provider: IdentityProvider, network: Any
    ) -> None:
        provider.lies = {"azp": "schakel", "aud": ["schakel"]}
        assert browse(Client()).url == "/vandaag/"

    def test_a_redirect_is_not_followed(self, provider: IdentityProvider, network: Any) -> None:
        provider.token_status = 307
        self.refused()

    def test_a_provider_that_is_away_is_said_in_words(
        self, provider: IdentityProvider, network: Any, settings: Any
    ) -> None:
        settings.OIDC = replace(provider.settings, url="http://127.0.0.1:9")
        assert "niet bevestigen" in reason(Client().get("/account/aanmelden/"))

    def test_on_loopback_only_when_the_operator_says_so(
        self, provider: IdentityProvider, network: Any, settings: Any
    ) -> None:
        settings.OIDC = replace(provider.settings, on_loopback=False)
        assert "niet bevestigen" in reason(Client().get("/account/aanmelden/"))


def test_a_closed_log_in_stays_closed(network: Any) -> None:
    browse(Client())
    User.objects.update(is_active=False)
    assert "gesloten" in reason(browse(Client()))
