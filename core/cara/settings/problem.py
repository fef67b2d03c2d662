"""What is wrong with settings."""

from cara.vocabulary import CaraError


class SettingsProblem(CaraError):
    """The instance cannot start with these settings: which, and what to do."""
