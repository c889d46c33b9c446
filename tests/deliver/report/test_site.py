"""A folder of pages: what stands on them is what the questions answer, and only pages of ours are ever replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import html5lib
import pytest
from tests.program import Run, environment, run_here

import crmkit
from crmkit.deliver.kept import Kept
from crmkit.deliver.report.forms import FORMS
from crmkit.deliver.site.folder import check_folder, drop_former, writings_of
from crmkit.deliver.site.site import pages
from crmkit.deliver.site.wish import Wish
from crmkit.deliver.target import write_all
from crmkit.errors import Refused, UsageError
from crmkit.store.store import Store

Line = dict[str, object]


@pytest.fixture(scope="module")
def folder(shop: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example shop, with names."""
    path = tmp_path_factory.mktemp("site") / "new" / "pages"
    crmkit.save_site(shop, path, reveal=True)
    return path


@pytest.fixture(scope="module")
def data(folder: Path) -> dict[str, object]:
    """What the script of the page of customers reads."""
    root = html5lib.parse((folder / "customers.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    (own,) = [each for each in root.iter("script") if each.get("type")]
    return json.loads("".join(own.itertext()))


def lines(data: Mapping[str, object], at: int) -> list[Line]:
    """The rows of a view by their headings, codes and tags by their labels."""
    view = data["views"][at]
    heads = view["columns"]

    def cell(column: Mapping[str, object], value: object) -> object:
        if value is None or not column["labels"]:
            return value
        return [column["labels"][each] for each in value] if isinstance(value, list) else column["labels"][value]

    return [
        {
            "Customer": data["names"][row[0]],
            **{head["title"]: cell(head, value) for head, value in zip(heads[1:], row[1:], strict=True)},
        }
        for row in view["rows"]
    ]


def test_today_is_what_profile_and_churn_say(shop: Store, data: dict[str, object]):
    profile = {line["customer"]: line for line in crmkit.profile(shop, detail=True).to_polars().iter_rows(named=True)}
    risks = dict(crmkit.churn(shop, detail=True).to_polars().select("customer", "risk").iter_rows())
    found = lines(data, 0)
    bought = [line for line in profile.values() if line["purchase_days"]]
    assert len(found) == len(bought) == 1359
    for line in found:
        known = profile[line["Customer"]]
        assert line["Segment"] == known["segment"]
        assert line["Tier"] == known["tier"]
        assert line["Last bought"] == known["last_purchase_on"].isoformat()
        assert line["Days away"] == known["recency_days"]
        assert line["Purchase days"] == known["purchase_days"]
        assert line["Spent"] == int(known["net_spend"] * 100)
        assert ", ".join(line["Tags"] or []) == (known["tags"] or "")
        assert line["Risk"] == risks[line["Customer"]]
        assert line["Stage"] == known["stage"]
    assert [line["Spent"] for line in found] == sorted((line["Spent"] for line in found), reverse=True)


def test_a_kept_day_is_the_snapshot(shop: Store, data: dict[str, object]):
    assert [view["label"] for view in data["views"]] == ["2024-06-30", "2024-05-31 (may)"]
    then = crmkit.profile(shop, as_of="2024-05-31", detail=True).to_polars().iter_rows(named=True)
    known = {line["customer"]: line for line in then if line["purchase_days"]}
    found = lines(data, 1)
    assert {line["Customer"] for line in found} == set(known)
    for line in found:
        own = known[line["Customer"]]
        assert (line["Stage"], line["Segment"], line["Tier"]) == (own["stage"], own["segment"], own["tier"])
        assert line["Spent"] == int(own["net_spend"] * 100)
    assert list(found[0]) == ["Customer", "Stage", "Segment", "Tier", "Spent", "Risk"]


def test_a_page_of_few_says_whom_it_leaves_out(shop: Store, report):
    found = pages(shop, Wish(most=50), report)["customers.html"]
    root = html5lib.parse(found, namespaceHTMLElements=False)
    said = " ".join("".join(each.itertext()) for each in root.iter("p"))
    assert "the 50 customers with the greatest net spend; 1,309 more are not on it" in said
    (own,) = [each for each in root.iter("script") if each.get("type")]
    data = json.loads("".join(own.itertext()))
    assert len(data["names"]) == len(data["views"][0]["rows"]) == 50
    then = data["views"][1]
    assert f"Of the 1,253 customers of that day {1253 - len(then['rows']):,} are not on this page" in then["note"]


def test_the_report_is_the_first_page_and_leads_to_the_others(folder: Path, shop: Store):
    assert sorted(path.name for path in folder.iterdir()) == ["customers.html", "index.html"]
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert '<a href="customers.html">Customers</a>' in index
    assert "<script" not in index
    without = [line for line in index.splitlines() if "crmkit site" not in line]
    start, end = without.index('<nav class="pages" aria-label="Pages"><ul>'), without.index("</ul></nav>")
    del without[start : end + 1]
    alone = FORMS["html"].made(crmkit.report(shop, reveal=True)).decode("utf-8")
    assert without == alone.splitlines()


def test_the_same_data_give_the_same_bytes_and_nothing_else_is_touched(shop: Store, tmp_path: Path, report):
    names = crmkit.profile(shop, detail=True).to_polars()["customer"].to_list()
    found = pages(shop, Wish(), report)
    assert pages(shop, Wish(), report) == found
    assert not [name for name in names if any(name in text for text in found.values())]
    mine = {"notes.txt": b"mine", "customers-old.html": found["customers.html"].encode()}
    for name, content in mine.items():
        (tmp_path / name).write_bytes(content)
    for _ in range(2):
        check_folder(tmp_path, Kept())
        write_all(writings_of(tmp_path, found), Kept())
        drop_former(tmp_path, found)
        written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert written == {**mine, **{name: text.encode() for name, text in found.items()}}


@pytest.mark.parametrize("name", ["index.html", "customers.html"])
def test_a_page_of_somebody_else_is_refused_and_nothing_written(shop: Store, tmp_path: Path, name: str):
    (tmp_path / name).write_text("<!DOCTYPE html><p>mine", encoding="utf-8")
    with pytest.raises(Refused) as error:
        crmkit.save_site(shop, tmp_path)
    assert error.value.code == "site_foreign"
    (tmp_path / name).unlink()
    (tmp_path / "elsewhere").write_text("mine", encoding="utf-8")
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused):
        crmkit.save_site(shop, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "elsewhere"])
    with pytest.raises(UsageError) as error:
        crmkit.save_site(shop, tmp_path / "elsewhere")
    assert error.value.code == "site_is_file"


