"""Every sentence in both languages, every code used, every character printable on a Chinese Windows console."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator

from source import PACKAGE, calls, catalog, literal, none_of, texts

from crmkit import messages

ENTRIES = [(group, code, entry) for group, codes in catalog().items() for code, entry in codes.items()]
RAISED = {
    "CrmError",
    "ConditionMet",
    "UsageError",
    "InputError",
    "NotEnoughError",
    "StoreBusy",
    "StoreError",
    "Refused",
}
GROUPS = {
    *("error", "note", "text", "title", "help", "option", "definition", "move", "param", "why", "event", "platform"),
    *(
        "draft",
        "answer",
        "line",
        "label",
        "column",
        "view",
        "doctor",
        "exit",
        "page",
        "form",
        "report",
        "event_short",
        "occasion",
        "site",
    ),
    *("tool", "chart", "meaning", "remedy"),
    *messages.catalog().of_codes,
}
BY_RULE = {
    *("help", "option", "title", "definition", "reason", "table", "dialect", "param"),
    *(
        "trait",
        "event",
        "event_short",
        "occasion",
        "forecast",
        "state",
        "platform",
        "stage",
        "marketplace",
        "column",
        "view",
        "exit",
        "star",
        "meaning",
        "rule",
        "remedy",
        "total",
    ),
}
"""Groups looked up by a name that is data (a command, an option, an analysis, a reason), not by a literal."""


def in_templates() -> Iterator[str]:
    """The texts in quotes in the templates of pages."""
    for path in sorted(PACKAGE.rglob("*.j2")):
        yield from re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_known_groups():
    assert set(catalog()) <= GROUPS


def faults(group: str, entry: dict[str, str]) -> Iterator[str]:
    """What is wrong with one sentence in its two languages."""
    kinds = [{"en", "zh"}, {"try_en", "try_zh"}, {"file_en", "file_zh"}]
    if not kinds[0] <= set(entry) <= set().union(*kinds) or any(len(kind & set(entry)) == 1 for kind in kinds):
        yield f"it has {sorted(entry)}"
        return
    for english, chinese in (("en", "zh"), ("try_en", "try_zh"), ("file_en", "file_zh")):
        if placeholders(entry.get(english, "")) != placeholders(entry.get(chinese, "")):
            yield f"{english} and {chinese} name other values"
    words = re.sub(r"\{[^}]*\}", "", entry["en"])
    if any(map(str.isalpha, words)) and not re.search("[\u4e00-\u9fff]", entry["zh"]):
        yield "the Chinese sentence is not Chinese"
    if group == "error" and entry["en"].endswith("."):
        yield "an error is part of one line and ends without a full stop"


def test_both_languages():
    none_of(f"{group}.{code}: {fault}" for group, code, entry in ENTRIES for fault in faults(group, entry))


def test_gbk_can_encode_our_words():
    lines = (
        (path, number, line)
        for path in sorted(PACKAGE.rglob("*.toml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    )
    none_of(
        f"{path.name}:{number}: {line}"
        for path, number, line in lines
        if line != line.encode("gbk", "ignore").decode("gbk")
    )


def test_codes_in_use_exist():
    missing = set()
    for module, called, node in calls():
        if called in RAISED:
            group, code = "error", literal(node, 0)
        elif called in ("Note", "Finding", "add_finding"):
            group, code = "note", literal(node, 0)
        elif called == "Sentence":
            rooms = (room for room in ("report", "site") if module.startswith((f"deliver/{room}/", f"render/{room}/")))
            room = next(rooms, "answer")
            group, code = room, literal(node, 0)
        elif called == "Line":
            group, code = "line", literal(node, 1)
        elif called == "say":
            group, code = literal(node, 0), literal(node, 1)
        else:
            continue
        if group and code and code not in catalog().get(group, {}):
            missing.add(f"{module}: {group}.{code}")
    assert not missing


def test_values_fill_the_sentence():
    """A raise gives exactly what its sentence and its advice need."""
    wrong = set()
    for module, called, node in calls():
        code = literal(node, 0)
        if called not in RAISED or code is None or any(keyword.arg is None for keyword in node.keywords):
            continue
        entry = catalog()["error"].get(code, {"en": ""})
        needed = placeholders(entry["en"]) | placeholders(entry.get("try_en", ""))
        given = {keyword.arg for keyword in node.keywords if keyword.arg} - {"where"}
        if not needed <= given | {"where"}:
            wrong.add(f"{module}: {code} needs {sorted(needed)}, gets {sorted(given)}")
    assert not wrong


def test_codes_in_the_catalog_are_used():
    said = {text for _, text in texts()} | set(in_templates())
    beginnings = tuple(text for text in said if text.endswith("_") and len(text) > 4)  # f"cluster_{name}"
    unused = {
        f"{group}.{code}"
        for group, code, _ in ENTRIES
        if group not in BY_RULE
        and code.removesuffix("_short") not in said
        and code not in said
        and not code.startswith(beginnings)
    }
    assert not unused


def test_every_option_has_its_sentence_and_no_other_is_kept():
    from crmkit.cli.app import COMMANDS, command_tree

    tree = command_tree("en")
    helps = {parameter.help for command in (tree, *tree.commands.values()) for parameter in command.params}
    sentences = {code: entry["en"] for code, entry in catalog()["option"].items()}
    assert {code for code, sentence in sentences.items() if sentence not in helps} == {"help"}
    assert set(catalog()["help"]) == {"crmkit", *COMMANDS}


def test_every_column_has_both_labels():
    words = tomllib.loads((PACKAGE / "vocabulary.toml").read_text(encoding="utf-8"))
    assert words
    for name, word in words.items():
        assert name == name.lower()
        assert word["zh"] and word["en"]


def test_a_code_has_one_meaning():
    """People read a code by its words wherever it stands, so no two groups of codes may share one."""
    codes = [code for group in messages.catalog().of_codes for code in catalog()[group]]
    assert len(codes) == len(set(codes))


def test_dormant_inactive_and_hibernating_are_three_words():
    """A stage, a risk and a segment were all called 沉睡; the first keeps the word."""
    from crmkit.customers.scores.maps import load_map

    grid = {segment.code: segment.labels for segment in load_map("grid").segments}
    stage, risk, segment = catalog()["stage"]["dormant"], catalog()["churn"]["inactive"], grid["hibernating"]
    assert [each["zh"] for each in (stage, risk, segment)] == ["沉睡", "长期未购", "休眠客户"]
    assert [each["en"] for each in (stage, risk, segment)] == ["dormant", "inactive", "Hibernating"]
    columns = tomllib.loads((PACKAGE / "vocabulary.toml").read_text(encoding="utf-8")).values()
    words = [*catalog()["stage"].values(), *catalog()["churn"].values(), *grid.values(), *columns]
    assert [word["zh"] for word in words if "沉睡" in word["zh"]] == ["沉睡"]


def test_every_dialect_that_comes_with_crmkit_has_a_name_in_both_languages():
    from crmkit.ingest.headers.dialect import shipped

    assert {dialect.title for dialect in shipped()} | {"mapped"} == set(catalog()["dialect"])


def test_what_reading_may_find_has_its_sentence_filled_from_the_finding():
    from crmkit.ingest.findings import CODES
    from crmkit.notes import WORDED

    assert not CODES - set(catalog()["note"])
    for code in sorted(CODES):
        filled = {"file", "rows", "amount", "line", "column", WORDED.get(code, "value")}
        assert placeholders(catalog()["note"][code]["en"]) <= filled, code


def test_every_foreign_platform_has_a_name_in_both_languages():
    from crmkit.ingest.headers.foreign import platforms

    assert {platform.name for platform in platforms()} == set(catalog()["platform"])


def test_no_sentence_says_1_lines():
    """A number of things that may be one is followed by its singular and its plural."""
    things = "orders|lines|rows|customers|purchases|days|limits|files"
    alone = re.compile(rf"\{{(?:{things}|given|physical)\}} (?:{things})\b")
    never_one = {"too_many_rows", "workbook_too_large"}
    assert not [code for _, code, entry in ENTRIES if alone.search(entry["en"]) and code not in never_one]


def test_every_platform_has_a_name_in_both_languages():
    from crmkit.ingest.headers.dialect import shipped

    assert {dialect.platform for dialect in shipped()} == set(catalog()["marketplace"])
