"""What one instance needs to start: its area, its database, its keys. Never policy.

Read in this order, the first that says something wins: the command line, environment variables ``CARA_...``, the
instance's TOML file, the defaults here. A name in the file or on the command line that is not known is an error.
"""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from cara.settings.addresses import as_origin
from cara.settings.messages import MessageSettings, NotifySettings, SmtpSettings
from cara.settings.problem import SettingsProblem
from cara.settings.providers import ProviderSettings
from cara.settings.retention import RetentionSettings
from cara.settings.safeguarding import SafeguardingSettings


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
    victim_keys: Path | None = Field(
        default=None,
        description="The file with the keys of their own that seal what is known of victims; the worker needs none.",
    )
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
    hsts_days: int = Field(
        default=730,
        ge=0,
        le=3650,
        description="For how many days browsers are asked to come by https alone, where origin is https; 0 asks nothing.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The addresses or networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    tries_from_address: int = Field(
        default=50,
        ge=10,
        le=10_000,
        description="How many wrong tries to sign in one address has in a day before the next ones wait.",
    )
    demo: bool = Field(default=False, description="Whether this is a demonstration with invented people.")
    sign_in_chooser: bool = Field(
        default=False, description="Whether anybody may sign in as any demo account. Only a demo starts with it."
    )
    providers: tuple[ProviderSettings, ...] = Field(
        default=(), description="The organisations that sign their own people in, each as [[providers]]."
    )

    messages: MessageSettings = Field(
        default=MessageSettings(), description="How participants are told, as [messages]; without it nothing leaves."
    )

    safeguarding: SafeguardingSettings = Field(
        default=SafeguardingSettings(), description="Who acknowledges a safeguarding concern, as [safeguarding]."
    )

    retention: RetentionSettings = Field(
        default=RetentionSettings(),
        description="For how long each class of record is kept, as [retention]; without it nothing can be erased.",
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"'{zone}' is not a time zone: give one like Europe/London") from error
        return zone

    @field_validator("providers")
    @classmethod
    def _apart(cls, providers: tuple[ProviderSettings, ...]) -> tuple[ProviderSettings, ...]:
        if len({provider.id for provider in providers}) < len(providers):
            raise ValueError("two of them have the same id: give each its own")
        if len({provider.issuer for provider in providers}) < len(providers):
            raise ValueError("two of them have the same issuer: nobody could tell whose accounts they are")
        return providers

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _separated(cls, proxies: object) -> object:
        return [proxy.strip() for proxy in proxies.split(",")] if isinstance(proxies, str) else proxies

    @field_validator("trusted_proxies")
    @classmethod
    def _known_proxies(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                everybody = ip_network(proxy).prefixlen == 0
            except ValueError:
                raise ValueError(f"'{proxy}' is neither an address nor a network: give one like 10.0.0.5") from None
            if everybody:
                raise ValueError(f"'{proxy}' is everybody: anyone could then say where a request comes from")
        return proxies

    @field_validator("origin")
    @classmethod
    def _as_browsers_write_it(cls, origin: str | None) -> str | None:
        return None if origin is None else as_origin(origin)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.sign_in_chooser and not self.demo:
            raise ValueError(
                "sign_in_chooser lets anybody in as anybody: it is for a demo alone; remove it or set demo"
            )
        if not self.demo and self.keys is None:
            raise ValueError("keys is missing: give the file with the keys that seal identifying columns")
        if not self.demo and self.victim_keys is None:
            raise ValueError("victim_keys is missing: give the file with the keys of their own for victims")
        return self

    @property
    def of_retention(self) -> RetentionSettings:
        """Give the retention schedule, with where the register of erasures lies: beside the keys if not elsewhere."""
        if self.retention.erasures is not None or self.keys is None:
            return self.retention
        return self.retention.model_copy(update={"erasures": self.keys.parent / "erasures.register"})

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
        what = "is a folder: give the path of the file itself" if file.is_dir() else "does not exist: check the path"
        raise SettingsProblem(f"The settings file {file} {what}.")
    said = {name: value for name, value in given.items() if value is not None}

    class _FromFile(InstanceSettings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return _FromFile(**said)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        problems = "; ".join(_sentence(item) for item in error.errors())
        named = f" (in {file}, the environment or the command line)" if file else ""
        raise SettingsProblem(f"This instance cannot start with its settings{named}: {problems}.") from None
    except (OSError, ValueError) as error:
        problem = f"The settings{f' file {file}' if file else ''} cannot be read: {str(error).rstrip('.')}"
        raise SettingsProblem(f"{problem}. Correct it, or put back a copy.") from None


def _sentence(item: ErrorDetails) -> str:
    model, place, whose = _place(item["loc"])
    name = ".".join(str(part) for part in place) + whose
    field = model.model_fields.get(str(place[0])) if len(place) == 1 else None
    match item["type"]:
        case "missing" if field and field.description:
            return f"{name} is missing: {field.description[0].lower()}{field.description[1:].rstrip('.')}"
        case "extra_forbidden":
            known = ", ".join(model.model_fields)
            return f"{name} is not a setting: remove it or correct its name (the settings{whose} are {known})"
    said = item["msg"].removeprefix("Value error, ")
    return f"{name.strip()}: {said[0].lower()}{said[1:]}" if name else said


def _place(location: tuple[int | str, ...]) -> tuple[type[BaseModel], tuple[int | str, ...], str]:
    """Give the model that a problem is in, where in it, and whose it is if it is not the instance's own."""
    match location:
        case ("providers", int(position), *rest):
            return ProviderSettings, tuple(rest), f" of provider {position + 1}"
        case ("messages", ("notify" | "smtp") as way, *rest):
            return NotifySettings if way == "notify" else SmtpSettings, tuple(rest), f" of messages.{way}"
        case ("messages", *rest) if rest:
            return MessageSettings, tuple(rest), " of messages"
    return InstanceSettings, location, ""
