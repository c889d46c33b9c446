"""Write ``docs/reference``, ``docs/commands`` and the guides of ``crmkit help``; ``--check`` says what is stale.

Run it after a change of commands, settings, vocabulary, dialects, exit codes or reject reasons, of ``where.md`` or
``metrics.md``, and after ``docs/tour.py``, whose outputs are the examples of the commands: python docs/make.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "crmkit"
GUIDE = SOURCE / "guide"

OTHER_CODES = {
    "DONE": "Done; a reader that leaves early (`| head`) is no error.",
    "BUG": "crmkit itself failed; a report file without data is written.",
    "INTERRUPTED": "Stopped by Ctrl-C; nothing half done is kept.",
    "TERMINATED": "Stopped by TERM or HUP; nothing half done is kept.",
}
"""The codes that no error class stands for."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def catalog() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of the program, in the plural where a number decides."""
    found = {}
    for path in sorted((SOURCE / "sentences").glob("*.toml")):
        text = path.read_text(encoding="utf-8").replace(":,}", "}")
        found[path.stem] = tomllib.loads(re.sub(r"\{\w+:[^|{}]*\|([^|{}]*)\}", r"\1", text))
    return found


@cache
def tree_in(language: str) -> Any:
    """The command line with its help in a language."""
    from crmkit.cli.app import command_tree

    return command_tree(language)


def help_of(name: str, language: str) -> str:
    """What ``crmkit NAME --help`` prints; of the program itself for ``crmkit``."""
    tree = tree_in(language)
    settings = {"help_option_names": ["-h", "--help"], "terminal_width": 100, "max_content_width": 100}
    context = tree.context_class(tree, info_name="crmkit", **settings)
    command = tree
    if name != "crmkit":
        command = tree.commands[name]
        context = command.context_class(command, info_name=name, parent=context, **settings)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"```text\n{text}\n```"


def command_names() -> list[str]:
    """The commands in the order of ``crmkit --help``."""
    from crmkit.cli.app import COMMANDS

    return list(COMMANDS)


def commands() -> str:
    """The list of commands."""
    rows = [
        (
            f"[`{name}`]({name}.md)",
            *(catalog()["help"][name][language].strip().splitlines()[0] for language in ("en", "zh")),
        )
        for name in command_names()
    ]
    return "\n\n".join(
        ["# Commands", table(("command", "English", "中文"), rows), help_of("crmkit", "en"), help_of("crmkit", "zh")]
    )


