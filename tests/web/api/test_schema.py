"""Requests that a machine makes up from the OpenAPI document: none is a fault, and every answer is as it was told."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from cara_web.api.document import document_of

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
bounded = settings(
    max_examples=10,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def interface(inhabited) -> schemathesis.schemas.BaseSchema:
    """The interface as its document tells it."""
    return schemathesis.openapi.from_dict(document_of(inhabited.site.app.app))


def operations(interface):
    return [found.ok() for found in interface.get_all_operations()]


def try_all(interface, program, address, mode, also=()):
    """Send made-up requests to every operation, those about a referral to one that is held."""
    sent = {"authorization": f"Bearer {program.token()}"}
    for operation in operations(interface):
        if mode is GenerationMode.NEGATIVE and operation.method == "get":
            continue
        known = {"path_parameters": {"reference": program.hold()}} if "{" in operation.path else {}

        @bounded
        @given(case=operation.as_strategy(mode, **known))
        def tried(case: Case) -> None:
            answer = case.call(base_url=address.removesuffix("/api/v1"), headers=sent)
            case.validate_response(answer, checks=[*CHECKS, *also])

        tried()


def test_the_document_is_a_valid_one(interface):
    assert interface.specification.version.startswith("3.1")
    interface.validate()


def test_what_the_document_allows_is_answered_as_it_tells(interface, program, address):
    try_all(interface, program, address, GenerationMode.POSITIVE)


def test_what_the_document_forbids_is_refused_as_it_tells(interface, program, address):
    try_all(interface, program, address, GenerationMode.NEGATIVE, [checks.negative_data_rejection])
