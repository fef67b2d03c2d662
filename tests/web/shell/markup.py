"""Reading markup for comparison: what a browser makes of it, whatever the spaces between the tags."""

from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect"})
Piece = tuple[str, ...] | tuple[str, tuple[tuple[str, str | None], ...]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = tuple(sorted((name, " ".join(value.split()) if value else value) for name, value in attrs))
        self.pieces.append((f"<{tag}", kept))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.pieces.append((f"</{tag}",))

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.pieces.append(("text", text))


def pieces_of(markup: str) -> list[Piece]:
    """Give tags with sorted attributes, and texts with single spaces."""
    reader = _Reader()
    reader.feed(str(markup))
    reader.close()
    return reader.pieces
