"""What the parser says of a wrong command line, and what it adds to a help page, is said in either language."""

from __future__ import annotations

import unicodedata

import pytest

from crmkit.cli.app import COMMANDS, command_tree, invoke
from crmkit.cli.session import Session, begin
from crmkit.config import Folders, Settings
from crmkit.errors import UsageError

ENGLISH = (
    "No such",
    "Missing",
    "Invalid",
    "requires",
    "does not take",
    "Got unexpected",
    "Usage",
    "Options",
    "default",
)


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["segment", "--form"], "unknown option --form; did you mean --format?", "是不是 --format？"),
        (["segment", "-z"], "unknown option -z", "没有选项 -z"),
        (
            ["segment", "--limit", "x"],
            "--limit: 'x' is not allowed; use 0 or more",
            "--limit 不能是“x”；请用 0 或以上",
        ),
        (
            ["segment", "--clusters=99"],
            "--clusters: '99' is not allowed; use 2 to 12",
            "--clusters 不能是“99”；请用 2 至 12",
        ),
        (["segment", "-fdocx"], "--format: 'docx' is not allowed; use one of: table, csv", "--format 不能是“docx”"),
        (["tiers", "--limit"], "--limit needs 1 value; see `crmkit tiers --help`", "--limit 需要 1 个值"),
        (["tiers", "--quiet=3"], "--quiet takes no value", "--quiet 不需要值"),
        (
            ["load"],
            "missing argument FILE (export files to load: CSV, XLSX, ZIP, or - for stdin); for example",
            "缺少参数 FILE",
        ),
        (["demo"], "missing argument DIR (folder to write to); for example `crmkit demo shop`", "缺少参数 DIR"),
        (["files", "a.csv"], "unexpected argument: a.csv", "多余的参数：a.csv"),
        (
            ["segmnt"],
            "unknown command 'segmnt'; did you mean 'segment'?",
            "没有命令“segmnt”；是不是“segment”？",
        ),
        (["Chrun"], "unknown command 'Chrun'; did you mean 'churn'?", "是不是“churn”？"),
        (["refund"], "unknown command 'refund'; see `crmkit --help`", "没有命令“refund”；全部命令见"),
        (["退款"], "unknown command '退款'; see `crmkit --help`", "没有命令“退款”；全部命令见"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_a_wrong_command_line(words, en, zh):
    begin(Session(Settings(), Folders(None, None, None), "en"))
    with pytest.raises(UsageError) as caught:
        invoke(words)
    error = caught.value
    assert f"{error.message('en')}; {error.advice('en')}".startswith(en)
    message = f"{error.message('zh')}；{error.advice('zh')}"
    assert zh in message
    assert not [word for word in ENGLISH if word in message]


@pytest.mark.parametrize("name", ["crmkit", *COMMANDS])
@pytest.mark.parametrize("width", [60, 80])
def test_a_chinese_help_page_is_chinese_and_fits(name, width):
    tree = command_tree("zh")
    command = tree if name == "crmkit" else tree.commands[name]
    context = command.context_class(command, info_name=name, terminal_width=width, help_option_names=["-h", "--help"])
    page = command.get_help(context)
    assert page.startswith("用法：")
    assert "选项：" in page
    assert not [word for word in ENGLISH if word in page]
    for line in page.split("选项：")[1].splitlines():
        cells = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
        assert cells <= width or " " not in line.strip(), line


def test_two_languages_live_side_by_side():
    pages = {}
    for language in ("en", "zh"):
        tree = command_tree(language)
        pages[language] = tree.get_help(tree.context_class(tree, info_name="crmkit"))
    assert "Commands:" in pages["en"] and "命令：" not in pages["en"]
    assert "命令：" in pages["zh"] and "Commands:" not in pages["zh"]


def test_what_is_missing_is_said_in_the_language_of_the_run():
    begin(Session(Settings(), Folders(None, None, None), "zh", spoken="zh"))
    with pytest.raises(UsageError) as caught:
        invoke(["customer"])
    assert caught.value.message("zh") == "缺少参数 WHO（客户：买家昵称、打码后的昵称或订单编号）"
