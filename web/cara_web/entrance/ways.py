"""By which ways people may sign in to an instance, and whether there is any at all."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from cara.settings import InstanceSettings, SettingsProblem, is_protected
from cara.staff.passkeys import Site
from cara_web.instance import WebInstance
from cara_web.layout.page import SERVICE

AT = "/sign-in/at"


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """An organisation that signs its own people in: its name, and the address at which that begins."""

    name: str
    address: str


def organisations_of(instance: WebInstance, alone: str | None = None) -> tuple[OwnOrganisation, ...]:
    """Give the organisations that sign their own people in; none where no address is known to which they lead back.

    Args:
        instance: the instance.
        alone: the id of the only one that is wanted, as for somebody who belongs to it; every one if not given.
    """
    if instance.settings.origin is None:
        return ()
    found = instance.providers.items()
    return tuple(OwnOrganisation(provider.name, f"{AT}/{id_}") for id_, provider in found if alone in {None, id_})


def site_of(instance: WebInstance) -> Site | None:
    """Give the site for which passkeys of an instance are made; none where a passkey is impossible."""
    origin = instance.settings.origin
    if origin is None or not _may_have_passkeys(origin):
        return None
    return Site(origin, _host(origin), f"{SERVICE} {instance.area_name}".strip())


def refuse_if_nobody_could_sign_in(settings: InstanceSettings) -> None:
    """Go on starting only if people can reach an instance safely and have a way to sign in.

    Raises:
        SettingsProblem: which setting is wrong, and what to do.
    """
    if settings.demo:
        return
    if settings.origin is None:
        raise SettingsProblem(
            "origin is missing: give the address by which people reach the instance, as in https://cara.example.org. "
            "Passkeys and forms belong to it."
        )
    if not is_protected(settings.origin):
        raise SettingsProblem(
            "origin begins with http://, so that anybody on the way could read what is sent: give an address that "
            "begins with https://, or http://localhost to try it on this machine alone."
        )
    if settings.passphrases and not settings.trusted_proxies and settings.origin.startswith("https://"):
        raise SettingsProblem(
            "passphrases needs trusted_proxies: wrong tries are counted by the address from which they come, and without "
            "it everybody seems to come from the proxy that speaks https. Give the proxy's address, as in 127.0.0.1."
        )
    if not (_may_have_passkeys(settings.origin) or settings.passphrases or settings.providers):
        raise SettingsProblem(
            "Nobody could sign in: origin names its host by a number, and passkeys need a name. Give an address with a "
            "name (http://localhost to try it on this machine), or set passphrases or providers."
        )


def _may_have_passkeys(origin: str) -> bool:
    host = _host(origin)
    return not _is_number(host) and (origin.startswith("https://") or host == "localhost")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""
