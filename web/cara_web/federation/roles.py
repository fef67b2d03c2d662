"""Which provider an instance has, and what somebody's groups at it stand for here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import httpx

from cara.access import Role
from cara.settings import ProviderSettings, SettingsProblem
from cara_web.federation.errors import SeveralRoles
from cara_web.federation.provider import Provider


def providers_of(
    settings: Sequence[ProviderSettings], http: httpx.AsyncClient, now: Callable[[], datetime]
) -> Mapping[str, Provider]:
    """Give the providers of an instance by their ids. None is asked anything yet.

    Raises:
        SettingsProblem: they name roles that there are not, or a secret cannot be read.
    """
    wrong = [
        f"provider {provider.id} gives a group the role {role}"
        for provider in settings
        for role in dict.fromkeys(provider.roles.values())
        if role not in set(Role)
    ]
    if wrong:
        known = ", ".join(Role)
        raise SettingsProblem(f"There are no such roles: {'; '.join(wrong)} (the roles are {known}).")
    return {provider.id: Provider(provider, http, now) for provider in settings}


def role_of(settings: ProviderSettings, groups: Iterable[str]) -> Role | None:
    """Give the role that somebody's groups stand for; ``None`` if they stand for none, and he or she is not let in.

    Raises:
        SeveralRoles: they stand for different roles.
    """
    roles = {settings.roles[group] for group in groups if group in settings.roles}
    if len(roles) > 1:
        raise SeveralRoles(settings.name)
    return Role(roles.pop()) if roles else None
