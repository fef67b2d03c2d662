"""Each sealed column and each blind index of the schema is listed with what erasing does to it."""

from sqlalchemy import Column

from cara.records import Base
from cara.records.columns import OF_VICTIMS
from cara.retention.erasing import _ROWS, tables_of
from cara.retention.registry import ERASED, KEPT, Way, columns_to_list, name_of
from cara.retention.words import Scope


def column_of(name: str) -> Column:
    table, column = name.split(".")
    return Base.metadata.tables[table].columns[column]


def test_every_sealed_column_and_every_blind_index_is_listed_once():
    listed = {name_of(one.column) for one in ERASED}
    assert listed | KEPT.keys() == columns_to_list()
    assert listed & KEPT.keys() == set()


def test_what_is_kept_says_why():
    assert all(len(why.split()) > 4 for why in KEPT.values())


def test_what_cannot_be_empty_is_not_emptied():
    for one in ERASED:
        assert one.way is not Way.EMPTIED or column_of(name_of(one.column)).nullable, name_of(one.column)
        assert (one.way is Way.OVERWRITTEN) == (one.says is not None), name_of(one.column)


def test_a_table_of_which_rows_go_goes_whole():
    for table in {name_of(one.column).split(".")[0] for one in ERASED}:
        ways = {one.way for one in ERASED if name_of(one.column).startswith(f"{table}.")}
        assert Way.DELETED not in ways or ways == {Way.DELETED}, table


def test_what_is_of_victims_goes_with_the_victim_s_side_and_nothing_else_does():
    for one in ERASED:
        of_victims = column_of(name_of(one.column)).table.info == OF_VICTIMS
        shared = {"legal_hold", "retention_review", "erasure"}
        if name_of(one.column).split(".")[0] not in shared:
            assert of_victims == (one.scope is not Scope.CASE), name_of(one.column)


def test_every_table_says_which_rows_belong_to_a_referral():
    tables = {table for scope in Scope for table in tables_of(scope)} - {"idempotency_key"}
    assert tables == _ROWS.keys()
