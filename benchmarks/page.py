"""A page of 50 referrals: the platform's, beside the same page by hand and in Django, with the same templates."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from benchmarks.area import NOW, Measured
from benchmarks.calling import HOST, Caller, Reply, call_gateway
from benchmarks.django_page import page_gateway
from benchmarks.measure import Times, in_turns, micro, say
from benchmarks.page_plain import ROWS, PlainPage
from benchmarks.plain import Keys, connect
from cara.access import Subject
from cara.settings import InstanceSettings
from cara.staff import Arrival, SignedIn, Way
from cara.staff.sign_ins import begin_as_chosen
from cara_web.app import create_app
from cara_web.instance import WebInstance
from cara_web.layout.navigation import menu
from cara_web.layout.page import Pages, Shell
from cara_web.outside import Outside

ROUNDS = 200
REFERRALS, COHORTS = 60, 32
SEEN = timedelta(seconds=1)
PATH = "/bookings"
RUN_BY = "Restorative Solutions"
DRAWN = re.compile(r'(?<=nonce=")[^"]+|(?<=name="csrf_token" value=")[^"]+')


def site_of(measured: Measured) -> Outside:
    """Build the site of a measured instance, its clock standing still."""
    address = f"sqlite:///{measured.file}"
    settings = InstanceSettings(area="west_yorkshire", database=address, demo=True, origin=f"http://{HOST}")
    return create_app(WebInstance(measured.instance, settings, now=lambda: NOW))


def run() -> None:
    """Measure and print."""
    with Measured.begin() as measured:
        measured.cohorts(COHORTS)
        for number in range(REFERRALS):
            measured.book(number, f"B{number * 4 % COHORTS}")
        _measure(measured)


def _measure(measured: Measured) -> None:
    site, call, keys = site_of(measured), Caller(), Keys(measured.instance.database.keyring)
    token = begin_as_chosen(measured.instance.database, measured.officer.code, Arrival(""), now=NOW - SEEN)
    database, shell = connect(measured.file), _shell_of(site.pages, measured.officer)
    template = site.pages.environment.get_template("referrals/list.html")
    plain = PlainPage(database, keys, template, shell)
    django, session = page_gateway(measured, keys, site.pages.environment, shell)
    accept = {"accept": "text/html"}
    works = {
        "ours": lambda: call(site, "GET", PATH, {**accept, "cookie": f"cara={token}"}),
        "plain": lambda: call(plain, "GET", PATH, {**accept, "cookie": f"cara={token}"}),
        "django": lambda: call_gateway(django, "GET", PATH, {**accept, "cookie": f"sessionid={session}"}),
    }
    _refuse_different({name: work() for name, work in works.items()})
    context = plain.context(token, "", "")
    times = in_turns({**works, "template": lambda: template.render(**context)}, ROUNDS)
    call.close()
    database.close()
    _say(times)


def _shell_of(pages: Pages, officer: Subject) -> Callable[..., Shell]:
    entries = menu(officer, PATH, pages.routes, NOW)

    def shell(name: str, nonce: str, request_id: str, csrf_token: Callable[[], str]) -> Shell:
        person = SignedIn(officer, name, "", Way.DEMO)
        return Shell("West Yorkshire", RUN_BY, True, person, entries, nonce, request_id, csrf_token)  # noqa: FBT003 - a demo

    return shell


def _refuse_different(replies: Mapping[str, Reply]) -> None:
    """Compare whole pages; only what is drawn anew for each request may differ."""
    pages = {name: DRAWN.sub("", reply.text) for name, reply in replies.items()}
    assert all(reply.status == 200 for reply in replies.values()), {n: r.status for n, r in replies.items()}
    assert pages["ours"].count('<tr class="govuk-table__row">') == ROWS + 1
    for name, page in pages.items():
        assert page == pages["ours"], f"the page of '{name}' is another"


def _say(times: Mapping[str, Times]) -> None:
    ours, plain, django = (times[name].middle for name in ("ours", "plain", "django"))
    lines = {
        f"{name}, median / p99": f"{micro(times[name].middle)} / {micro(times[name].percentile(99))}" for name in times
    }
    ratios = {
        "ours : plain (target 2.0)": f"{ours / plain:9.2f}",
        "ours : Django (target 0.5)": f"{ours / django:9.2f}",
    }
    say(f"A page of {ROWS} referrals", {**lines, **ratios})
