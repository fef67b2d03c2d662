"""What one instance needs to start: its area, its database, its keys. Never policy.

Read in this order, the first that says something wins: the command line, environment variables ``CARA_...``, the
instance's TOML file, the defaults here. A name in the file or on the command line that is not known is an error.
"""

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from cara.vocabulary import CaraError


class SettingsProblem(CaraError):
    """The instance cannot start with these settings: which, and what to do."""


class InstanceSettings(BaseSettings):
    """The settings of one instance."""

    model_config = SettingsConfigDict(env_prefix="CARA_", extra="forbid", frozen=True)

    area: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")] = Field(
        description="The name of the area that this instance serves, as its plugin is called."
    )
    database: str = Field(
        description="sqlite:///PATH, or postgresql+psycopg://USER@HOST/NAME for more than one machine."
    )
    keys: Path | None = Field(default=None, description="The file with the keys that seal identifying columns.")
    zone: str = Field(default="Europe/London", description="The time zone in which days begin and end.")
    hold_minutes: int = Field(default=60, ge=5, le=24 * 60, description="How long an unconfirmed place is held.")
    host: str = Field(default="127.0.0.1", description="The address on which the instance listens.")
    port: int = Field(default=8000, ge=0, le=65535, description="Its port; 0 takes any that is free.")
    origin: str | None = Field(
        default=None,
        description="The address by which people reach it, e.g. https://cara.example.org. Only a demo starts without.",
    )
    passphrases: bool = Field(
        default=False,
        description="Whether people may sign in with a passphrase and a code, where devices forbid passkeys.",
    )
    demo: bool = Field(default=False, description="Whether this is a demonstration with invented people.")
    sign_in_chooser: bool = Field(
        default=False, description="Whether anybody may sign in as any demo account. Only a demo starts with it."
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"'{zone}' is not a time zone: give one like Europe/London") from error
        return zone

    @field_validator("origin")
    @classmethod
    def _as_browsers_write_it(cls, origin: str | None) -> str | None:
        return None if origin is None else _origin(origin)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.sign_in_chooser and not self.demo:
            raise ValueError(
                "sign_in_chooser lets anybody in as anybody: it is for a demo alone; remove it or set demo"
            )
        if not self.demo and self.keys is None:
            raise ValueError("keys is missing: give the file with the keys that seal identifying columns")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - keys are named by path instead
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the sources in order: command line, environment, the instance's TOML file."""
        file = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, file


def read_settings(file: Path | None = None, **given: object) -> InstanceSettings:
    """Read the settings of an instance.

    Args:
        file: the instance's TOML file, e.g. ``config/west_yorkshire.toml``.
        given: what the command line says; ``None`` means that it says nothing.

    Raises:
        SettingsProblem: naming every setting that is wrong, and never what it holds.
    """
    if file is not None and not file.is_file():
        raise SettingsProblem(f"The settings file {file} does not exist: check the path.")
    said = {name: value for name, value in given.items() if value is not None}

    class _FromFile(InstanceSettings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return _FromFile(**said)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        problems = "; ".join(_sentence(item) for item in error.errors())
        raise SettingsProblem(f"This instance cannot start with its settings: {problems}.") from None
    except (OSError, ValueError) as error:
        raise SettingsProblem(f"The settings{f' file {file}' if file else ''} cannot be read: {error}.") from None


_PORTS = {"http": 80, "https": 443}


def _origin(typed: str) -> str:
    """Write an origin as browsers do, so that the two can be compared."""
    try:
        parts = urlsplit(typed.strip().lower() if re.fullmatch(r"[!-~]+", typed.strip()) else "")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    rest = (parts.path.strip("/"), parts.query, parts.fragment)
    if (
        parts.scheme not in _PORTS
        or any(rest)
        or not re.fullmatch(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?", parts.netloc)
    ):
        raise ValueError("give scheme and host alone, as in https://cara.example.org")
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    return f"{parts.scheme}://{host}" + ("" if port in {None, _PORTS[parts.scheme]} else f":{port}")


def _sentence(item: ErrorDetails) -> str:
    name = ".".join(str(part) for part in item["loc"])
    field = InstanceSettings.model_fields.get(name)
    match item["type"]:
        case "missing" if field and field.description:
            return f"{name} is missing: {field.description[0].lower()}{field.description[1:].rstrip('.')}"
        case "extra_forbidden":
            known = ", ".join(InstanceSettings.model_fields)
            return f"{name} is not a setting: remove it or correct its name (the settings are {known})"
    said = item["msg"].removeprefix("Value error, ")
    return f"{name}: {said[0].lower()}{said[1:]}" if name else said
