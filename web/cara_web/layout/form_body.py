"""Reading what a browser posts: urlencoded fields, bounded, in clean UTF-8, nothing unknown and nothing twice."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from cara.vocabulary import CaraError
from cara_web.visits import Connection, PageRequest

CSRF_FIELD = "csrf_token"
IDEMPOTENCY_FIELD = "idempotency_key"
_OURS = frozenset({CSRF_FIELD, IDEMPOTENCY_FIELD})
_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 500
_FORM = "cara_form"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


class NotAForm(CaraError):
    """The request does not carry a form as our pages send them."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"This form could not be read: {problem}. Go back, reload the page and send it again.")


class WrongMediaType(CaraError):
    """The request's body is of another kind than this address takes."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(f"This address takes {wanted} only. Send it in that form.")


@dataclass(frozen=True, slots=True)
class Submitted:
    """The fields of a form as they were sent, in their order; and the two that every form of ours carries."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    csrf_token: str = ""
    idempotency_key: str = ""

    def one(self, name: str) -> str:
        """Give what was typed into a field; an empty text if it was not sent.

        Raises:
            NotAForm: it was sent more than once.
        """
        values = self.fields.get(name, ())
        if len(values) > 1:
            raise NotAForm(f"the field '{name[:40]}' was sent more than once")
        return values[0] if values else ""

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Go on only if every field is one of those known.

        Raises:
            NotAForm: naming the field, which is not a person's mistake but another page or program.
        """
        for name in self.fields:
            if name not in known:
                raise NotAForm(f"it has a field '{name[:40]}' that this page does not have")


async def read_form(request: PageRequest) -> Submitted:
    """Read the posted form.

    Raises:
        WrongMediaType: the body is not an urlencoded form.
        NotAForm: it is not UTF-8, or has too many fields, or the same field of ours twice.
    """
    kept = form_kept(request)
    if kept is not None:
        return kept
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise WrongMediaType("forms (application/x-www-form-urlencoded)")
    request.scope[_FORM] = submitted = parse_form(await request.body())  # type: ignore[literal-required]  # a key of ours
    return submitted


def form_kept(request: Connection) -> Submitted | None:
    """Give the form that was read of a request, if one was."""
    kept = request.scope.get(_FORM)
    return kept if isinstance(kept, Submitted) else None


def parse_form(body: bytes) -> Submitted:
    """Read the bytes of an urlencoded form."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS, separator="&"
        )
    except UnicodeDecodeError:
        raise NotAForm("it has characters that are not UTF-8") from None
    except ValueError:
        raise NotAForm(f"it has more than {_MOST_FIELDS} fields") from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    ours = {name: fields.pop(name, ("",)) for name in _OURS}
    if any(len(values) != 1 for values in ours.values()):
        raise NotAForm("its token was sent more than once")
    return Submitted(fields, ours[CSRF_FIELD][0], _checked_key(ours[IDEMPOTENCY_FIELD][0]))


def _checked_key(key: str) -> str:
    if key and not _KEY.match(key):
        raise NotAForm("its hidden key is not one that this site gave")
    return key
