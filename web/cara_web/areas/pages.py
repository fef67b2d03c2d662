"""The pages about areas: no personal data, so everybody who works with referrals may read them."""

from dataclasses import replace
from datetime import date

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from cara.access import Action
from cara.areas import Areas, AreaUnavailable, InstalledArea
from cara.decisions import Comparison, compare_areas
from cara.policy import NoPolicyInForce, PolicyBook
from cara_web.areas.days import AskedDay, asked_day, days_of_change
from cara_web.areas.difference import alike, as_rows, columns_of, finding
from cara_web.areas.rulebook import Group, groups_of, profile_of, unknowns_of
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Answer, Web, today_of
from cara_web.visits import instance_of

AREAS = "/areas"


class AreaPages(Controller):
    """Everything below ``/areas``."""

    path = AREAS
    include_in_schema = False
    opt = {"action": Action.SEE_AREAS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def installed(self, request: Web) -> Answer:
        """List the installed areas: version, digest of the rules, and whether they can be used."""
        found, serves = _areas(request), instance_of(request).casework.area
        return page(
            request,
            "areas/list.html",
            title="How areas work",
            areas=found.all,
            serves=next((area for area in found.all if area.name == serves), None),
            serves_name=serves,
            choices=_choices(found),
            form=_chosen(found, serves, today_of(request)),
        )

    @get("/diff")
    async def difference(
        self, request: Web, first: FromQuery[str] = "", second: FromQuery[str] = "", on: FromQuery[str] = ""
    ) -> Answer:
        """Show two areas side by side, topic by topic."""
        found, asked = _areas(request), asked_day(on, today_of(request))
        if not first and not second:
            form = _chosen(found, instance_of(request).casework.area, asked.on or today_of(request))
            form = replace(form, errors=asked.form.errors)
            return _difference_page(request, found, form, asked)
        form = _with_areas(asked.form, found, first, second)
        comparison, problem = _compared(found, first, second, asked) if not form.errors else (None, "")
        return _difference_page(request, found, form, asked, comparison, problem)

    @get("/diff/download")
    async def taken_away(
        self, request: Web, first: FromQuery[str] = "", second: FromQuery[str] = "", on: FromQuery[str] = ""
    ) -> Response[bytes] | Answer:
        """Give the comparison as CSV; what cannot be compared is explained on its page."""
        found, asked = _areas(request), asked_day(on, today_of(request))
        form = _with_areas(asked.form, found, first, second)
        comparison = _compared(found, first, second, asked)[0] if not form.errors else None
        if comparison is None:
            return see_other(f"{AREAS}/diff")
        name = f"rules-{comparison.first.area.id}-{comparison.second.area.id}-{comparison.on.isoformat()}"
        return download(name, columns_of(comparison), as_rows(comparison))

    @get("/{area:str}")
    async def area(self, request: Web, area: FromPath[str], on: FromQuery[str] = "") -> Answer:
        """Show every rule of an area on a day, in plain words."""
        installed = next((known for known in _areas(request).all if known.name == area), None)
        if installed is None:
            raise NotFoundException
        if installed.book is None:
            return page(request, "areas/broken.html", title=installed.name, area=installed, back=AREAS)
        return _rules_page(request, installed, installed.book, asked_day(on, today_of(request)))


def _difference_page(
    request: Web,
    found: Areas,
    form: Form,
    asked: AskedDay,
    comparison: Comparison | None = None,
    problem: str = "",
) -> Response[str]:
    return page(
        request,
        "areas/difference.html",
        title=finding(comparison) if comparison else "Two areas side by side",
        status=422 if form.errors or problem else 200,
        comparison=comparison,
        groups=alike(comparison) if comparison else (),
        problem=problem,
        on=asked.on,
        choices=_choices(found),
        form=form,
        back=AREAS,
    )


def _rules_page(request: Web, installed: InstalledArea, book: PolicyBook, asked: AskedDay) -> Response[str]:
    groups, unknowns, problem = _read(book, asked.on)
    return page(
        request,
        "areas/area.html",
        title=f"How {book.area.name} works",
        status=422 if asked.form.errors else 200,
        area=installed,
        book=book,
        on=asked.on,
        today=today_of(request),
        groups=groups,
        unknowns=unknowns,
        problem=problem,
        profile=profile_of(book.area),
        changes=days_of_change(book),
        others=[other for other in _areas(request).all if other.book and other.name != installed.name],
        form=asked.form,
        back=AREAS,
    )


def _read(book: PolicyBook, on: date | None) -> tuple[tuple[Group, ...], list[str], str]:
    if on is None:
        return (), [], ""
    try:
        return groups_of(book, on), unknowns_of(book, on), ""
    except NoPolicyInForce as missing:
        return (), [], str(missing)


def _areas(request: Web) -> Areas:
    return instance_of(request).casework.areas


def _choices(found: Areas) -> list[tuple[str, str]]:
    return [(area.name, area.book.area.name) for area in found.all if area.book]


def _chosen(found: Areas, serves: str, on: date) -> Form:
    """Begin the form with the instance's own area, and another one if there is just one other."""
    names = [name for name, _ in _choices(found)]
    others = [name for name in names if name != serves]
    first = serves if serves in names else ""
    return Form({"first": (first,), "second": (others[0] if len(others) == 1 else "",), "on": (on.isoformat(),)})


def _with_areas(form: Form, found: Areas, first: str, second: str) -> Form:
    typed = {**form.typed, "first": (first,), "second": (second,)}
    known = {name for name, _ in _choices(found)}
    errors = [
        FieldError(name, f"Choose the {name} area from the list", name)
        for name, chosen in (("first", first), ("second", second))
        if chosen not in known
    ]
    if not errors and first == second:
        errors.append(FieldError("second", "Select two different areas", "second"))
    return replace(form, typed=typed, errors=(*errors, *form.errors))


def _compared(found: Areas, first: str, second: str, asked: AskedDay) -> tuple[Comparison | None, str]:
    assert asked.on is not None
    try:
        return compare_areas(found.book(first), found.book(second), asked.on), ""
    except (NoPolicyInForce, AreaUnavailable) as missing:
        return None, str(missing)
