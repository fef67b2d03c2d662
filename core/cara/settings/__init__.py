"""What one instance needs to start, and in which order it is read. Never policy."""

from cara.settings.addresses import is_protected
from cara.settings.instance import InstanceSettings, read_settings
from cara.settings.messages import MessageSettings, NotifySettings, SmtpSettings
from cara.settings.problem import SettingsProblem
from cara.settings.providers import ProviderSettings
from cara.settings.retention import RetentionSchedule, RetentionSettings
from cara.settings.safeguarding import SafeguardingSettings

__all__ = [
    "InstanceSettings",
    "MessageSettings",
    "NotifySettings",
    "ProviderSettings",
    "RetentionSchedule",
    "RetentionSettings",
    "SafeguardingSettings",
    "SettingsProblem",
    "SmtpSettings",
    "is_protected",
    "read_settings",
]