def command(name: str) -> str:
    """A command with its options in both languages, and one real example from the tutorial."""
    page, example = example_of(name)
    title = re.search(r"^# (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert title is not None, page  # noqa: S101  every page has a title
    return "\n\n".join(
        [
            f"# crmkit {name}",
            help_of(name, "en"),
            "## Example",
            f"```console\n{example}```",
            f"From [{title[1]}](../{page.relative_to(HERE).as_posix()}), run with the files in `examples/`.",
            "## 中文",
            help_of(name, "zh"),
        ]
    )


def example_of(name: str) -> tuple[Path, str]:
    """The first real run of a command in the tutorial, with the page that it stands on."""
    for page in (*sorted((HERE / "tutorial").glob("[0-9]*.md")), HERE / "unknown-platform.md"):
        for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for run in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
                if re.search(rf"\bcrmkit {name}\b", run.partition("\n")[0]):
                    return page, run
    raise LookupError(f"no page of the tutorial shows crmkit {name}")


def vocabulary() -> str:
    """Every column that may leave an analysis."""
    from crmkit.vocabulary import vocabulary as words

    rows = [(f"`{word.name}`", word.kind, word.en, word.zh, word.privacy) for word in words().values()]
    heads = ("column", "kind", "English", "中文", "privacy")
    text = "The names in CSV and JSON, and the labels people see. `personal` columns are masked unless `--reveal`."
    return f"# Vocabulary\n\n{text}\n\n{table(heads, sorted(rows))}"


TRAITS_TEXT = {
    "en": "# Traits\n\nWhat is known of a customer as of a day, and what a [condition](../where.md) can use.",
    "zh": "# 客户属性\n\n截至某天对客户的了解，可用于[筛选条件](../where.zh-CN.md)。",
}
TRAITS_HEADS = {
    "en": ("trait", "English", "中文", "compared by", "values"),
    "zh": ("字段", "English", "中文", "比较符号", "取值"),
}
KINDS = {
    "text": "文字",
    "count": "数量",
    "number": "数值",
    "mean": "平均数",
    "date": "日期",
    "rate": "比率",
    "money": "金额",
    "days": "天数",
    "flag": "是、否",
    "code": "代码",
    "stage": "代码",
}
"""The kinds of traits in Chinese."""
UNREAD = {"en": " (no file that is read tells it)", "zh": "（目前没有报表提供）"}


def traits(language: str) -> str:
    """What ``--where`` may ask of a customer, and how."""
    from crmkit.customers.conditions.values import codes_of, operators_of
    from crmkit.customers.traits.catalog import TRAITS
    from crmkit.vocabulary import word

    rows = []
    for trait in TRAITS.values():
        codes = codes_of(trait) or {}
        called: dict[str, list[str]] = {}
        for name, code in codes.items():
            called.setdefault(code, []).append(name)
        kind = KINDS[trait.kind] if language == "zh" and not called else trait.kind
        allowed = ", ".join(f"`{code}`{_also(names, code)}" for code, names in called.items()) or kind
        names = word(trait.name)
        told = "" if trait.piece else UNREAD[language]
        rows.append((f"`{trait.name}`", names.en, names.zh, f"`{' '.join(operators_of(trait))}`", allowed + told))
    return f"{TRAITS_TEXT[language]}\n\n{table(TRAITS_HEADS[language], rows)}"


OWN_TAGS = """
```toml
[vip]
zh = "贵宾"
en = "VIP"
rule = "net>=2000 and tag:repeat"

[vip_late]
zh = "贵宾逾期"
rule = "tag:vip and tag:overdue"
```
""".strip()
TAGS_TEXT = {
    "en": (
        """
# Tags

A rule is a [condition](../where.md) on [traits](traits.md) as of a day: the rule that is printed is the rule that runs.
A tag holds, does not hold, or is **unknown** where the file for it is missing: then neither `tag:NAME` nor
`not tag:NAME` selects such a customer. `tag:` takes the code and both names. Shop platforms make such labels from
visits, favourites and carts, which no export contains; these are the ones that exports can give.
""",
        """
## Shorthand

Beside the vocabulary, for frequent questions:
""",
        """
## Tags of your own

A TOML file of the same form: the code in brackets, `rule`, and names if the code is not enough (one language may
stand in for the other). Rules can name the tags above and each other; those above cannot be changed.
""",
        """
`--tags FILE` of `tags`, `inspect` and `profile` uses it once; the setting `tags` (`tags = "my_tags.toml"` in
`crmkit.toml`, or `CRMKIT_TAGS`) for every command, so that every `--where` can use `tag:vip`. In the library `tags`,
`inspect` and `profile` have the argument `tags`.
""",
    ),
    "zh": (
        """
# 客户标签

每个标签的规则就是一个针对[属性](traits.zh-CN.md)的[筛选条件](../where.zh-CN.md)，按统计日判断，显示的规则就是实际执行的规则。
结果有“是”“否”和**未知**三种；缺少所需报表时为未知，`tag:标签` 和 `not tag:标签` 都选不到这样的客户。
`tag:` 可写代码、中文名或英文名。平台按浏览、收藏和加购打的标签，导出文件里没有数据；
这里都是导出文件能得出的标签。
""",
        """
## 简写

常用条件另有简写：
""",
        """
## 自定义标签

写一个同样格式的 TOML 文件：方括号里是代码，`rule` 是规则，名称可选（中文、英文写一种也行）。
规则可以引用上面的标签，也可以互相引用；上面的标签不能改。
""",
        """
`tags`、`inspect`、`profile` 加 `--tags FILE`，只用一次；写进设置 `tags`（`crmkit.toml` 里 `tags = "my_tags.toml"`，
或环境变量 `CRMKIT_TAGS`），所有命令的 `--where` 都能用 `tag:vip`。
Python 库的 `tags`、`inspect`、`profile` 有参数 `tags`。
""",
    ),
}
TAGS_HEADS = {
    "en": ("tag", "中文", "English", "rule", "needs"),
    "zh": ("代码", "中文", "English", "规则", "所需数据"),
}


def tags(language: str) -> str:
    """Every tag of customers with its rule."""
    from crmkit.customers.conditions.tags import shorthands, vocabulary
    from crmkit.customers.conditions.writing import written
    from crmkit.customers.traits.needs import needs_of, needs_text
    from crmkit.store.predicate import columns_of

    pages = []
    for group in (vocabulary(), shorthands()):
        rows = []
        for tag in group:
            rule = written(tag.predicate, "zh") if language == "zh" else tag.rule
            needs = needs_text(needs_of(columns_of(tag.predicate)), language)
            rows.append((f"`{tag.code}`", tag.zh, tag.en, f"`{rule}`", needs))
        pages.append(table(TAGS_HEADS[language], rows))
    listed, short = pages
    text, beside, own, uses = (part.strip() for part in TAGS_TEXT[language])
    return "\n\n".join([text, listed, beside, short, own, OWN_TAGS, uses])


def _also(names: Sequence[str], code: str) -> str:
    others = [name for name in names if name != code.lower()]
    return f" ({', '.join(others)})" if others else ""


KNOWING = (
    "Below each name stands how it is known: *seen* in files or in code that reads them, *documented* by the platform, "
    "or a *guess*. A guess may be wrong: compare one month with what the platform shows before you rely on it."
)
NOT_READ = (
    "These tables are recognised and named, but not read by themselves; where there are orders in them, the error "
    "gives a line for `--map` to paste."
)


def _unread() -> Iterable[Sequence[str]]:
    """The tables that are only named, each with its reason."""
    platforms = tomllib.loads((SOURCE / "ingest" / "headers" / "foreign.toml").read_text(encoding="utf-8"))["platforms"]
    for name, platform in platforms.items():
        names = catalog()["platform"][name]
        yield names["en"], names["zh"], ", ".join(platform["must"]), platform["why"]


def dialects() -> str:
    """Every export that is read without a word, and the headers that prove it."""
    from crmkit.demo.form import platforms
    from crmkit.ingest.headers.columns import FORMS, MAPPED
    from crmkit.ingest.headers.dialect import shipped
    from crmkit.ingest.headers.dialect_file import EVIDENCE

    forms = ", ".join(f"`{name}`" for name in ("taobao", *platforms()))
    tried = f"`crmkit demo DIR --platform NAME` writes an invented shop as a platform exports it: {forms}."
    first = "A file's kind is decided by its header, never by its name; case and width do not matter."
    pages = ["# Dialects", first, KNOWING, tried]
    for dialect in shipped():
        names = catalog()["dialect"][dialect.title]
        written = tomllib.loads((SOURCE / "ingest" / "dialects" / f"{dialect.name}.toml").read_text(encoding="utf-8"))
        proofs = written["fingerprint"]
        proof = ", ".join(proofs["must"]) + (f"; one of {', '.join(proofs['any'])}" if "any" in proofs else "")
        rows = [
            (f"`{column}`", FORMS[dialect.kind][column], ", ".join(heads))
            for column, heads in written["columns"].items()
        ]
        pages += [
            f"## {dialect.name}",
            f"{names['en']}, {names['zh']}. Proved by: {proof}.",
            "\n".join(f"- {way}: {dialect.evidence[way]}." for way in EVIDENCE if way in dialect.evidence),
            table(("column", "form", "headers"), rows),
        ]
    pages += [
        "## Any other table",
        "`--map kind=KIND,NAME=HEADER,...` takes these names; `kind=orders` need not be said. `platform=NAME`\n"
        "says whose the rows are: refunds find the orders of their own platform and shop alone.",
        table(
            ("kind", "names"),
            [(f"`{kind}`", ", ".join(f"`{name}`" for name in words)) for kind, words in MAPPED.items()],
        ),
        "## Tables that are only named",
        NOT_READ,
        table(("table", "表格", "known by", "why it is not read"), list(_unread())),
        "## Dialects of your own",
        OWN_DIALECTS,
        table(("key", "values", "says"), [(f"`{key}`", *_values_of(key), says) for key, says in DIALECT_KEYS.items()]),
        table(
            ("kind", "columns"),
            [(f"`{kind}`", ", ".join(f"`{name}`" for name in forms)) for kind, forms in FORMS.items()],
        ),
    ]
    return "\n\n".join(pages)


KEPT = """
One DuckDB file, tables in the schema `kept`. Money is exact; of names, phones, addresses, parcels and memos nothing is
kept but the nick and keyed digests. When two files tell of one row, the columns marked *state* come together from the
newer state, those marked *known* only become known: of two values the greater stays
([decision 5](../decisions/0005-newest-state.md)).
""".strip()
MEANINGS = {
    "promised_at": "until when the order was to be shipped; the latest promise stays",
    "courier": "the name of who carried it, as the platform writes it",
    "postage": "what the buyer was to pay for delivery; known once the order is paid",
    "points_paid": "points the buyer paid with",
    "points_back": "points the buyer got",
    "memo_mark": "the colour, tag or rank that the seller set beside the memo, never the memo",
    "need_return": "whether goods are to come back: `no`, `yes`",
    "goods_state": "where the goods were: `not_received`, `received`, `returned`; `not_sent`, `sent`",
    "cs_involved": "whether the platform's service took part: `no`, `yes`",
    "liable": "who was to blame: `seller`, `buyer`, `courier`, `platform`, `both`",
    "phase": "before the order was done (`in_sale`) or after (`after_sale`)",
}
ASIDE_TEXT = """
No money hangs on these. A cell that cannot be read is unknown and is told with the answer; a text of more than sixty
bytes (twenty Chinese characters), or one with five digits in a row, is not kept. Of a refund case the words in the
table are ours; a word of the platform that is not known stays as it is.
""".strip()


def store() -> str:
    """The tables of a store, and what the columns beside money mean."""
    from crmkit.ingest.headers.columns import ASIDE, KNOWN, STATE
    from crmkit.store.connect import connect
    from crmkit.store.migrate import lay_schema

    connection = connect(":memory:")
    lay_schema(connection, "memory")
    columns = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'kept' "
        "order by table_name, column_index"
    ).fetchall()
    connection.close()
    kinds = {"orders": "orders", "order_lines": "items", "refunds": "refunds"}
    pages = ["# What a store holds", KEPT]
    for name in dict.fromkeys(name for name, _, _ in columns):
        kind = kinds.get(name, "customers")
        merged = dict.fromkeys(STATE[kind], "state") | dict.fromkeys(KNOWN[kind], "known")
        rows = [(f"`{column}`", form.lower(), merged.get(column, "")) for own, column, form in columns if own == name]
        pages += [f"## {name}", table(("column", "type", "merged as"), rows)]
    refunds = [column for column in KNOWN["refunds"] if column in MEANINGS]
    told = [(f"`{column}`", MEANINGS[column]) for column in (*ASIDE, *refunds)]
    return "\n\n".join([*pages, "## Beside orders and refund cases", ASIDE_TEXT, table(("column", "meaning"), told)])


