"""Mail through an SMTP server of the organisation's own."""

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from cara.casework.outbox.words import WhyNot
from cara.messages.calendar import FILE_NAME
from cara.sending.providers import LONGEST_CALL, Answer, NotNow, Outgoing, Receipt, Refused, Unanswered

_SECONDS = 15
"""How long each answer of the server is waited for: an exchange has few, and all of them fit into the longest call."""

_TEMPORARY, _PERMANENT = range(400, 500), range(500, 600)
_NO_SUCH_ACCOUNT = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class Smtp:
    """One server, and in whose name mail is sent."""

    host: str
    port: int
    sender: str
    sender_name: str
    clock: Callable[[], datetime]
    security: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    leaves = True
    gives_receipts = False

    def send(self, outgoing: Outgoing) -> None:
        """Hand a mail over; what the server says before it has the whole of it is certain."""
        ends = time.monotonic() + LONGEST_CALL.total_seconds() - _SECONDS
        try:
            server = self._greeted()
        except smtplib.SMTPAuthenticationError as error:
            raise NotNow(WhyNot.SETTINGS) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(WhyNot.PROVIDER_DOWN) from error
        try:
            self._name_recipient(server, outgoing.to)
            if time.monotonic() > ends:
                raise NotNow(WhyNot.PROVIDER_BUSY)
            self._give(server, self.mail_of(outgoing))
        finally:
            server.close()

    def _greeted(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.user is not None:
                server.login(self.user, self.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _name_recipient(self, server: smtplib.SMTP, to: str) -> None:
        try:
            code, _ = server.mail(self.sender)
            _refuse_unless_taken(code, of_sender=True)
            code, _ = server.rcpt(to)
            _refuse_unless_taken(code, of_sender=False)
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(WhyNot.PROVIDER_DOWN) from error

    def _give(self, server: smtplib.SMTP, mail: EmailMessage) -> None:
        try:
            code, _ = server.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # it was refused before any of it was given
            _refuse_unless_taken(error.smtp_code, of_sender=False)
            raise NotNow(WhyNot.PROVIDER_DOWN) from error
        except (OSError, smtplib.SMTPException) as error:  # it may have the whole of it
            raise Unanswered from error
        _refuse_unless_taken(code, of_sender=False)

    def mail_of(self, outgoing: Outgoing) -> EmailMessage:
        """Write the mail. Its id is the message's own, so that a server or mailbox that gets it twice may know."""
        mail = EmailMessage()
        mail["From"] = formataddr((self.sender_name, self.sender))
        mail["To"] = outgoing.to
        mail["Subject"] = outgoing.subject
        mail["Date"] = format_datetime(self.clock())
        mail["Message-ID"] = f"<{outgoing.reference.lower()}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(outgoing.text)
        if outgoing.calendar:
            mail.add_attachment(outgoing.calendar, subtype="calendar", filename=FILE_NAME)
        return mail

    def ask(self, reference: str) -> Answer:  # noqa: ARG002 - as every provider is asked
        """Say that a mail server cannot be asked."""
        return Answer.CANNOT_TELL

    def receipt(self, reference: str) -> Receipt:  # noqa: ARG002 - as above
        """Say that it gives none."""
        return Receipt.NONE_GIVEN


def _refuse_unless_taken(code: int, *, of_sender: bool) -> None:
    if code in _NO_SUCH_ACCOUNT or (of_sender and code in _PERMANENT):
        raise NotNow(WhyNot.SETTINGS)
    if code in _TEMPORARY:
        raise NotNow(WhyNot.PROVIDER_BUSY)
    if code in _PERMANENT:
        raise Refused
