"""A page of 50 referrals: the platform's, beside the same page by hand and in Django, with the same templates."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from benchmarks.area import NOW, Measured
from benchmarks.calling import HOST, Caller, Reply, call_gateway
from benchmarks.django_page import page_gateway
from benchmarks.measure import Times, in_turns, log_to_nowhere, micro, say
from benchmarks.page_plain import ROWS, PlainPage
from benchmarks.plain import Keys, connect
from cara.access import Role, Subject
from cara.access.table import TABLE
from cara.settings import InstanceSettings
from cara.staff import Arrival, SignedIn, Way
from cara.staff.sign_ins import begin_as_chosen
from cara_web.app import create_app
from cara_web.instance import WebInstance
from cara_web.layout.navigation import ENTRIES, Shown
from cara_web.layout.page import Shell
from cara_web.outside import Outside

ROUNDS = 200
REFERRALS, COHORTS = 60, 32
SEEN = timedelta(seconds=1)
PATH = "/bookings"
RUN_BY = "Restorative Solutions"
VALUES = f"{PATH}/as-values"
NONCE = re.compile(r"(?<='nonce-)[^']+")
DRAWN = re.compile(r'(?<=nonce=")[^"]+|(?<=name="csrf_token" value=")[^"]+')


def site_of(measured: Measured) -> Outside:
    """Build the site of a measured instance, its clock standing still."""
    address = f"sqlite:///{measured.file}"
    settings = InstanceSettings(area="west_yorkshire", database=address, demo=True, origin=f"http://{HOST}")
    return create_app(WebInstance(measured.instance, settings, now=lambda: NOW))


def run() -> None:
    """Measure and print."""
    log_to_nowhere()
    with Measured.begin() as measured:
        measured.cohorts(COHORTS)
        for number in range(REFERRALS):
            measured.book(number, f"B{number * 4 % COHORTS}")
        _measure(measured)


def _measure(measured: Measured) -> None:
    site, call, keys = site_of(measured), Caller(), Keys(measured.instance.database.keyring)
    token = begin_as_chosen(measured.instance.database, measured.officer.code, Arrival(""), now=NOW - SEEN)
    database, shell = connect(measured.file), _shell_of(measured.officer)
    template = site.pages.environment.get_template("referrals/list.html")
    plain = PlainPage(database, keys, template, shell)
    django, session = page_gateway(measured, keys, site.pages.environment, shell)
    accept = {"accept": "text/html"}
    works = {
        "ours": lambda: call(site, "GET", PATH, {**accept, "cookie": f"cara={token}"}),
        "plain": lambda: call(plain, "GET", PATH, {**accept, "cookie": f"cara={token}"}),
        "django": lambda: call_gateway(django, "GET", PATH, {**accept, "cookie": f"sessionid={session}"}),
        "django, values": lambda: call_gateway(django, "GET", VALUES, {**accept, "cookie": f"sessionid={session}"}),
    }
    _refuse_different({name: work() for name, work in works.items()})
    _refuse_other_entries(database, len(works))
    context = plain.context(token, "", "")
    times = in_turns({**works, "template": lambda: template.render(**context)}, ROUNDS)
    call.close()
    plain.close()
    database.close()
    _say(times)


def _shell_of(officer: Subject) -> Callable[..., Shell]:
    """Give what surrounds the page of both peers, the menu made for each request as they would make it."""

    def shell(role: Role, name: str, nonce: str, request_id: str, csrf_token: Callable[[], str]) -> Shell:
        person = SignedIn(officer, name, "", Way.DEMO)
        menu = tuple(
            Shown(entry.text, entry.href, here=entry.href == PATH)
            for entry in ENTRIES
            if role in entry.roles and role in TABLE[entry.action]
        )
        return Shell("West Yorkshire", RUN_BY, True, person, menu, nonce, request_id, csrf_token)  # noqa: FBT003 - a demo

    return shell


def _refuse_different(replies: Mapping[str, Reply]) -> None:
    """Compare whole pages; only what is drawn anew for each request may differ."""
    pages = {name: DRAWN.sub("", reply.text) for name, reply in replies.items()}
    assert all(reply.status == 200 for reply in replies.values()), {n: r.status for n, r in replies.items()}
    assert pages["ours"].count('<tr class="govuk-table__row">') == ROWS + 1
    for name, page in pages.items():
        assert page == pages["ours"], f"the page of '{name}' is another"
    for name, reply in replies.items():
        _refuse_other_headers(name, reply.headers, replies["ours"].headers)


def _refuse_other_headers(name: str, given: Mapping[str, str], ours: Mapping[str, str]) -> None:
    for header, value in ours.items():
        said = given.get(header, "")
        drawn = header in {"x-request-id", "content-length"}
        assert said, (name, header)
        assert drawn or NONCE.sub("", said) == NONCE.sub("", value), (name, header, said, value)


def _refuse_other_entries(database: Any, number: int) -> None:
    """Compare what each wrote to the audit trail; the numbers of the requests are their own."""
    written = "SELECT actor, action, resource, detail, request_id <> '' FROM audit_entry ORDER BY seq DESC LIMIT ?"
    entries = {tuple(row) for row in database.execute(written, (number,))}
    assert len(entries) == 1, entries


def _say(times: Mapping[str, Times]) -> None:
    ours, plain, django, values = (times[name].middle for name in ("ours", "plain", "django", "django, values"))
    lines = {
        f"{name}, median / p99": f"{micro(times[name].middle)} / {micro(times[name].percentile(99))}" for name in times
    }
    ratios = {
        "ours : plain (target 2.0)": f"{ours / plain:9.2f}",
        "ours : Django (target 0.5)": f"{ours / django:9.2f}",
        "ours : Django without objects": f"{ours / values:9.2f}",
    }
    say(f"A page of {ROWS} referrals", {**lines, **ratios})
