"""One line in a language's own name, for whoever cannot read the English around it: ask us for an interpreter."""

from collections.abc import Mapping

ASK_IN_ENGLISH = "Another language: ask us for an interpreter."

_LINES: Mapping[str, str] = {
    "pl": "Polski: prosimy poprosić nas o tłumacza.",
    "pa": "ਪੰਜਾਬੀ: ਸਾਡੇ ਤੋਂ ਦੁਭਾਸ਼ੀਆ ਮੰਗੋ।",
    "ur": "اردو: ہم سے مترجم مانگیں۔",
    "bn": "বাংলা: আমাদের কাছে দোভাষী চান।",
    "ro": "Română: cereți-ne un interpret.",
    "ar": "العربية: اطلبوا منا مترجمًا.",
    "ku": "Kurdî: ji me wergêrekî bixwazin.",
    "bfi": "British Sign Language: ask us for an interpreter.",
}


def interpreter_line(language: str) -> str:
    """Give the line for a language in which nothing can be written; empty for English."""
    return "" if language == "en" else _LINES.get(language, ASK_IN_ENGLISH)


LINES: tuple[str, ...] = (*_LINES.values(), ASK_IN_ENGLISH)
"""Every such line."""