OWN_DIALECTS = """
`crmkit dialect FILE -o own.toml` writes a draft ([how](../unknown-platform.md)), `--dialect own.toml` reads by it and
by nothing else; several are named for several kinds of files. Those in the folder `dialects` of your config folder
stand beside the built-in ones: of all that fit a file the one that knows most of its headers reads it, yours first
among equals. What the command line says wins over the dialect.
""".strip()
DIALECT_KEYS = {
    "title": "what people call it; else the file's own name",
    "platform": "where the orders are from; keep it once files are loaded. Else the file's own name",
    "shop": "which of your shops they are of, as `--shop`",
    "kind": "what the table is about; `orders` unless said",
    "basis": "amounts are after refunds (`net`) or before; `find`, `check`: as the file proves, else gross, net",
    "rows": "what a row tells of; `check` lets the file show it",
    "amounts": "whose the amount beside a line is; `check` lets the file show it",
    "refunds": "whose the refund beside a line is; `check` lets the file show it",
    "ids": "`number`: order numbers are plain numbers, anything else is damaged",
    "encoding": "as `--encoding`; only of a dialect that is named alone",
    "tz": "as `--tz`",
    "time_format": "as `--time-format`",
    "decimal": "as `--decimal`",
    "currency": "of amounts that tell none, and of the shop's `$` or `¥`; rows in another are left out",
    "days": "what comes first in 03/04/2026 where a file on a clock of 24 hours does not prove it",
    "fill": "columns of which a blank cell says the same as the one above it",
    "open": "what a draft leaves to you; until each is written, or taken out of the list, no file is read by it",
    "fingerprint": "`must`, `any`, `never`: the headers that prove it; without it those that have one spelling",
    "columns": "for each column one header, or several spellings, the preferred one first",
    "status": "words with their state: `unpaid`, `paid`, `shipped`, `done`, `closed`, `refunded`",
    "skip": "rows to leave out: a header with one value or several",
    "evidence": "how it is known: what was `seen`, is `documented`, is a `guess`",
}


