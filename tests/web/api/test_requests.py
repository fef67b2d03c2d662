"""Bodies made to keep the interface busy are refused as fast as others: nothing is looked through again and again."""

import json
import time

import pytest

from cara_web.api.requests import parse
from cara_web.api.sent import CaseSent
from cara_web.problems import Refusal

MOST_SECONDS = 10
"""Of the processor. Looking through such a body once for each of its characters takes many minutes."""

HOSTILE = {
    "a text that never ends": b'"' + b'\\"' * 400_000,
    "quotes alone": b'"' * 900_000,
    "many names, the last one twice": json.dumps(dict.fromkeys(map(str, range(90_000)))).encode()[:-1] + b',"89999":0}',
    "many unknown names": json.dumps(dict.fromkeys(map(str, range(90_000)))).encode(),
    "brackets alone": b"[" * 900_000,
    "a list of many objects": b'{"facts": {"earlier_matters": [' + b"{}," * 300_000 + b"{}]}}",
    "a long name": b'{"' + b"a" * 900_000 + b'": 1}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_body_made_to_keep_us_busy_is_refused_soon_and_in_few_words(body: bytes):
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        parse(body, CaseSent)
    assert time.process_time() - begun < MOST_SECONDS
    assert len(refused.value.errors) <= 50
    assert len(str([error.as_json() for error in refused.value.errors])) < 20_000
