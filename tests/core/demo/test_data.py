"""A demonstration's folder: its own files and no others, one demonstration at a time."""

import pytest
from tests.core.demo.conftest import NOW

from cara.demo.data import DATABASE, MADE, MARKER, DemoData, DemoDataProblem


@pytest.fixture
def data(tmp_path) -> DemoData:
    return DemoData(tmp_path / "folder")


def test_a_folder_is_being_filled_until_it_is_full(data):
    with data.alone():
        data.begin("testshire", now=NOW)
        data.open().close()
        assert not data.is_filled
        data.filled()
    assert data.is_filled
    assert (data.marker.area, data.marker.begun_at) == ("testshire", NOW)


def test_beginning_anew_deletes_what_it_made_and_nothing_else(data):
    with data.alone():
        data.begin("testshire", now=NOW)
        for name in (*MADE[:-1], "mine.txt"):
            (data.folder / name).write_text("old")
        data.begin("testshire", now=NOW)
    left = {path.name for path in data.folder.iterdir()}
    assert left - {"cara-demo.lock"} == {MARKER, "mine.txt"}


def test_a_database_that_no_demonstration_made_is_left_alone(data):
    data.folder.mkdir()
    (data.folder / DATABASE).write_text("somebody's")
    with data.alone(), pytest.raises(DemoDataProblem, match="no marker"):
        data.begin("testshire", now=NOW)
    assert (data.folder / DATABASE).read_text() == "somebody's"


def test_a_marker_that_cannot_be_read_is_told_of(data):
    data.folder.mkdir()
    (data.folder / MARKER).write_text("{")
    with pytest.raises(DemoDataProblem, match="cannot be read"):
        _ = data.marker


def test_a_second_demonstration_in_the_folder_is_refused(data):
    with data.alone(), pytest.raises(DemoDataProblem, match="in use by a demonstration"), DemoData(data.folder).alone():
        pass


def test_the_folder_is_free_again_afterwards(data):
    for _ in range(2):
        with data.alone():
            assert data.folder.is_dir()


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DemoDataProblem, match="another --data"), DemoData(tmp_path / "file" / "folder").alone():
        pass


def test_the_folder_is_its_owners_alone(data):
    with data.alone():
        assert data.folder.stat().st_mode & 0o077 == 0


def test_a_users_demonstrations_lie_apart_by_area(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert DemoData.of_user("testshire").folder == tmp_path / "cara/demo/testshire"


def test_a_folder_whose_records_are_gone_is_not_full(data):
    with data.alone():
        data.begin("testshire", now=NOW)
        data.filled()
        assert not data.is_filled


def test_whoever_comes_second_is_told_where_the_first_is_seen(data):
    with data.alone():
        data.begin("testshire", now=NOW)
        data.serve_at("http://127.0.0.1:8000")
        with pytest.raises(DemoDataProblem, match=r"the demonstration at http://127\.0\.0\.1:8000"), data.alone():
            pass
    assert data.marker.served_at is None
