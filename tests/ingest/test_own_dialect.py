"""A dialect of the owner's own says everything that the command line can say, and is refused key by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.load_case import fresh, keep, kept, write

import crmkit
from crmkit.errors import InputError, UsageError

HEADER = "Nr;Wer;Wann;Betrag;Stand;Art\n"
ROWS = """\
1;Anna;01/02/2024 10:00;1.500;bezahlt;normal
2;Bert;03/02/2024 11:00;20,00;offen;normal
3;Carl;04/02/2024 11:00;99,00;bezahlt;test
"""
COLUMNS = """
[columns]
order_id = "Nr"
buyer = "Wer"
created_at = "Wann"
paid = "Betrag"
status = "Stand"
"""
WHOLE = f"""
kind = "orders"
platform = "laden"
shop = "Berlin"
basis = "gross"
rows = "order"
amounts = "order"
ids = "text"
encoding = "utf-8"
tz = "Europe/Berlin"
time_format = "%d/%m/%Y %H:%M"
decimal = ","
currency = "EUR"
{COLUMNS}
[status]
bezahlt = "paid"
offen = "unpaid"

[skip]
Art = "test"
"""


TYPO = WHOLE.replace('status = "Stand"', 'status = "Stnad"').replace(
    "[columns]", '[fingerprint]\nmust = ["Nr"]\n[columns]'
)


def own(folder: Path, text: str) -> Path:
    return write(folder / "own.toml", text)


def test_all_that_a_command_line_can_say(tmp_path):
    file = write(tmp_path / "a.csv", HEADER + ROWS)
    with crmkit.open([file], dialect=own(tmp_path, WHOLE)) as shop:
        answer = crmkit.trend(shop)
    assert answer.facts["net_sales"] == 1500, "order 2 is not paid, order 3 is left out, 1.500 is a thousand and a half"
    assert answer.facts["currency"] == "EUR"
    store = fresh(tmp_path / "store")
    keep(store, file, dialect=own(tmp_path, WHOLE))
    assert [(order["id"], str(order["created_at"])) for order in kept(store)] == [
        ("1", "2024-02-01 10:00:00"),
        ("2", "2024-02-03 11:00:00"),
    ]


def test_the_command_line_wins_over_the_dialect(tmp_path):
    file = write(tmp_path / "a.csv", HEADER + ROWS.replace("01/02", "05/06"))
    with crmkit.open([file], dialect=own(tmp_path, WHOLE), time_format="%m/%d/%Y %H:%M") as shop:
        assert str(crmkit.trend(shop, by="month").facts["data_from"]) == "2024-03-02", "3 February is 2 March now"


def test_the_sign_of_several_currencies_is_that_of_the_dialect(tmp_path):
    file = write(
        tmp_path / "a.csv", "Nr;Wer;Wann;Betrag\n1;A;2024-01-01;$5.00\n2;B;2024-01-02;6.00\n3;C;2024-01-03;€7.00\n"
    )
    text = f'currency = "CAD"\n{COLUMNS.replace(chr(10) + "status = " + chr(34) + "Stand" + chr(34), "")}'
    with crmkit.open([file], dialect=own(tmp_path, text)) as shop:
        answer = crmkit.trend(shop)
    assert (answer.facts["net_sales"], answer.facts["currency"]) == (11, "CAD")
    assert "currency_mixed" in {note.code for note in answer.notes}, "the euro is left out and reported"


def test_without_a_fingerprint_the_headers_it_names_prove_it(tmp_path):
    text = '[columns]\ncreated_at = "Wann"\npaid = ["Betrag", "Summe"]\nbuyer = "Wer"\n'
    with crmkit.open(
        [write(tmp_path / "a.csv", "Wer;Wann;Summe\nA;2024-01-01;5.00\n")], dialect=own(tmp_path, text)
    ) as shop:
        assert crmkit.trend(shop).facts["net_sales"] == 5


def test_a_file_it_does_not_fit_is_refused_with_the_nearest_header(tmp_path):
    with pytest.raises(InputError) as refused:
        crmkit.open(
            [write(tmp_path / "a.csv", "Nr;Wem;Wann;Betrag;Stand\n1;A;2024-01-01;5;x\n")],
            dialect=own(tmp_path, COLUMNS),
        )
    assert refused.value.code == "dialect_unfit"
    assert "Wer (did you mean Wem?)" in refused.value.message("en")


def test_rows_to_leave_out_need_their_column(tmp_path):
    with pytest.raises(InputError) as refused:
        crmkit.open(
            [write(tmp_path / "a.csv", "Nr;Wer;Wann;Betrag;Stand\n1;A;2024-01-01;5;x\n")], dialect=own(tmp_path, WHOLE)
        )
    assert refused.value.code == "skip_absent"


def test_a_header_that_it_misspells_is_reported_with_the_one_that_may_be_meant(tmp_path):
    result = keep(fresh(tmp_path / "store"), write(tmp_path / "a.csv", HEADER + ROWS), dialect=own(tmp_path, TYPO))
    (note,) = [note for note in result.notes if note.code == "header_absent"]
    assert "'Stnad'" in note.text("en") and "'Stand'" in note.text("en").replace("stand", "Stand")


def test_the_same_bytes_by_another_dialect_may_be_other_orders_and_that_is_reported(tmp_path):
    store, file = fresh(tmp_path / "store"), write(tmp_path / "a.csv", HEADER + ROWS)
    first = keep(store, file, dialect=own(tmp_path, WHOLE))
    assert "read_before" not in {note.code for note in first.notes}
    again = keep(store, file, dialect=own(tmp_path, WHOLE.replace('order_id = "Nr"\n', "")))
    (note,) = [note for note in again.notes if note.code == "read_before"]
    assert note.values["rows"] == again.facts["new_records"] > 0


def test_another_dialect_reads_the_same_bytes_anew(tmp_path):
    store, file = fresh(tmp_path / "store"), write(tmp_path / "a.csv", HEADER + ROWS)
    keep(store, file, dialect=own(tmp_path, WHOLE))
    keep(store, file, dialect=own(tmp_path, WHOLE.replace('offen = "unpaid"', 'offen = "paid"')))
    assert [order["status"] for order in kept(store)] == [2, 2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('kind = "order"', 'kind cannot be "order"; use orders, items'),
        ('basis = "brutto"', 'basis cannot be "brutto"; use check, find, net, gross'),
        ('rows = "lines"', 'rows cannot be "lines"; use order, line, check'),
        ("amounts = 3", "amounts cannot be 3"),
        ('ids = "numeric"', "use text, number"),
        ('tz = "berlin"', 'tz cannot be "berlin"; use Europe/Berlin'),
        ('time_format = "dd/mm/yyyy"', "use %d/%m/%Y"),
        ('decimal = ";"', 'decimal cannot be ";"; use . ,'),
        ('currency = "RMB"', "use CNY"),
        ('encoding = "latin1"', "utf-8"),
        ("title = 5", "title cannot be 5"),
        ("colour = 1", "unknown key 'colour'"),
        ('[fingerprint]\nmsut = ["Nr"]', "did you mean 'must'?"),
        ("[status]\nbezahlt = 'payed'", 'status.bezahlt cannot be "payed"; use paid ('),
        ("[skip]\nArt = true", 'skip.Art cannot be True; use "Art" = "..."'),
        ("status = 1", "status cannot be 1; use [status]"),
        ("title =", "cannot read the export type file"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_file_and_remedy(tmp_path, text, says):
    above, below = (text, "") if "[" not in text else ("", text)
    path = own(tmp_path, f"{above}\n{COLUMNS}\n{below}\n")
    with pytest.raises(UsageError) as refused:
        crmkit.open([write(tmp_path / "a.csv", HEADER + ROWS)], dialect=path)
    assert refused.value.where == str(path)
    assert says in f"{refused.value.message('en')}; {refused.value.advice('en')}"
    assert refused.value.advice("zh")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[columns]\nbuyer = "Wer"\npaid = "Betrag"\n', "dialect_incomplete"),
        ('[columns]\nbuyer = "Wer"\ncreated_at = "Wann"\n', "dialect_incomplete"),
        ('[columns]\ncreated_at = ["Wann", "Am"]\npaid = ["Betrag", "Summe"]\n', "dialect_unproven"),
        ('[columns]\npaid = [1]\ncreated_at = "Wann"\n', "dialect_value"),
        ('[columns]\nbuyer_name = "Wer"\n', "dialect_key"),
    ],
)
def test_what_a_dialect_lacks_is_named(tmp_path, text, code):
    with pytest.raises(UsageError) as refused:
        crmkit.open([write(tmp_path / "a.csv", HEADER + ROWS)], dialect=own(tmp_path, text))
    assert refused.value.code == code
