"""The settings of messages to participants: by which provider each way goes. Secrets lie in files of their own."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from cara.settings.addresses import is_protected
from cara.settings.problem import SettingsProblem
from cara.settings.providers import read_secret

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s<>]{1,64}@[^@\s<>]{1,190}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F-]{36}$")]


class NotifySettings(BaseModel):
    """The settings of a service at GOV.UK Notify."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key_file: Path = Field(description="The file with the API key, which its owner alone may read.")
    sms_template: _Id = Field(description="The id of the template for text messages; all that it says is ((body)).")
    email_template: _Id = Field(
        description="The id of the template for mail; its subject is ((subject)) and all that it says is ((body))."
    )
    base_url: str = Field(
        default="https://api.notifications.service.gov.uk", description="The address of Notify; https only."
    )

    @field_validator("api_key_file")
    @classmethod
    def _key_is_there(cls, file: Path) -> Path:
        read_secret(file)
        return file

    @field_validator("base_url")
    @classmethod
    def _safe(cls, base_url: str) -> str:
        if not is_protected(base_url):
            raise ValueError("give an address that begins with https://")
        return base_url


class SmtpSettings(BaseModel):
    """The settings of a mail server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: _Text = Field(description="The server's name.")
    port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the way there is protected; none only for a server on this machine."
    )
    user: _Text | None = Field(default=None, description="The account at the server; none where it asks for none.")
    password_file: Path | None = Field(
        default=None, description="The file with the account's password, which its owner alone may read."
    )
    sender: _Mail = Field(description="The address from which mail comes; it shows before mail is opened.")
    sender_name: _Text = Field(
        default="Appointments", description="The name from which mail comes; it shows before mail is opened."
    )

    @field_validator("password_file")
    @classmethod
    def _password_is_there(cls, file: Path | None) -> Path | None:
        if file is not None:
            read_secret(file)
        return file

    @model_validator(mode="after")
    def _protected(self) -> Self:
        if self.security == "none" and self.host not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("security is none, and the server is not this machine: mail could be read on the way")
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file go together: give both or neither")
        return self


class MessageSettings(BaseModel):
    """The settings of messages to participants."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sms: Literal["outbox", "notify"] = Field(
        default="outbox", description="By which provider text messages go; outbox keeps them here and sends nothing."
    )
    email: Literal["outbox", "notify", "smtp"] = Field(
        default="outbox", description="By which provider mail goes; outbox keeps it here and sends nothing."
    )
    contact: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = Field(
        default="", description="Whom participants can ask: a phone number or a mail address that is neutral by itself."
    )
    worker: bool = Field(
        default=True, description="Whether this process works the outbox off; false where `cara worker` does."
    )
    notify: NotifySettings | None = Field(default=None, description="GOV.UK Notify, as [messages.notify].")
    smtp: SmtpSettings | None = Field(default=None, description="A mail server, as [messages.smtp].")

    @model_validator(mode="after")
    def _provided(self) -> Self:
        for way in ("sms", "email"):
            provider = getattr(self, way)
            if provider != "outbox" and getattr(self, provider) is None:
                raise ValueError(f"{way} goes by {provider}, which is not set up: add [messages.{provider}]")
        return self

    def read_api_key(self) -> str:
        """Read the API key of Notify.

        Raises:
            SettingsProblem: it is not set up, or its file is of no use.
        """
        return _secret(self.notify.api_key_file if self.notify else None, "api_key_file")

    def read_password(self) -> str | None:
        """Read the password of the mail server; nothing where it asks for none.

        Raises:
            SettingsProblem: its file is of no use.
        """
        file = self.smtp.password_file if self.smtp else None
        return _secret(file, "password_file") if file else None


def _secret(file: Path | None, name: str) -> str:
    if file is None:
        raise SettingsProblem(f"{name} of the messages is missing.")
    try:
        return read_secret(file)
    except ValueError as error:
        raise SettingsProblem(f"{name} of the messages: {error}.") from None
