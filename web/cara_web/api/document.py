"""The OpenAPI 3.1 document of the interface, made from its routes and its models."""

import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from litestar import Controller, Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cara import __version__
from cara.access import Action
from cara_web.api.doing import ROOT
from cara_web.api.examples import EXAMPLES
from cara_web.api.operations import OPERATION, Operation
from cara_web.api.problem import ProblemAnswered
from cara_web.api.token import PATH as TOKEN_PATH
from cara_web.guarding import ACTION
from cara_web.problems import MEDIA_TYPE, TITLES
from cara_web.visits import PageRequest

Json = dict[str, Any]  # Any: JSON

_HOW_TO_GET_ONE = (
    f"A token of POST {TOKEN_PATH}: OAuth 2.0 client credentials with private_key_jwt (RFC 6749, RFC 7523). The area "
    "manager lets a program call, by its public key."
)
_FORM = "application/x-www-form-urlencoded"
_REFS = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


class Document(Controller):
    """What a program reads to learn the interface."""

    path = f"{ROOT}/openapi.json"

    @get("/", opt={ACTION: Action.SEE_PUBLIC_PAGE}, include_in_schema=False)
    async def openapi(self, request: PageRequest) -> Response[Json]:
        """Give the document."""
        return Response(document_of(request.app), media_type="application/json")


@cache
def document_of(app: Litestar) -> Json:
    """Describe every operation of the interface."""
    operations = list(_operations(app))
    schemas, components = _schemas(operations)
    paths: dict[str, Json] = {}
    for path, handler, operation in operations:
        (method,) = handler.http_methods
        paths.setdefault(path, {})[method.lower()] = _described(path, handler, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CARA: the interface for programs",
            "version": __version__,
            "description": "Check a case, hold a place, record and confirm. Every request carries a bearer token.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": _HOW_TO_GET_ONE}},
        },
    }


Schemas = dict[tuple[type[BaseModel], JsonSchemaMode], Json]


def _operations(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler, Operation]]:
    for route in app.routes:
        handlers = route.route_handlers if isinstance(route, HTTPRoute) else []
        for handler in handlers:
            operation = handler.opt.get(OPERATION)
            if isinstance(operation, Operation):
                yield _PARAMETER.sub(r"{\1}", route.path), handler, operation


def _schemas(operations: list[tuple[str, HTTPRouteHandler, Operation]]) -> tuple[Schemas, Json]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemAnswered, "serialization"): None}
    for _, _, operation in operations:
        if operation.takes:
            wanted[operation.takes, "validation"] = None
        wanted.update(dict.fromkeys((model, "serialization") for model in operation.answers.values()))
    references, definitions = models_json_schema(list(wanted), ref_template=_REFS)
    components: Json = definitions["$defs"]
    return {(model, mode): references[model, mode] for model, mode in wanted}, components


def _described(path: str, handler: HTTPRouteHandler, operation: Operation, schemas: Schemas) -> Json:
    summary, _, more = (handler.fn.__doc__ or "").partition(".")
    described: Json = {"operationId": operation.id, "summary": summary.strip(), "description": more.strip() or summary}
    if operation.is_open:
        described["security"] = []
    parameters = [*_in_path(path), *_in_query(operation), *([_KEY] if operation.once else [])]
    if parameters:
        described["parameters"] = parameters
    if operation.takes:
        content: Json = {"schema": schemas[operation.takes, "validation"], "example": EXAMPLES[operation.example]}
        required = any(field.is_required() for field in operation.takes.model_fields.values())
        media_type = _FORM if operation.takes_form else "application/json"
        described["requestBody"] = {"required": required, "content": {media_type: content}}
    described["responses"] = {str(status): said for status, said in _responses(path, operation, schemas)}
    return described


def _in_path(path: str) -> list[Json]:
    schema = {"type": "string", "minLength": 1}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema, "description": "The referral's reference."}
        for name in _PARAMETER.findall(path)
    ]


def _in_query(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema()
    words: Json = schema.get("$defs", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": _without_null(said, words)}
        for name, said in schema["properties"].items()
    ]


def _without_null(said: Json, words: Json) -> Json:
    """Give a parameter's schema: a query leaves out what it does not say."""
    parts = [part for part in said.get("anyOf", [said]) if part.get("type") != "null"]
    part: Json = words[parts[0]["$ref"].rpartition("/")[2]] if "$ref" in parts[0] else parts[0]
    return {**part, **{name: said[name] for name in ("description", "default") if said.get(name) is not None}}


_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Draw a new one for each request, and send the same one when the same request is sent again: "
    "within 24 hours it is answered as before.",
    "schema": {"type": "string", "pattern": "^[!-~]{8,128}$"},
    "example": "5f0c7f6e-5c1b-4c55-9d0b-8a4d8f1f6a10",
}
_REPLAYED: Json = {
    "Idempotency-Replayed": {
        "description": "Present where the answer is the one given before.",
        "schema": {"type": "string", "const": "true"},
    }
}


def _responses(path: str, operation: Operation, schemas: Schemas) -> Iterator[tuple[int, Json]]:
    headers: Json = {"headers": dict(_REPLAYED)} if operation.once else {}
    for status, model in operation.answers.items():
        described: Json = {"description": HTTPStatus(status).phrase, **headers}
        if status == HTTPStatus.CREATED:
            location = {"description": "The address of the referral.", "schema": {"type": "string"}}
            described["headers"] = {**_REPLAYED, "Location": location}
        yield status, {**described, "content": {"application/json": {"schema": schemas[model, "serialization"]}}}
    problem = {"schema": schemas[ProblemAnswered, "serialization"]}
    for status in sorted(_refused(path, operation) - operation.answers.keys()):
        yield status, {"description": TITLES[status], "content": {MEDIA_TYPE: problem}, **headers}


def _refused(path: str, operation: Operation) -> set[int]:
    """Give the errors that an operation can be answered with."""
    refused = {400, 500, 503, *operation.refuses} | (set() if operation.is_open else {401, 403})
    if "{" in path:
        refused |= {404}
    if operation.takes:
        refused |= {413, 415} | (set() if operation.takes_form else {422})
    if operation.query:
        refused |= {422}
    return refused | {409, 410, 422} if operation.once else refused
