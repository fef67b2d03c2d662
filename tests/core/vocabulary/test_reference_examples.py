"""The example of a reference that people are shown is one that would be accepted."""

import inspect
import re

import pytest

from cara.vocabulary import Reference, ReferenceProblem
from cara.vocabulary import reference as module

EXAMPLE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.mark.parametrize(
    "text", [inspect.getdoc(Reference.spoken), str(ReferenceProblem("x")), inspect.getsource(module)]
)
def test_every_example_parses_and_is_spoken_as_it_is_written(text):
    examples = EXAMPLE.findall(text)
    assert examples
    assert [Reference.parse(example).spoken for example in examples] == examples
