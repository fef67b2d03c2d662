"""One running instance of the site: the casework behind it, its settings, its clock and its threads."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import ParamSpec, TypeVar

import httpx

from cara.casework import Instance
from cara.policy import UNKNOWN, AreaProfile
from cara.records import Keyring
from cara.settings import InstanceSettings
from cara_web.federation import Provider, providers_of
from cara_web.layout.environment import TemplateLayer

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
"""How many use cases run at once in one process. More would only wait for the database."""


def clock() -> datetime:
    """Give the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class WebInstance:
    """What every page is made from. Only here is the clock read; use cases are told the moment."""

    casework: Instance
    settings: InstanceSettings
    now: Callable[[], datetime] = clock
    template_layers: tuple[TemplateLayer, ...] = ()
    threads: Executor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "cara"), repr=False, compare=False)
    make_http: Callable[[], httpx.AsyncClient] = field(default=httpx.AsyncClient, repr=False, compare=False)
    """How the client is made by which the providers are asked, if there are any."""

    @cached_property
    def providers(self) -> Mapping[str, Provider]:
        """The organisations that sign their own people in, by their ids.

        Raises:
            SettingsProblem: they name roles that there are not, or a secret cannot be read.
        """
        return providers_of(self.settings.providers, self._http, self.now) if self.settings.providers else {}

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        return self.make_http()

    async def close(self) -> None:
        """End the connections to the providers, in the event loop in which they were asked."""
        if self.providers:
            await self._http.aclose()

    @property
    def keyring(self) -> Keyring:
        """The keys of the instance."""
        return self.casework.database.keyring

    @property
    def area_name(self) -> str:
        """The area's name as people read it; its id while its plugin is broken."""
        return self._area.name if self._area else self.casework.area

    @property
    def run_by(self) -> str:
        """Who provides the service; empty if the area does not say."""
        return self._area.provider if self._area and self._area.provider != UNKNOWN else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names that everybody there knows: of the area, its police and whoever provides the service."""
        return (self.area_name, self.run_by, self._area.police.name if self._area else "")

    @property
    def _area(self) -> AreaProfile | None:
        books = (area.book for area in self.casework.areas.all if area.name == self.casework.area)
        return next((book.area for book in books if book), None)

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https alone."""
        return bool(self.settings.origin and self.settings.origin.startswith("https://"))

    @property
    def hsts_days(self) -> int:
        """How long browsers are asked to come by https alone; 0 where they cannot."""
        return self.settings.hsts_days if self.is_secure else 0


async def in_thread(instance: WebInstance, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a use case in one of the instance's threads, so that the others go on being served.

    Once begun it is never left: whoever is cancelled meanwhile waits for its end.
    """
    submitted = instance.threads.submit(copy_context().run, partial(function, *args, **kwargs))
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    submitted.add_done_callback(lambda _: loop.call_soon_threadsafe(_wake, ended))
    try:
        await ended
    except asyncio.CancelledError:
        if not submitted.cancel():
            await asyncio.wait([asyncio.wrap_future(submitted)])
        raise
    return submitted.result()


def _wake(waiting: asyncio.Future[None]) -> None:
    """Wake whoever waits for a use case, unless that was cancelled meanwhile."""
    if not waiting.done():
        waiting.set_result(None)
