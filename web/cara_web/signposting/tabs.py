"""The addresses of this room, and its tabs."""

SIGNPOSTING = "/signposting"
SERVICES = f"{SIGNPOSTING}/services"


def tabs(here: str) -> list[dict[str, object]]:
    """Give the tabs, with the mark on the one that is open."""
    return [
        {"text": text, "href": href, "active": href == here}
        for text, href in (("Signposts", SIGNPOSTING), ("Directory of services", SERVICES))
    ]
