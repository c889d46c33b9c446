"""``crmkit help``: topics from the package, the help page of a command, a list of both."""

from __future__ import annotations

from importlib.resources import files

import pytest

from crmkit.cli.help import graphemes
from crmkit.cli.topics import TOPICS, set_in_lines
from crmkit.doors.explain.pages import read
from crmkit.render.layout import width_of


def test_alone_it_lists_topics_and_commands(crmkit):
    lines = crmkit("help").text.splitlines()
    assert lines[0] == "Topics:"
    assert [line.split()[0] for line in lines[1:5]] == list(TOPICS)
    named = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line[2] != " "]
    assert named[0] == "load"
    assert named[-1] == "help"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_command_gives_its_own_help_page(crmkit, language):
    assert crmkit("help", "tiers", "--lang", language).text == crmkit("tiers", "--help", "--lang", language).text
    assert crmkit("--lang", language, "help", "tiers").text == crmkit("tiers", "--help", "--lang", language).text


def test_tags_is_a_topic_and_a_command(crmkit):
    """The topic comes first: the options of the command are on its own page."""
    assert crmkit("help", "tags").text.startswith("Tags\n====\n")


def test_topics_in_chinese(crmkit):
    assert crmkit("help", "where", "--lang", "zh").text.startswith("客户筛选条件\n====")
    assert crmkit("help", "metrics", "--lang", "zh").text.startswith("指标：每个数字的含义\n====")


def test_neither_a_topic_nor_a_command(crmkit):
    run = crmkit("help", "weather")
    assert run.code == 2
    assert run.err == "crmkit: error: there is no help on 'weather'; `crmkit help` lists the topics and commands\n"


@pytest.mark.parametrize("path", sorted((files("crmkit") / "guide").iterdir(), key=str), ids=lambda path: path.name)
def test_guides_can_be_shown_on_a_chinese_windows_console(path):
    path.read_text(encoding="utf-8").encode("gbk")


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("topic", TOPICS)
def test_no_line_but_code_is_wider_than_asked(topic, width):
    lines = list(set_in_lines(read(topic, "zh"), width))
    assert [line for line in lines if width_of(line, graphemes) > width and not line.startswith("    ")] == []


def test_how_markdown_is_set():
    page = """<!-- definition: x -->
# Title

One [link](page.md), **strong**,
`code`; 一行，
两行。

- first
  goes on
- second

| a | b |
|---|---|
| `x` | 1 \\| 2 |

```sh
crmkit  segment
```
"""
    assert list(set_in_lines(page, 30)) == [
        "Title",
        "=====",
        "",
        "One link, strong, `code`; 一",
        "行，两行。",
        "",
        "- first goes on",
        "- second",
        "",
        "a  b",
        "--------",
        "x  1 | 2",
        "",
        "    crmkit  segment",
    ]


def test_a_table_too_wide_is_a_list_of_its_rows():
    page = "| tag | rule | needs |\n|---|---|---|\n| `due` | stage=due and net>=100 | orders, item report |\n"
    assert list(set_in_lines(page, 24)) == [
        "due",
        "  rule: stage=due and",
        "  net>=100",
        "  needs: orders, item",
        "  report",
    ]
