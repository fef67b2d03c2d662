"""Programs that call the interface, each for one account, by a token in the header ``Authorization: Bearer``."""

import hashlib
import re

from sqlalchemy import bindparam, select

from cara.access import Role, Subject
from cara.casework import Instance
from cara.records import Account, ApiClient

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{20,200}\Z")


_FIND = (  # built once: building it takes longer than running it
    select(Account.id, Account.code, Account.role, Account.organisation, Account.district)
    .join(ApiClient, ApiClient.account_id == Account.id)
    .where(ApiClient.token_sha256 == bindparam("token"), ApiClient.active, Account.active)
)


def find_program(instance: Instance, authorization: str, *, request_id: str) -> Subject | None:
    """Give the subject for whom a program acts, if its token is known and it may still call."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not _TOKEN.match(token.strip()):
        return None
    with instance.database.read() as unit:
        given = {"token": hashlib.sha256(token.strip().encode()).digest()}
        row = unit.execute(_FIND, given).one_or_none()
    if row is None:
        return None
    return Subject(row.id, row.code, Role(row.role), row.organisation, row.district, request_id)
