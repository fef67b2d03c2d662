import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_web.layout.spreadsheet import as_csv, download, safe_cell

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_a_spreadsheet_would_run_is_made_text(begin):
    assert safe_cell(f"{begin}HYPERLINK(1)") == f"'{begin}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "Age", "28 days = 4 weeks", "'quoted", "18+"])
def test_everything_else_stays_as_it_is(text):
    assert safe_cell(text) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_no_cell_of_a_table_begins_a_formula_and_none_is_lost(rows):
    read = list(csv.reader(io.StringIO(as_csv(["a", "b"], rows), newline="")))
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_the_file_is_one_that_excel_reads_as_utf_8():
    answer = download("worklist", ["Name"], [["Łukasz"]])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.decode("utf-8-sig") == "Name\r\nŁukasz\r\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="worklist.csv"'
    assert answer.media_type == "text/csv; charset=utf-8"
