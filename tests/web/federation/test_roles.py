"""What somebody's groups stand for here."""

import pytest
from tests.web.federation.fake_provider import FakeProvider

from cara.access import Role
from cara.settings import SettingsProblem
from cara_web.federation import ProviderRefused, SeveralRoles, providers_of, role_of

ROLES = {"officers": "police_officer", "constables": "police_officer", "managers": "area_manager"}


@pytest.fixture
def police(fake: FakeProvider):
    return fake.settings(roles=ROLES)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["officers"], Role.POLICE_OFFICER),
        (["choir", "managers"], Role.AREA_MANAGER),
        (["officers", "constables", "officers"], Role.POLICE_OFFICER),
        (["choir"], None),
        (["Officers", "officers "], None),
        (["police_officer"], None),
        ([], None),
    ],
)
def test_groups_stand_for_a_role(police, groups, role):
    assert role_of(police, groups) is role


def test_groups_that_stand_for_different_roles_let_nobody_in(police):
    with pytest.raises(SeveralRoles, match="Your account has more than one role here: ask Testshire Police") as refused:
        role_of(police, ["officers", "managers"])
    assert isinstance(refused.value, ProviderRefused)


def test_an_instance_has_its_providers_by_their_ids(fake):
    council = fake.settings(id="council", issuer="https://login.example.net")
    providers = providers_of([fake.settings(), council], None, fake.clock)

    assert {name: provider.name for name, provider in providers.items()} == {
        "police": "Testshire Police",
        "council": "Testshire Police",
    }


def test_every_role_that_there_is_not_is_named_at_once(fake):
    wrong = [
        fake.settings(roles={"a": "officer", "b": "area_manager"}),
        fake.settings(id="council", roles={"c": "officer", "d": "officer", "e": ""}),
    ]
    with pytest.raises(SettingsProblem) as refused:
        providers_of(wrong, None, fake.clock)
    said = str(refused.value)
    assert said.startswith(
        "There are no such roles: provider police gives a group the role officer; provider council gives a group the "
        "role officer; provider council gives a group the role  (the roles are police_officer, "
    )


def test_a_secret_that_vanished_since_the_settings_were_read_is_named(fake, tmp_path):
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text("hush")
    settings = fake.settings(client_secret_file=file)
    file.unlink()

    with pytest.raises(SettingsProblem, match=r"client_secret_file of the provider police: the file .* cannot be read"):
        providers_of([settings], None, fake.clock)
