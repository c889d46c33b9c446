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
        (["segment", "--form"], "there is no option --form; did you mean --format?", "是否想写 --format？"),
        (["segment", "-z"], "there is no option -z", "没有 -z 这个选项"),
        (
            ["segment", "--limit", "x"],
            "--limit cannot be 'x'; allowed: 0, 1, 2 ...",
            "--limit 不能是“x”；允许：0, 1",
        ),
        (["segment", "--clusters=99"], "--clusters cannot be '99'; allowed: 2 ... 12", "--clusters 不能是“99”"),
        (["segment", "-fdocx"], "--format cannot be 'docx'; allowed: table, csv", "--format 不能是“docx”"),
        (["tiers", "--limit"], "--limit needs 1 value behind it; see `crmkit tiers --help`", "--limit 后面要写 1 个值"),
        (["tiers", "--quiet=3"], "--quiet takes no value", "--quiet 不带取值"),
        (["load"], "FILE is missing (exports to load (CSV, XLSX, ZIP, - for stdin)); for example", "缺少 FILE"),
        (["demo"], "DIR is missing (folder to write into); for example `crmkit demo shop`", "缺少 DIR"),
        (["files", "a.csv"], "this command takes no further words: a.csv", "不接受多余的内容：a.csv"),
        (
            ["segmnt"],
            "there is no command 'segmnt'; did you mean 'segment'?",
            "没有“segmnt”这个命令；是否想写“segment”？",
        ),
        (["Chrun"], "there is no command 'Chrun'; did you mean 'churn'?", "是否想写“churn”？"),
        (["refund"], "there is no command 'refund'; `crmkit --help` shows all", "没有“refund”这个命令；全部命令见"),
        (["退款"], "there is no command '退款'; `crmkit --help` shows all", "没有“退款”这个命令；全部命令见"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_a_wrong_command_line(words, en, zh):
    begin(Session(Settings(), Folders(None, None, None), "en"))
    with pytest.raises(UsageError) as caught:
        invoke(words)
    error = caught.value
    assert f"{error.message('en')}; {error.advice('en')}".startswith(en)
    told = f"{error.message('zh')}；{error.advice('zh')}"
    assert zh in told
    assert not [word for word in ENGLISH if word in told]


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
    begin(Session(Settings(), Folders(None, None, None), "zh"))
    with pytest.raises(UsageError) as caught:
        invoke(["customer"])
    assert caught.value.message("zh") == "缺少 WHO（客户：会员名、结果中显示的名字，或任一订单号）"
