"""The settings of an organisation that signs its own people in."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from cara.settings.addresses import is_protected
from cara.settings.problem import SettingsProblem

_BY_OTHERS = 0o077
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _read_secret(file: Path) -> str:
    try:
        mode, secret = file.stat().st_mode, file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ValueError(f"the file {file} cannot be read ({why}): check the path") from None
    if mode & _BY_OTHERS:
        raise ValueError(f"the file {file} can be read by others: let its owner alone read it (chmod 600)")
    if not secret:
        raise ValueError(f"the file {file} is empty: write the secret into it")
    return secret


class ProviderSettings(BaseModel):
    """The settings of one organisation that signs its own people in, by OpenID Connect."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")] = Field(
        description="A short name for addresses and the log; no two providers share one."
    )
    name: _Text = Field(description="The name as people read it where they choose how to sign in.")
    issuer: str = Field(description="The address by which the provider names itself, e.g. https://login.example.org.")
    client_id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")] = Field(
        description="The name under which the provider knows this instance."
    )
    client_secret_file: Path | None = Field(
        default=None, description="The file with the secret that belongs to client_id; none for a public client."
    )
    organisation: _Text = Field(description="The organisation to which accounts of this provider belong.")
    claim: _Text = Field(default="groups", description="The claim of the ID token that holds somebody's groups.")
    roles: dict[_Text, str] = Field(min_length=1, description="Which role each group has here; any other has none.")
    acr: tuple[_Text, ...] = Field(
        default=(), description="The classes of proof of which the ID token must name one; none asks for no class."
    )
    amr: tuple[_Text, ...] = Field(
        default=(), description="The methods of proof of which the ID token must name one; none asks for no method."
    )
    leeway_seconds: int = Field(
        default=60, ge=0, le=300, description="How far the clocks of provider and instance may be apart."
    )

    @field_validator("issuer")
    @classmethod
    def _safe_issuer(cls, issuer: str) -> str:
        if not is_protected(issuer) or {"?", "#"} & set(issuer):
            raise ValueError(
                "give an address that begins with https:// and has no name, password, query or fragment "
                "(http:// only where the provider runs on this machine)"
            )
        return issuer

    @field_validator("client_secret_file")
    @classmethod
    def _secret_is_there(cls, file: Path | None) -> Path | None:
        if file is not None:
            _read_secret(file)
        return file

    def read_client_secret(self) -> str | None:
        """Read the secret that belongs to ``client_id``; ``None`` for a public client.

        Raises:
            SettingsProblem: its file is not there, holds nothing, or can be read by others.
        """
        try:
            return None if self.client_secret_file is None else _read_secret(self.client_secret_file)
        except ValueError as error:
            raise SettingsProblem(f"client_secret_file of the provider {self.id}: {error}.") from None
