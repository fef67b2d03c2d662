"""Settings of those who sign their own people in: closed, every problem at once, and no secret in any."""

from pathlib import Path

import pytest

from cara.settings import SettingsProblem, is_protected, read_settings

WHOLE = {"area": "testshire", "database": "sqlite:///cara.db", "keys": "cara.keys", "victim_keys": "victims.keys"}
POLICE = {
    "id": "police",
    "name": "Testshire Police",
    "issuer": "https://login.example.org/tenant/v2.0",
    "client_id": "cara",
    "organisation": "Testshire Police",
    "roles": {"officers": "police_officer"},
}
COUNCIL = {**POLICE, "id": "council", "issuer": "https://login.example.net"}


def problem(*providers):
    with pytest.raises(SettingsProblem) as refused:
        read_settings(**WHOLE, providers=providers)
    return str(refused.value)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text("hush\n")
    return file


def test_an_instance_has_no_provider_by_itself():
    assert read_settings(**WHOLE).providers == ()


def test_the_file_names_providers(tmp_path, secret):
    file = tmp_path / "instance.toml"
    file.write_text(f"""
area = "testshire"
database = "sqlite:///cara.db"
keys = "cara.keys"
victim_keys = "victims.keys"

[[providers]]
id = "police"
name = "Testshire Police"
issuer = "https://login.example.org"
client_id = "cara"
client_secret_file = "{secret}"
organisation = "Testshire Police"
claim = "roles"
roles = {{ "CARA officers" = "police_officer" }}

[[providers]]
id = "council"
name = "Testshire Council"
issuer = "http://127.0.0.1:8080"
client_id = "cara"
organisation = "Testshire Council"
leeway_seconds = 0
roles = {{ managers = "area_manager" }}
""")
    police, council = read_settings(file).providers

    assert (police.claim, police.roles) == ("roles", {"CARA officers": "police_officer"})
    assert (police.leeway_seconds, police.read_client_secret()) == (60, "hush")
    assert (council.claim, council.leeway_seconds, council.read_client_secret()) == ("groups", 0, None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id": "Police"}, "id of provider 1: string should match pattern"),
        ({"id": "a" * 33}, "id of provider 1: string should match pattern"),
        ({"id": "police\n"}, "id of provider 1: string should match pattern"),
        ({"name": " "}, "name of provider 1: string should have at least 1 character"),
        ({"issuer": "http://login.example.org"}, "issuer of provider 1: give an address that begins with https://"),
        ({"issuer": "https://login.example.org?a=b"}, "issuer of provider 1: give an address"),
        ({"issuer": "https://login.example.org#a"}, "issuer of provider 1: give an address"),
        ({"issuer": "login.example.org"}, "issuer of provider 1: give an address"),
        ({"client_id": "ca ra"}, "client_id of provider 1: string should match pattern"),
        ({"organisation": ""}, "organisation of provider 1: string should have at least 1 character"),
        ({"leeway_seconds": -1}, "leeway_seconds of provider 1: input should be greater than or equal to 0"),
        ({"leeway_seconds": 301}, "leeway_seconds of provider 1: input should be less than or equal to 300"),
        ({"roles": {}}, "roles of provider 1: dictionary should have at least 1 item"),
        ({"roles": {"officers": 5}}, "roles.officers of provider 1: input should be a valid string"),
        (
            {"colour": 1},
            "colour of provider 1 is not a setting: remove it or correct its name (the settings of provider 1 are id, ",
        ),
    ],
)
def test_each_problem_is_a_sentence(changed, sentence):
    assert sentence in problem({**POLICE, **changed})


def test_everything_that_is_missing_or_wrong_is_named_at_once():
    said = problem({"id": "police", "claim": ""}, {**COUNCIL, "issuer": "x", "leeway_seconds": "many"})

    for sentence in (
        "name of provider 1 is missing: the name as people read it",
        "issuer of provider 1 is missing: ",
        "client_id of provider 1 is missing: ",
        "organisation of provider 1 is missing: ",
        "roles of provider 1 is missing: which role each group has here",
        "claim of provider 1: ",
        "issuer of provider 2: ",
        "leeway_seconds of provider 2: ",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({**COUNCIL, "id": "police"}, "providers: two of them have the same id"),
        ({**POLICE, "id": "council"}, "providers: two of them have the same issuer"),
    ],
)
def test_two_providers_are_told_apart(second, sentence):
    assert sentence in problem(POLICE, second)
    assert len(read_settings(**WHOLE, providers=[POLICE, COUNCIL]).providers) == 2


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602, 0o660, 0o644, 0o777])
def test_a_secret_that_others_can_read_is_refused(secret, mode):
    secret.chmod(mode)
    said = problem({**POLICE, "client_secret_file": str(secret)})

    assert f"client_secret_file of provider 1: the file {secret} can be read by others: let its owner alone" in said
    assert "hush" not in said


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_secret_that_its_owner_alone_can_read_is_read(secret, mode):
    secret.chmod(mode)
    (provider,) = read_settings(**WHOLE, providers=[{**POLICE, "client_secret_file": str(secret)}]).providers

    assert provider.read_client_secret() == "hush"
    assert "hush" not in repr(provider)


def test_a_secret_that_is_not_there_is_named(tmp_path):
    said = problem({**POLICE, "client_secret_file": str(tmp_path / "none")})

    assert f"the file {tmp_path / 'none'} cannot be read (No such file or directory): check the path" in said


@pytest.mark.parametrize(
    ("content", "why"), [(b" \n", "is empty: write the secret into it"), (b"\xff", "it is no text")]
)
def test_a_secret_that_is_none_is_named(secret, content, why):
    secret.write_bytes(content)

    assert why in problem({**POLICE, "client_secret_file": str(secret)})


def test_no_problem_repeats_what_was_given():
    said = problem(
        {**POLICE, "client_secret": "hush-1", "issuer": "https://name:hush-2@login.example.org", "client_id": "hush 3"}
    )

    assert "client_secret of provider 1 is not a setting" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("address", "protected"),
    [
        ("https://login.example.org", True),
        ("https://login.example.org:8443/tenant?a=b", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("http://127.8.9.10:1", True),
        ("http://[::1]:8080/a", True),
        ("http://login.example.org", False),
        ("http://localhost.example.org", False),
        ("http://192.0.2.1", False),
        ("http://127.0.0.1.example.org", False),
        ("https://name@login.example.org", False),
        ("https://:secret@login.example.org", False),
        ("http://127.0.0.1@login.example.org", False),
        ("https://login.example.org\n", False),
        ("https://login .example.org", False),
        ("https://l\u00f6gin.example.org", False),
        ("https://", False),
        ("https:login.example.org", False),
        ("https://login.example.org:port", False),
        ("https://[::1", False),
        ("ftp://login.example.org", False),
        ("", False),
    ],
)
def test_an_address_is_protected_or_not(address, protected):
    assert is_protected(address) is protected
