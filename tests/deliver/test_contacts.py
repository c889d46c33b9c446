"""``export --crm``: what CRMs import, with what the profile tells, and nothing else replaced."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.deliver.conftest import HOSTILE

import crmkit
from crmkit.deliver.contacts.forms import CRMS, ROOM, form_of, read_form
from crmkit.errors import Refused, StoreError, UsageError


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_crm_has_a_form_and_every_form_a_crm():
    assert {path.name for path in ROOM.iterdir()} == {f"{crm}.toml" for crm in CRMS}
    for crm in CRMS:
        form = form_of(crm)
        holds = [column.holds for column in form.columns]
        assert {"customer", "city", "province", "member_level", "gender", "birthday", "last_purchase_on"} <= set(holds)
        assert {"orders", "net_spend", "segment", "tier", "stage", "tags"} <= set(holds)


@pytest.mark.parametrize(
    "change",
    [
        ('title = "HubSpot"', 'title = "HubSpot"\ncolour = "red"'),
        ('title = "HubSpot"', ""),
        ('heading = "City"', 'heading = "City"\nwidth = 3'),
        ('holds = "city"', 'holds = "phone"'),
        ('heading = "City"', 'heading = "Last Name"'),
        ('known_by = "Email"', 'needs = "Email"'),
        ('language = "en"', 'language = "fr"'),
    ],
)
def test_a_form_with_what_nobody_reads_is_refused(change):
    text = (ROOM / "hubspot.toml").read_text(encoding="utf-8")
    assert read_form("hubspot", text).title == "HubSpot"
    with pytest.raises(ValueError, match=r"hubspot\.toml"):
        read_form("hubspot", text.replace(*change))


@pytest.mark.parametrize("crm", CRMS)
def test_a_list_has_what_the_profile_tells(crm, example, tmp_path):
    file = tmp_path / "contacts.csv"
    crmkit.export(example, file, crm=crm, where="net_spend>=500", reveal=True)
    form, found = form_of(crm), rows(file)
    known = crmkit.profile(example, where="net_spend>=500", detail=True, language=form.language).rows.to_dicts()
    assert len(found) == len(known) > 10
    assert list(found[0]) == [column.heading for column in form.columns]
    for row, customer in zip(found, known, strict=True):
        for column in form.columns:
            if column.holds in ("customer", "city", "segment", "tags", "net_spend", "last_purchase_on"):
                assert row[column.heading] == str(customer[column.holds] or ""), column
    stage = next(column.heading for column in form.columns if column.holds == "stage")
    assert form.language == "en" or {customer["stage"] for customer in known}.isdisjoint(row[stage] for row in found)


def test_names_are_masked_and_the_note_says_that_such_a_list_is_of_no_use(currencies, tmp_path):
    with crmkit.open(currencies, currency="CNY") as shop:
        masked = crmkit.export(shop, tmp_path / "a.csv", crm="salesforce")
        shown = crmkit.export(shop, tmp_path / "b.csv", crm="salesforce", reveal=True)
    assert sorted(row["Last Name"] for row in rows(tmp_path / "a.csv")) == ["'=***0", "a***n"]
    assert sorted(row["Last Name"] for row in rows(tmp_path / "b.csv")) == ["'" + HOSTILE, "ann"]
    codes = [{note.code for note in result.notes} for result in (masked, shown)]
    assert ["contacts_masked" in found for found in codes] == [True, False]


def test_what_a_crm_needs_beyond_the_orders_is_said(example, tmp_path):
    said = {crm: {note.code for note in crmkit.export(example, tmp_path / f"{crm}.csv", crm=crm).notes} for crm in CRMS}
    assert {crm for crm in CRMS if "contacts_need" in said[crm]} == {"youzan"}
    assert {crm for crm in CRMS if "contacts_known_by" in said[crm]} == {"hubspot"}
    assert all("contacts_own" in codes for codes in said.values())
    assert {row["手机号"] for row in rows(tmp_path / "youzan.csv")} == {""}


def test_only_an_earlier_list_for_the_same_crm_is_replaced(example, tmp_path):
    file = tmp_path / "contacts.csv"
    crmkit.export(example, file, crm="hubspot")
    before = file.read_bytes()
    crmkit.export(example, file, crm="hubspot")
    assert file.read_bytes() == before
    with pytest.raises(Refused):
        crmkit.export(example, file, crm="youzan")
    orders = tmp_path / "orders.csv"
    orders.write_text("订单编号\n1\n", encoding="utf-8")
    with pytest.raises(Refused):
        crmkit.export(example, orders, crm="hubspot")
    (tmp_path / "link.csv").symlink_to(file)
    with pytest.raises(Refused):
        crmkit.export(example, tmp_path / "link.csv", crm="hubspot")
    for name in ("contacts.xlsx", "contacts.excel.csv", "contacts"):
        with pytest.raises(UsageError):
            crmkit.export(example, tmp_path / name, crm="hubspot")
    with pytest.raises(StoreError):
        crmkit.export(example, tmp_path / "none" / "contacts.csv", crm="hubspot")
    with pytest.raises(UsageError):
        crmkit.export(example, tmp_path, crm="hubspot")
    assert orders.read_text(encoding="utf-8") == "订单编号\n1\n"
