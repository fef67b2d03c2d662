"""A force's program for tests: it has a key of its own, signs assertions and takes tokens."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from cara.records import Database
from cara.staff.programs import add_program, take_token

AUDIENCE = "https://cara.test/api/v1/token"


@dataclass
class ForceProgram:
    """One program, as its force runs it."""

    code: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))

    @property
    def public_keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def assertion(self, now: datetime, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """Sign an assertion; ``changes`` replace claims, and None leaves one out."""
        claims = {
            "iss": self.code,
            "sub": self.code,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=2)).timestamp()),
            "jti": uuid4().hex,
            **changes,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header or {"alg": "ES256", "kid": self.key.kid}, said, self.key)

    def token(self, database: Database, now: datetime) -> str:
        """Take a token."""
        return take_token(database, self.assertion(now), frozenset({AUDIENCE}), now=now, request_id="").text


def calling_program(database: Database, code: str, account: str, now: datetime) -> ForceProgram:
    """Add a program for an account, as the instance's own set-up does."""
    program = ForceProgram(code)
    add_program(database, None, code, account, json.dumps(program.public_keys), now=now)
    return program
