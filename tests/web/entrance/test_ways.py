"""A real instance starts only where people can reach it safely and have a way in."""

from dataclasses import replace

import pytest
from tests.web.federation.fake_provider import FakeProvider
from tests.web.visitors import Site

from cara.settings import SettingsProblem
from cara_web.app import create_app
from cara_web.entrance.ways import site_of


def settings_of(site: Site, **changes: object):
    return replace(
        site.instance,
        settings=site.instance.settings.model_copy(update={"demo": False, "sign_in_chooser": False, **changes}),
    )


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        (None, "origin is missing"),
        ("http://cara.example.org", "anybody on the way"),
        ("http://192.0.2.7:8000", "anybody on the way"),
        ("https://192.0.2.7", "Nobody could sign in"),
        ("http://127.0.0.1:8000", "Nobody could sign in"),
        ("http://[::1]:8000", "Nobody could sign in"),
    ],
)
def test_an_instance_that_nobody_could_enter_does_not_start(site: Site, origin: str | None, says: str):
    with pytest.raises(SettingsProblem, match=says):
        create_app(settings_of(site, origin=origin))


@pytest.mark.parametrize("origin", ["https://192.0.2.7", "http://127.0.0.1:8000"])
def test_with_passphrases_a_host_may_be_a_number(site: Site, origin: str):
    create_app(settings_of(site, origin=origin, passphrases=True, trusted_proxies=("127.0.0.1",)))


def test_passphrases_need_to_know_from_where_somebody_comes(site: Site):
    with pytest.raises(SettingsProblem, match="passphrases needs trusted_proxies"):
        create_app(settings_of(site, origin="https://cara.example.org", passphrases=True))
    create_app(settings_of(site, origin="http://localhost:8000", passphrases=True))


@pytest.mark.parametrize("origin", ["https://192.0.2.7", "http://127.0.0.1:8000"])
def test_with_providers_a_host_may_be_a_number(site: Site, origin: str):
    create_app(settings_of(site, origin=origin, providers=(FakeProvider().settings(),)))


def test_passphrases_do_not_make_an_open_line_safe(site: Site):
    with pytest.raises(SettingsProblem, match="anybody on the way"):
        create_app(settings_of(site, origin="http://cara.example.org", passphrases=True))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://cara.example.org", "cara.example.org"),
        ("https://cara.example.org:8443", "cara.example.org"),
        ("http://localhost:8000", "localhost"),
    ],
)
def test_passkeys_belong_to_the_host_of_the_origin(site: Site, origin: str, host: str):
    made = site_of(settings_of(site, origin=origin))

    assert made
    assert (made.origin, made.host, made.name) == (origin, host, "CARA Testshire")


@pytest.mark.parametrize("origin", [None, "https://192.0.2.7", "http://[::1]:8000", "http://cara.example.org"])
def test_where_a_browser_makes_none_there_are_none(site: Site, origin: str | None):
    assert site_of(settings_of(site, origin=origin)) is None