def _values_of(key: str) -> tuple[str]:
    from crmkit.ingest.headers.dialect_file import CHOICES, KEYS

    if set(KEYS) != set(DIALECT_KEYS):
        raise KeyError(sorted(set(KEYS) ^ set(DIALECT_KEYS)))
    kept = {"fill": "list", "fingerprint": "table", "columns": "table", "status": "table", "skip": "table"}
    kept["evidence"] = "table"
    return (", ".join(f"`{choice}`" for choice in CHOICES.get(key, ())) or kept.get(key, "text"),)


def exit_codes() -> str:
    """What the shell sees, and every error by the code it ends with."""
    from crmkit import errors

    kinds = {kind.exit_code: kind for kind in errors.CrmError.__subclasses__()}
    rows = [(str(int(code)), OTHER_CODES.get(code.name) or _first_line(kinds[code])) for code in errors.ExitCode]
    said = [(f"`{code}`", entry["en"], entry["zh"]) for code, entry in sorted(catalog()["error"].items())]
    return "\n\n".join(
        [
            "# Exit codes and errors",
            table(("exit code", "meaning"), rows),
            "Errors are one line on stderr; with `--format json` a JSON object follows, whose `code` is one of these.",
            table(("code", "English", "中文"), said),
        ]
    )


def reject_reasons() -> str:
    """Why a line may be set aside."""
    rows = [(f"`{code}`", entry["en"], entry["zh"]) for code, entry in sorted(catalog().get("reason", {}).items())]
    text = "A line that cannot be trusted is set aside with one of these reasons; `crmkit rejects` lists them."
    return f"# Reasons for quarantine\n\n{text}\n\n{table(('reason', 'English', '中文'), rows)}"


