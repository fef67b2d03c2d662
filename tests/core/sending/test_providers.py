"""GOV.UK Notify and a mail server, each through its own protocol, with what goes wrong with either."""

import logging
from dataclasses import replace
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.core.sending.servers import Mailbox, NotifyBox, free_port, mail_server, notify_server
from tests.instances import NOW

from cara.casework.details import PersonContact
from cara.casework.outbox import WhyNot
from cara.policy.neutral import telling_words
from cara.sending import Answer, NotNow, Outgoing, Receipt, Refused, Unanswered, notify
from cara.sending.choosing import providers_of
from cara.sending.notify import Notify
from cara.sending.smtp import Smtp
from cara.settings import MessageSettings, SettingsProblem, read_settings
from cara.vocabulary import Channel

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"key_name-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
SMS = Outgoing("7KQ4M2XH", Channel.SMS, "+447700900982", "", "Reminder: you have an appointment tomorrow.")
MAIL = Outgoing(
    "7KQ4M2XH", Channel.EMAIL, "adam@example.org", "Your appointment", "Hello,\n\nReminder.", "BEGIN:VCALENDAR"
)


@pytest.fixture
def box():
    return NotifyBox()


@pytest.fixture
def service(box, monkeypatch):
    monkeypatch.setattr(notify, "SECONDS", 1)
    with notify_server(box) as address:
        yield Notify(KEY, TEMPLATE, TEMPLATE, address)


def test_a_text_message_and_a_mail_go_by_notify_with_their_references(service, box):
    service.send(SMS)
    service.send(MAIL)
    assert box.took == [
        {
            "path": "/v2/notifications/sms",
            "phone_number": "+447700900982",
            "template_id": TEMPLATE,
            "personalisation": {"body": SMS.text},
            "reference": "7KQ4M2XH",
        },
        {
            "path": "/v2/notifications/email",
            "email_address": "adam@example.org",
            "template_id": TEMPLATE,
            "personalisation": {"body": MAIL.text, "subject": "Your appointment"},
            "reference": "7KQ4M2XH",
        },
    ]


@pytest.mark.parametrize(
    ("failing", "raised", "why"),
    [("429", NotNow, WhyNot.PROVIDER_BUSY), ("403", NotNow, WhyNot.SETTINGS), ("400", Refused, WhyNot.REFUSED)],
)
def test_what_notify_certainly_did_not_take_is_said(service, box, failing, raised, why):
    box.fail = [failing]
    with pytest.raises(raised) as said:
        service.send(SMS)
    assert said.value.why is why
    assert box.took == []
    assert service.ask(SMS.reference) is Answer.HAS_NOT


@pytest.mark.parametrize("failing", ["500", "500 after taking", "silence", "half"])
def test_what_notify_may_have_taken_is_asked_for(service, box, failing):
    box.fail = [failing]
    with pytest.raises(Unanswered):
        service.send(SMS)
    assert service.ask(SMS.reference) is (Answer.HAS_NOT if failing == "500" else Answer.HAS_IT)


def test_a_notify_that_cannot_be_reached_took_nothing():
    away = Notify(KEY, TEMPLATE, TEMPLATE, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NotNow) as said:
        away.send(SMS)
    assert said.value.why is WhyNot.PROVIDER_DOWN
    with pytest.raises(NotNow):
        away.ask(SMS.reference)


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        ("sending", Receipt.UNDER_WAY),
        ("delivered", Receipt.DELIVERED),
        ("permanent-failure", Receipt.BOUNCED),
        ("temporary-failure", Receipt.BOUNCED),
    ],
)
def test_notify_says_what_became_of_a_message(service, box, status, receipt):
    service.send(SMS)
    box.statuses[SMS.reference] = status
    assert service.receipt(SMS.reference) is receipt


def test_no_number_and_no_key_reaches_the_log(service, box, caplog):
    box.fail = ["400"]
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused):
        service.send(SMS)
    assert "digits" not in caplog.text
    assert SECRET not in caplog.text + repr(service)
    assert "900982" not in caplog.text


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox):
    with mail_server(mailbox) as port:
        yield Smtp("127.0.0.1", port, "bookings@example.org", "Appointments", lambda: NOW, "none")


def test_a_mail_goes_with_neutral_heads_and_its_calendar(server, mailbox):
    server.send(MAIL)
    (raw,) = mailbox.took
    mail = message_from_string(raw, policy=default)
    assert (mail["subject"], mail["to"], mail["message-id"]) == (
        "Your appointment",
        "adam@example.org",
        "<7kq4m2xh@example.org>",
    )
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "appointments.ics"
    assert telling_words(" ".join(str(value) for value in mail.values())) == ()


