"""The OpenAPI document: it tells of every address of the interface, and of nothing else, and keeps its word."""

import re

import pytest
from litestar.routes import HTTPRoute
from pydantic import BaseModel
from tests.web.visitors import Site

from cara_web.api.document import _operations
from cara_web.api.examples import EXAMPLES

PATH = "/api/v1/openapi.json"
TOKEN = "/api/v1/token"
OFFLINE_WORDS = re.compile(r"https?://")


@pytest.fixture
def document(site: Site):
    answer = site.browser().client.get(PATH)
    assert answer.status_code == 200
    return answer.json()


def told(document):
    return {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}


def test_every_route_of_the_interface_is_told_and_no_page(site: Site, document):
    routes = {
        (method, re.sub(r":\w+\}", "}", route.path))
        for route in site.app.app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/")
        for method in route.methods - {"OPTIONS"}
    }
    assert told(document) == routes - {("GET", PATH)}


def test_it_is_openapi_3_1_with_tokens_that_programs_take(document):
    assert document["openapi"].startswith("3.1.")
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert TOKEN in scheme["description"]
    assert document["security"] == [{"bearer": []}]


def test_only_the_address_of_tokens_is_asked_without_one(document):
    opened = [path for path, methods in document["paths"].items() for said in methods.values() if "security" in said]
    assert opened == [TOKEN]
    assert document["paths"][TOKEN]["post"]["security"] == []


def operations(document):
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_every_error_is_declared_as_a_problem_and_of_tokens_as_oauth_has_it(document):
    token = document["paths"][TOKEN]["post"]["responses"]
    assert {status: list(said["content"]) for status, said in token.items()} == {
        **{key: ["application/json"] for key in ("200", "400", "401")},
        **{key: ["application/problem+json"] for key in ("413", "415", "500", "503")},
    }
    for operation in operations(document):
        if operation["operationId"] == "takeToken":
            continue
        errors = {status: said for status, said in operation["responses"].items() if status >= "400"}
        assert {"400", "401", "403", "500", "503"} <= set(errors)
        assert all(list(said["content"]) == ["application/problem+json"] for said in errors.values())


def test_every_operation_that_stores_asks_for_a_key(document):
    keyed = {
        operation["operationId"]
        for operation in operations(document)
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    assert keyed == {"enterReferral", "enterVictim", "goOn", "confirmBooking", "withdrawReferral"}


def test_every_example_is_accepted_by_its_model(site: Site):
    taken = [(operation.takes, operation.example) for _, _, operation in _operations(site.app.app) if operation.takes]
    assert {example for _, example in taken} == set(EXAMPLES)
    for model, example in taken:
        assert isinstance(model.model_validate(EXAMPLES[example]), BaseModel)


def test_it_needs_nothing_from_elsewhere(document):
    assert document["servers"] == [{"url": "/"}]
    assert not OFFLINE_WORDS.search(str(document["paths"]))
