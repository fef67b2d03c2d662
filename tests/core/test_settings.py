"""Settings: read in order, closed, and every problem in words that hold no secret."""

import pytest

from cara.settings import SettingsProblem, read_settings

WHOLE = {"area": "testshire", "database": "sqlite:///cara.db", "keys": "cara.keys", "victim_keys": "victims.keys"}


@pytest.fixture(autouse=True)
def no_settings_in_the_environment(monkeypatch):
    for name in ("AREA", "DATABASE", "KEYS", "PORT", "ZONE", "DEMO"):
        monkeypatch.delenv(f"CARA_{name}", raising=False)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "instance.toml"
    path.write_text(
        'area = "testshire"\ndatabase = "sqlite:///cara.db"\nkeys = "cara.keys"\nvictim_keys = "victims.keys"\nport = 8001\n'
    )
    return path


def problem(file=None, **given):
    with pytest.raises(SettingsProblem) as refused:
        read_settings(file, **given)
    return str(refused.value)


def test_the_file_says_what_the_instance_is(file):
    settings = read_settings(file)
    assert (settings.area, settings.port, settings.zone, settings.hold_minutes) == (
        "testshire",
        8001,
        "Europe/London",
        60,
    )


def test_the_environment_outweighs_the_file_and_the_command_line_both(file, monkeypatch):
    monkeypatch.setenv("CARA_PORT", "8002")
    assert read_settings(file).port == 8002
    assert read_settings(file, port=8003).port == 8003


def test_the_environment_names_several_proxies_with_commas(monkeypatch):
    monkeypatch.setenv("CARA_TRUSTED_PROXIES", "10.0.0.5, 10.1.0.0/16,::1")
    assert read_settings(**WHOLE).trusted_proxies == ("10.0.0.5", "10.1.0.0/16", "::1")


def test_the_file_names_proxies_in_a_list(file):
    file.write_text(file.read_text() + 'trusted_proxies = ["10.0.0.5"]\n')
    assert read_settings(file).trusted_proxies == ("10.0.0.5",)


def test_a_command_line_that_says_nothing_changes_nothing(file):
    assert read_settings(file, port=None).port == 8001


def test_without_a_file_the_rest_is_enough():
    assert read_settings(**WHOLE).area == "testshire"


def test_everything_that_is_missing_is_named(tmp_path):
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    said = problem(empty)
    assert "area is missing: the name of the area" in said
    assert "database is missing: " in said


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"colour": "red"}, "colour is not a setting: remove it or correct its name (the settings are area, "),
        ({"zone": "Europe/Nowhere"}, "zone: 'Europe/Nowhere' is not a time zone: give one like Europe/London"),
        ({"zone": "../../etc/passwd"}, "zone: '../../etc/passwd' is not a time zone"),
        ({"area": "Test Shire"}, "area: string should match pattern"),
        ({"area": "x" * 65}, "area: string should match pattern"),
        ({"area": "testshire\n"}, "area: string should match pattern"),
        ({"port": 65536}, "port: input should be less than or equal to 65535"),
        ({"port": "many"}, "port: input should be a valid integer"),
        ({"hold_minutes": 0}, "hold_minutes: input should be greater than or equal to 5"),
        ({"origin": "cara.example.org"}, "origin: give scheme and host alone"),
        ({"origin": "ftp://cara.example.org"}, "origin: give scheme and host alone"),
        ({"origin": "https://cara.example.org/path"}, "origin: give scheme and host alone"),
        ({"origin": "https://somebody@cara.example.org"}, "origin: give scheme and host alone"),
        ({"origin": "https://cara.example.org:many"}, "origin: give scheme and host alone"),
        ({"origin": "https://cara.example.org\n.evil"}, "origin: give scheme and host alone"),
        ({"origin": "https://"}, "origin: give scheme and host alone"),
        ({"keys": None, "demo": False}, "keys is missing: give the file with the keys"),
        ({"origin": "https://["}, "origin: give scheme and host alone"),
        ({"hsts_days": -1}, "hsts_days: input should be greater than or equal to 0"),
        ({"trusted_proxies": "*"}, "trusted_proxies: '*' is neither an address nor a network: give one like 10.0.0.5"),
        ({"trusted_proxies": ["10.0.0.5/24"]}, "trusted_proxies: '10.0.0.5/24' is neither an address nor a network"),
        ({"trusted_proxies": ["10.0.0.5", "::/0"]}, "trusted_proxies: '::/0' is everybody"),
        ({"sign_in_chooser": True}, "sign_in_chooser lets anybody in as anybody: it is for a demo alone"),
    ],
)
def test_each_problem_is_a_sentence(given, sentence):
    said = problem(**{**WHOLE, **given})
    assert said.startswith("This instance cannot start with its settings: ")
    assert sentence in said


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://CARA.example.org/", "https://cara.example.org"),
        ("https://cara.example.org:443", "https://cara.example.org"),
        ("https://cara.example.org:8443", "https://cara.example.org:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(given, origin):
    assert read_settings(**WHOLE, origin=given).origin == origin


def test_several_problems_are_named_at_once():
    said = problem(**{**WHOLE, "zone": "x", "port": -1, "colour": 1})
    assert all(name in said for name in ("zone: ", "port: ", "colour is not"))


def test_no_problem_repeats_a_password():
    said = problem(**{**WHOLE, "database": "postgresql://cara:secret@db.example.org/cara", "port": -1})
    assert "secret" not in said
    said = problem(area="testshire", database="postgresql://cara:secret@db.example.org/cara")
    assert "keys is missing" in said
    assert "secret" not in said


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert problem(tmp_path / "none.toml").endswith("none.toml does not exist: check the path.")


@pytest.mark.parametrize("content", [b"area = ", b"\xff\xfe", b"[area"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    said = problem(path)
    assert f"The settings file {path} cannot be read: " in said
    assert said.endswith(". Correct it, or put back a copy.")


def test_what_is_wrong_in_a_file_is_told_with_its_name(tmp_path):
    path = tmp_path / "half.toml"
    path.write_text('area = "testshire"\n')
    said = problem(path)
    start = f"This instance cannot start with its settings (in {path}, the environment or the command line): "
    assert said.startswith(f"{start}database is missing: ")


def test_a_demo_needs_no_keys_and_may_choose_who_signs_in():
    settings = read_settings(area="testshire", database="sqlite:///cara.db", demo=True, sign_in_chooser=True)
    assert settings.keys is None


def test_settings_cannot_be_changed_later(file):
    settings = read_settings(file)
    with pytest.raises(ValueError, match="frozen"):
        settings.demo = True