def settings() -> str:
    """Every setting, its variable, its default."""
    from dataclasses import fields

    from crmkit.config import Settings

    default = Settings()
    lines = (SOURCE / "config.py").read_text(encoding="utf-8").splitlines()
    rows = []
    for field in fields(Settings):
        at = next(number for number, line in enumerate(lines) if line.startswith(f"    {field.name}: "))
        meaning = lines[at + 1].strip().strip('"').replace("``", "`")
        value = getattr(default, field.name)
        rows.append(
            (f"`{field.name}`", f"`CRMKIT_{field.name.upper()}`", "" if value is None else f"`{value}`", meaning)
        )
    text = (
        "A flag wins over the environment, that over `./crmkit.toml`, that over `config.toml` in the user's config "
        "folder, that over the default. An unknown key is an error."
    )
    return f"# Settings\n\n{text}\n\n{table(('key', 'variable', 'default', 'meaning'), rows)}"


def _first_line(kind: type[Exception]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def copied(page: str) -> str:
    """A page of ``docs`` as it stands."""
    return (HERE / page).read_text(encoding="utf-8").removesuffix("\n")


MADE = (HERE / "reference", HERE / "commands", GUIDE)
"""Folders in which every page is made here."""
TRANSLATED = {"en": ".md", "zh": ".zh-CN.md"}


def pages() -> dict[Path, Callable[[], str]]:
    """Every page that is made, and what makes it."""
    reference = {
        "vocabulary.md": vocabulary,
        "dialects.md": dialects,
        "exit-codes.md": exit_codes,
        "reject-reasons.md": reject_reasons,
        "settings.md": settings,
        "store.md": store,
    }
    made: dict[Path, Callable[[], str]] = {HERE / "reference" / name: page for name, page in reference.items()}
    for language, ending in TRANSLATED.items():
        for name, page in (("traits", traits), ("tags", tags)):
            made[HERE / "reference" / f"{name}{ending}"] = partial(page, language)
            made[GUIDE / f"{name}.{language}.md"] = partial(page, language)
        made[GUIDE / f"where.{language}.md"] = partial(copied, f"where{ending}")
    made[GUIDE / "metrics.en.md"] = partial(copied, "metrics.md")
    made[HERE / "commands" / "README.md"] = commands
    for name in command_names():
        made[HERE / "commands" / f"{name}.md"] = partial(command, name)
    return made


def stale() -> list[str]:
    """The pages that differ from what the program says now, and files that no page makes."""
    made = pages()
    wrong = [
        path for path, page in made.items() if not path.exists() or path.read_text(encoding="utf-8") != page() + "\n"
    ]
    wrong += sorted(path for folder in MADE for path in folder.glob("*") if path not in made)
    return [path.relative_to(HERE.parent).as_posix() for path in wrong]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them."""
    made = pages()
    if "--check" in arguments:
        wrong = stale()
        print(f"stale: {', '.join(wrong)}; run python docs/make.py" if wrong else f"{len(made)} pages are fresh")
        return 1 if wrong else 0
    for path, page in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(page() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
