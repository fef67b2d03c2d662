"""Tables to take away as CSV, which a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

from litestar import Response

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for something else."""


def safe_cell(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as CSV (RFC 4180)."""
    written = io.StringIO()
    csv.writer(written).writerows([safe_cell(cell) for cell in row] for row in (header, *rows))
    return written.getvalue()


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response[bytes]:
    """Answer with a table to take away.

    Args:
        name: the file's name without its ending; letters, digits, hyphens and underscores, and nobody's name.
        header: the names of the columns.
        rows: the cells, as people read them.
    """
    return Response(
        (_BYTE_ORDER_MARK + as_csv(header, rows)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
