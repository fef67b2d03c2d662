"""The ways out that an instance's settings name. What shows before a message is opened must be neutral."""

from collections.abc import Callable
from datetime import datetime

from cara.policy.neutral import telling_words
from cara.sending.handing import Providers
from cara.sending.keeping import Keeping
from cara.sending.notify import Notify
from cara.sending.providers import Provider
from cara.sending.smtp import Smtp
from cara.settings import MessageSettings, SettingsProblem
from cara.vocabulary import Channel


def providers_of(settings: MessageSettings, clock: Callable[[], datetime]) -> Providers:
    """Give the way out for each channel. Letters are printed by people, and go by none of these.

    Raises:
        SettingsProblem: a secret cannot be read, or a sender or contact tells something before it is opened.
    """
    refuse_telling(settings)
    return {
        Channel.SMS: _provider(settings, settings.sms, clock),
        Channel.EMAIL: _provider(settings, settings.email, clock),
        Channel.LETTER: Keeping(),
    }


def _provider(settings: MessageSettings, name: str, clock: Callable[[], datetime]) -> Provider:
    match name:
        case "notify":
            return _notify(settings)
        case "smtp":
            return _smtp(settings, clock)
    return Keeping()


def refuse_telling(settings: MessageSettings) -> None:
    """Refuse what would tell on a locked screen.

    Raises:
        SettingsProblem: naming the setting and the word.
    """
    smtp = settings.smtp
    shown = {
        "messages.contact": settings.contact,
        "messages.smtp.sender": smtp.sender.replace("@", " ").replace(".", " ") if smtp else "",
        "messages.smtp.sender_name": smtp.sender_name if smtp else "",
    }
    for name, text in shown.items():
        telling = telling_words(text)
        if telling:
            raise SettingsProblem(
                f"{name} shows before a message is opened and says '{telling[0]}': use neutral words."
            )


def _notify(settings: MessageSettings) -> Notify:
    notify = settings.notify
    assert notify is not None
    return Notify(settings.read_api_key(), notify.sms_template, notify.email_template, notify.base_url)


def _smtp(settings: MessageSettings, clock: Callable[[], datetime]) -> Smtp:
    smtp = settings.smtp
    assert smtp is not None
    password = settings.read_password()
    return Smtp(smtp.host, smtp.port, smtp.sender, smtp.sender_name, clock, smtp.security, smtp.user, password)