@pytest.mark.parametrize(
    ("said", "raised"), [("550 No such mailbox", Refused), ("452 Full", NotNow), ("421 Later", NotNow)]
)
def test_a_recipient_that_is_not_taken_says_whether_for_good(server, mailbox, said, raised):
    mailbox.to_recipient = [said]
    with pytest.raises(raised):
        server.send(MAIL)
    assert mailbox.took == []


@pytest.mark.parametrize(("said", "raised"), [("554 Refused", Refused), ("451 Later", NotNow)])
def test_a_content_that_is_not_taken_says_whether_for_good(server, mailbox, said, raised):
    mailbox.to_content = [said]
    with pytest.raises(raised):
        server.send(MAIL)


def test_a_server_that_hangs_up_with_the_mail_in_hand_cannot_be_asked(server, mailbox):
    mailbox.hang_up_after_taking = True
    with pytest.raises(Unanswered):
        server.send(MAIL)
    assert len(mailbox.took) == 1
    assert server.ask(MAIL.reference) is Answer.CANNOT_TELL


def test_a_server_that_is_away_took_nothing(server):
    with pytest.raises(NotNow):
        replace(server, port=free_port()).send(MAIL)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o600)
    return file


def test_without_settings_nothing_leaves():
    providers = providers_of(MessageSettings(), lambda: NOW)
    assert [provider.leaves for provider in providers.values()] == [False, False, False]


def test_settings_choose_the_provider_of_each_way(secret):
    notify_ = {"api_key_file": secret, "sms_template": TEMPLATE, "email_template": TEMPLATE}
    smtp = {"host": "mail.example.org", "sender": "bookings@example.org"}
    settings = MessageSettings.model_validate({"sms": "notify", "email": "smtp", "notify": notify_, "smtp": smtp})
    providers = providers_of(settings, lambda: NOW)
    assert isinstance(providers[Channel.SMS], Notify)
    assert isinstance(providers[Channel.EMAIL], Smtp)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('sms = "notify"', r"add \[messages.notify\]"),
        (
            'email = "smtp"\n[messages.smtp]\nhost = "mail.example.org"\nsender = "a@example.org"\nsecurity = "none"',
            "on the way",
        ),
        ('colour = "red"', "colour of messages is not a setting"),
        ("[messages.smtp]\nport = 25", "host of messages.smtp is missing"),
    ],
)
def test_settings_that_do_not_do_are_said_in_words(tmp_path, said, problem):
    file = tmp_path / "new.toml"
    file.write_text(
        f'area = "testshire"\ndatabase = "sqlite:///x"\nkeys = "k"\nvictim_keys = "v"\n[messages]\n{said}\n'
    )
    with pytest.raises(SettingsProblem, match=problem):
        read_settings(file)


def test_a_key_that_others_may_read_is_refused(secret):
    secret.chmod(0o644)
    notify_ = {"api_key_file": secret, "sms_template": TEMPLATE, "email_template": TEMPLATE}
    with pytest.raises(ValueError, match="can be read by others"):
        MessageSettings.model_validate({"sms": "notify", "notify": notify_})


@pytest.mark.parametrize("changes", [{"sender": "police@example.org"}, {"sender_name": "CARA bookings"}])
def test_a_sender_that_tells_something_is_refused(changes):
    smtp = {"host": "localhost", "security": "none", "sender": "bookings@example.org", **changes}
    settings = MessageSettings.model_validate({"email": "smtp", "smtp": smtp})
    with pytest.raises(SettingsProblem, match="use neutral words"):
        providers_of(settings, lambda: NOW)


HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
]


def written(**said: str) -> EmailMessage:
    server = Smtp("127.0.0.1", 25, "noreply@example.org", "Appointments", lambda: NOW)
    mail = message_from_bytes(server.mail_of(replace(MAIL, calendar=None, **said)).as_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


@given(text=st.text(max_size=200), injected=st.sampled_from(["", "\nBcc: eve@example.org\n\n", "\r\n.\r\nDATA\r\n"]))
def test_nothing_that_stands_in_a_mail_becomes_a_header_or_another_recipient(text: str, injected: str):
    mail = written(text=text.encode(errors="ignore").decode() + injected)
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert mail["To"] == MAIL.to


@given(
    before=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=10),
    injected=st.sampled_from(["\nBcc: eve@example.org", "\r\nTo: eve@example.org", "\rX: y"]),
    field=st.sampled_from(["to", "subject"]),
)
def test_a_header_of_more_than_one_line_is_never_written(before: str, injected: str, field: str):
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        written(**{field: f"{before}@example.org{injected}"})


@given(before=st.sampled_from(["adam@example.org", "adam"]), control=st.characters(categories=["Cc", "Zl", "Zp", "Zs"]))
def test_no_address_with_a_line_or_a_space_in_it_is_ever_recorded(before: str, control: str):
    typed = f"{before}{control}eve@example.org"
    with pytest.raises(ValidationError):
        PersonContact.model_validate({"email": typed, "address": "1 Example Road"})