def test_a_shop_without_buyers_has_a_report_alone(tmp_path: Path, folder: Path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "customers.html").write_bytes((folder / "customers.html").read_bytes())
    orders = "订单编号,买家实际支付金额,订单状态,订单创建时间\n" + "".join(
        f"24010500{number},10.00,交易成功,2024-01-{number:02} 10:00:00\n" for number in range(1, 21)
    )
    (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
    with crmkit.open([tmp_path / "orders.csv"]) as store:
        crmkit.save_site(store, site)
    assert [path.name for path in site.iterdir()] == ["index.html"]


@pytest.fixture
def program(tmp_path: Path, kept: Path) -> Callable[..., Run]:
    home = environment(HOME=str(tmp_path))
    return lambda *arguments: run_here(["report", *arguments, "--store", kept], tmp_path, home)


def test_the_command(program, tmp_path: Path, folder: Path):
    done = program("--site", "a/b", "--reveal", "--lang", "en")
    assert (done.code, done.out, done.err) == (0, b"", "")
    for name in ("index.html", "customers.html"):
        made = (tmp_path / "a" / "b" / name).read_text(encoding="utf-8")
        assert " --store shop.crmkit --lang en" in made
        named = made.replace("report.html --store shop.crmkit --lang en --reveal", "report.html")
        assert named.replace(" --store shop.crmkit --lang en", "") == (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--site", "pages", "-o", "r.html"), 2, "cannot be used with --output"),
        (("--site", "pages", "--format", "md"), 2, "cannot be used with --format"),
        (("--site", "file"), 2, "--site needs a folder"),
        (("--site", "file/pages"), 2, "--site needs a folder"),
        (("--site", "taken"), 7, "no page of an earlier crmkit site"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(program, tmp_path: Path, arguments, code, said):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "index.html").write_text("mine", encoding="utf-8")
    done = program(*arguments)
    assert (done.code, said in done.err) == (code, True), done.err
    assert not (tmp_path / "pages").exists()
