"""GOV.UK Notify, by which text messages and mails go.

The service at Notify has one template for each: ``((body))``, and ``((subject))`` for mail. Every message carries its
own reference, by which Notify can be asked whether it has it and what became of it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from cara.casework.outbox.words import WhyNot
from cara.sending.providers import Answer, NotNow, Outgoing, Receipt, Refused, Unanswered
from cara.vocabulary import Channel

SECONDS = 20
"""How long Notify is waited for; an exchange is one question before, the handing over, and one question after."""


_TOO_MANY = 429
_SETTINGS = frozenset({401, 403, 404})
_NO_TEMPLATE = ("template", "personalisation")

_DELIVERED = frozenset({"delivered"})
_BOUNCED = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})

logging.getLogger("notifications_python_client").disabled = True  # it logs what Notify answers, numbers included
logging.getLogger("notifications_python_client.base").disabled = True


@dataclass(frozen=True)
class Notify:
    """One service at GOV.UK Notify."""

    api_key: str = field(repr=False)
    sms_template: str
    email_template: str
    base_url: str = "https://api.notifications.service.gov.uk"

    leaves = True
    gives_receipts = True

    def send(self, outgoing: Outgoing) -> None:
        """Hand a message over; an answer that is no answer leaves it unknown, and Notify is asked."""
        try:
            self._post(outgoing)
        except InvalidResponse as error:  # it said yes, and the rest was cut off or no JSON
            raise Unanswered from error
        except APIError as error:
            raise _failure(error) from error
        except requests.RequestException as error:
            raise Unanswered from error

    def _post(self, outgoing: Outgoing) -> None:
        client, said = self._client(), {"body": outgoing.text}
        if outgoing.channel is Channel.SMS:
            client.send_sms_notification(  # type: ignore[no-untyped-call]  # their client has no types
                phone_number=outgoing.to,
                template_id=self.sms_template,
                personalisation=said,
                reference=outgoing.reference,
            )
            return
        client.send_email_notification(  # type: ignore[no-untyped-call]  # as above
            email_address=outgoing.to,
            template_id=self.email_template,
            personalisation={**said, "subject": outgoing.subject},
            reference=outgoing.reference,
        )

    def ask(self, reference: str) -> Answer:
        """Ask whether it has a message."""
        return Answer.HAS_IT if self._found(reference) else Answer.HAS_NOT

    def receipt(self, reference: str) -> Receipt:
        """Ask what became of a message; sent to several numbers it is none of ours."""
        statuses = {str(one.get("status")) for one in self._found(reference)}
        if statuses & _DELIVERED:
            return Receipt.DELIVERED
        return Receipt.BOUNCED if statuses and statuses <= _BOUNCED else Receipt.UNDER_WAY

    def _found(self, reference: str) -> list[Mapping[str, Any]]:  # Any: JSON of theirs
        try:
            read = self._client().get_all_notifications(reference=reference)  # type: ignore[no-untyped-call]  # as above
            return [one for one in (read or {})["notifications"] if one.get("reference") == reference]
        except (APIError, requests.RequestException, KeyError, TypeError, AttributeError) as error:
            raise NotNow(WhyNot.PROVIDER_DOWN) from error

    def _client(self) -> NotificationsAPIClient:
        return NotificationsAPIClient(  # type: ignore[no-untyped-call]  # as above
            self.api_key, base_url=self.base_url, timeout=SECONDS
        )


def _failure(error: APIError) -> Exception:
    """Say what an error means: certainly not taken, never to be taken, or not known."""
    if error.response is None:
        return NotNow(WhyNot.PROVIDER_DOWN) if _never_connected(error.__cause__) else Unanswered()
    status = error.status_code
    if status == _TOO_MANY:
        return NotNow(WhyNot.PROVIDER_BUSY)
    if status in _SETTINGS or (status < 500 and any(word in str(error.message) for word in _NO_TEMPLATE)):  # noqa: PLR2004 - theirs
        return NotNow(WhyNot.SETTINGS)
    return Refused() if status < 500 else Unanswered()  # noqa: PLR2004 - an error of theirs may come after they took it


def _never_connected(cause: BaseException | None) -> bool:
    return isinstance(cause, requests.exceptions.ConnectTimeout) or "NewConnectionError" in repr(cause)
