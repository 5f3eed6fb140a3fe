"""Reading other people's tables: any encoding and delimiter, and lines that can be found again."""

import contextlib
import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import table_limits
from rules.table_errors import (
    BrokenTableError,
    EmptyTableError,
    EncodingError,
    MissingColumnError,
    NotATableError,
    OldWorkbookError,
    RepeatedColumnError,
    TooLargeError,
    TooLongLineError,
    TooWideError,
    TwoColumnsError,
)
from rules.tables import TableError, folded, matched, read_table
from tests.sheets import cells, csv_table, with_part, workbook, xlsx_table

KNOWN = {
    "case": ("Sagsnummer", "Case"),
    "received": ("Modtaget", "Received on"),
    "section": ("Paragraf", "§"),
}
SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "xxxxxxxxxx">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
<!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]>
%b<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>"""
    % MAIN
)
FAR_AWAY = (
    b"""%b<dimension ref="A1:XFD1048576"/><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Sag</t></is></c></row>
<row r="999999999999"><c r="A999999999999"><v>1</v></c></row></sheetData></worksheet>"""
    % MAIN
)


class TestCsv:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_the_delimiter_is_found_out(self, delimiter: str) -> None:
        table = csv_table(delimiter.join(("Sag", "Årsag")) + "\n" + delimiter.join(("1", "ø")) + "\n")
        assert table.header == ("Sag", "Årsag")
        assert cells(table) == [(2, ["1", "ø"])]

    def test_a_delimiter_within_quotes_does_not_count(self) -> None:
        table = csv_table('"Sag, nummer, gammelt";Modtaget\n1;2\n')
        assert table.header == ("Sag, nummer, gammelt", "Modtaget")

    def test_excels_own_first_line_says_the_delimiter(self) -> None:
        table = csv_table("sep=;\nSag, gammel;Modtaget\n1;2\n")
        assert table.header == ("Sag, gammel", "Modtaget")
        assert cells(table) == [(3, ["1", "2"])]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_danish_letters_arrive_from_every_spreadsheet(self, encoding: str) -> None:
        table = csv_table("Sag;Årsag\r\n1;Æblegrød på § 85\r\n", encoding)
        assert cells(table) == [(2, ["1", "Æblegrød på § 85"])]

    def test_a_letter_in_the_last_block_decides_too(self) -> None:
        text = "Sag;Årsag\n" + "1;x\n" * 50_000 + "2;ø\n"
        assert cells(csv_table(text, "cp1252"))[-1] == (50_002, ["2", "ø"])

    def test_a_row_is_found_by_the_line_it_begins_on(self) -> None:
        table = csv_table('\nSag;Note\n1;"to\nlinjer"\n\n2;x\n')
        assert cells(table) == [(3, ["1", "to\nlinjer"]), (6, ["2", "x"])]

    def test_missing_cells_are_empty(self) -> None:
        assert cells(csv_table("Sag;Modtaget\n1\n")) == [(2, ["1", ""])]

    def test_a_row_wider_than_the_header_says_so(self) -> None:
        wide, fits = list(csv_table("Sag;Modtaget\n1;2;3\n1;2;;\n"))
        assert "flere felter end overskriften" in str(wide.problem)
        assert fits.problem is None

    def test_a_cell_too_long_is_cut_and_said(self) -> None:
        row = next(csv_table("Sag;Note\n1;" + "x" * (table_limits.CELL + 1) + "\n"))
        assert len(row.cells["Note"]) == table_limits.CELL
        assert "længere end" in str(row.problem)


class TestWorkbooks:
    def test_values_are_as_somebody_would_type_them(self) -> None:
        typed = [datetime(2026, 11, 3), date(2026, 11, 4), datetime(2026, 1, 1, 11, 30), time(9, 5)]  # noqa: DTZ001
        table = xlsx_table(workbook(["a", "b", "c", "d", "e", "f", "g"], [*typed, 2.5, 3.0, True]))
        assert cells(table) == [
            (2, ["2026-11-03", "2026-11-04", "2026-01-01 11:30", "09:05", "2.5", "3", "ja"])
        ]

    def test_the_line_is_the_sheets_own(self) -> None:
        table = xlsx_table(workbook([], ["Sag", None, "Modtaget"], [], ["1", None, "x"]))
        assert table.header == ("Sag", "kolonne 2", "Modtaget")
        assert cells(table) == [(4, ["1", "", "x"])]

    def test_the_first_sheet_one_can_see_is_read(self) -> None:
        table = xlsx_table(workbook(["Sag"], ["1"], hidden=[["Skjult"], ["2"]]))
        assert cells(table) == [(2, ["1"])]

    def test_what_a_sheet_says_of_its_own_size_is_not_believed(self) -> None:
        table = xlsx_table(with_part(workbook(["Sag"]), SHEET, FAR_AWAY))
        assert cells(table) == []

    def test_texts_that_unfold_without_end_are_refused(self) -> None:
        with pytest.raises(BrokenTableError):
            xlsx_table(with_part(workbook(["Sag"], ["1"]), SHEET, BOMB))

    def test_a_file_that_unpacks_to_too_much_is_refused_unopened(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(table_limits, "UNPACKED", 1)
        with pytest.raises(TooLargeError, match="mere end 1 MB"):
            xlsx_table(with_part(workbook(["Sag"]), "xl/media/billede.bin", bytes(2 * 1024 * 1024)))


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", EmptyTableError),
            (b"\r\n;;\r\n", EmptyTableError),
            (b"%PDF-1.7 tabel", NotATableError),
            (b"Sag;x\n\x00\x01", NotATableError),
            (b"PK\x03\x04 ikke rigtig", BrokenTableError),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldWorkbookError),
            (b"Sag;Sag\n", RepeatedColumnError),
            (b"\x81;\x8d\n1;2\n", EncodingError),
            (b"x;" * 101 + b"x\n", TooWideError),
            (b"x" * (table_limits.LINE + 1), TooLongLineError),
            (b'Sag;Note\n1;"aldrig lukket\n' + b"2;x\n" * 10, TooLongLineError),
            (b'Sag;Note\n1;"aldrig lukket\n' + b"2;x\n" * 1000, TooLongLineError),
        ],
    )
    def test_it_says_what_to_do(self, content: bytes, why: type[TableError]) -> None:
        with pytest.raises(why) as raised:
            list(read_table("sager.csv", io.BytesIO(content)))
        assert str(raised.value).endswith(".")

    def test_an_archive_that_is_no_workbook_is_no_table(self) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("brev.txt", "Kære borger")
        with pytest.raises(NotATableError):
            xlsx_table(archive.getvalue())

    @given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"Sag;Modtaget\n", b"\xff\xfe"]))
    def test_any_bytes_give_rows_or_a_sentence(self, content: bytes, start: bytes) -> None:
        with contextlib.suppress(TableError):
            assert all(row.line > 0 for row in read_table("x", io.BytesIO(start + content)))

    @given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
    def test_a_damaged_workbook_gives_rows_or_a_sentence(self, at: int, wrong: bytes) -> None:
        whole = workbook(["Sag", "Modtaget"], ["1", "2026-11-03"])
        damaged = whole[:at] + wrong + whole[at + len(wrong) :]
        with contextlib.suppress(TableError):
            list(xlsx_table(damaged))


class TestHeaders:
    @pytest.mark.parametrize("written", ["sagsnummer", "SAGS-NUMMER", " Sags nummer ", "case"])
    def test_case_spaces_and_language_do_not_matter(self, written: str) -> None:
        assert matched([written, "Andet"], KNOWN) == {"case": written}

    @pytest.mark.parametrize("written", ["Paragraf", "§", "paragraf."])
    def test_a_sign_is_a_header_too(self, written: str) -> None:
        assert matched([written], KNOWN) == {"section": written}

    @pytest.mark.parametrize(
        ("one", "other"), [("Årsag", "aarsag"), ("Længde", "LAENGDE"), ("Ø-note", "oe note")]
    )
    def test_danish_letters_may_be_written_with_two(self, one: str, other: str) -> None:
        assert folded(one) == folded(other)

    def test_two_headers_for_one_thing_are_refused(self) -> None:
        with pytest.raises(TwoColumnsError, match="»Modtaget« og »received_on«"):
            matched(["Modtaget", "received_on"], KNOWN)

    def test_a_missing_column_is_named_with_what_there_is(self) -> None:
        with pytest.raises(MissingColumnError, match=r"Sagsnummer, Case\. Filen har kun Dato\."):
            matched(["Dato"], KNOWN, required=("case",))


def test_rows_come_one_by_one() -> None:
    """Reading the first row of a long file reads a small part of it."""
    content = io.BytesIO(b"Sag;Modtaget\n" + b"1;2026-11-03\n" * 200_000)
    table = read_table("sager.csv", content)
    next(table)
    assert content.tell() < len(content.getvalue()) / 10
