"""The root of every error that the platform raises on purpose."""


class CaraError(Exception):
    """Say what happened, to what, and what to do.

    Subclasses carry the parts as fields; ``str(error)`` is a sentence that can be shown to the person concerned.
    It never holds a name, a date of birth or any other detail of a person.
    """
