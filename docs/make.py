"""Write ``docs/reference``, ``docs/commands`` and the guides of ``crmkit help``; ``--check`` says what is stale.

Run it after a change of commands, settings, vocabulary, dialects, exit codes or reject reasons, of ``where*.md`` or
``metrics*.md``, and after ``docs/tour.py``, whose outputs are the examples of the commands: python docs/make.py
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
    "DONE": "Done; a closed pipe (`| head`) is not an error.",
    "BUG": "Internal error; crmkit writes a report file without data.",
    "INTERRUPTED": "Stopped by Ctrl-C; nothing incomplete is saved.",
    "TERMINATED": "Stopped by TERM or HUP; nothing incomplete is saved.",
}
"""The codes without an error class."""


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


@cache
def catalog() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of the program, in the plural where a number decides."""
    found = {}
    for path in sorted((SOURCE / "sentences").rglob("*.toml")):
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
    headers = ("column", "kind", "English", "中文", "privacy")
    text = "Names in CSV and JSON, and labels in tables. `personal` columns are masked unless you use `--reveal`."
    return f"# Vocabulary\n\n{text}\n\n{table(headers, sorted(rows))}"


TRAITS_TEXT = {
    "en": "# Attributes\n\nAttributes of a customer as of a date, for use in a [condition](../where.md).",
    "zh": "# 客户属性\n\n截至统计截止日的客户属性，可用于[筛选条件](../where.zh-CN.md)。",
}
TRAITS_HEADERS = {
    "en": ("attribute", "English", "中文", "compared by", "values"),
    "zh": ("属性", "English", "中文", "比较符号", "取值"),
}
KINDS = {
    "en": {"flag": "yes or no", "mean": "number", "money": "amount"},
    "zh": {
        "text": "文字",
        "count": "数量",
        "number": "数值",
        "mean": "数值",
        "date": "日期",
        "rate": "比率",
        "money": "金额",
        "days": "天数",
        "flag": "是、否",
        "code": "代码",
        "stage": "代码",
    },
}
"""What the kinds of attributes are called, if not by their name."""
UNREAD = {"en": " (no supported file contains it)", "zh": "（目前支持的文件都没有）"}


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
        kind = KINDS[language].get(trait.kind, trait.kind)
        between = "、" if language == "zh" else ", "
        allowed = between.join(f"`{code}`{_also(names, code, language)}" for code, names in called.items()) or kind
        names = word(trait.name)
        unread = "" if trait.source else UNREAD[language]
        rows.append((f"`{trait.name}`", names.en, names.zh, f"`{' '.join(operators_of(trait))}`", allowed + unread))
    return f"{TRAITS_TEXT[language]}\n\n{table(TRAITS_HEADERS[language], rows)}"


OWN_TAGS = """
```toml
[vip]
zh = "贵宾"
en = "VIP"
rule = "net_spend>=2000 and tag:repeat"

[vip_late]
zh = "贵宾超期未购"
rule = "tag:vip and tag:overdue"
```
""".strip()
TAGS_TEXT = {
    "en": (
        """
# Tags

Each tag has a rule: a [condition](../where.md) on [attributes](traits.md) of the customer as of a date. For each
customer a tag is yes, no, or **unknown** if the file for it is missing; neither `tag:NAME` nor `not tag:NAME` selects
a customer whose tag is unknown. NAME is the code or the name in either language. Tags that shop platforms base on
visits, favourites and carts are not here, because no export contains these.
""",
        """
## One more tag

This tag is for use in conditions:
""",
        """
## Tags of your own

Write a TOML file of the same form: the code in brackets, `rule`, and a name in one or both languages if the code is
not enough. Rules can use the tags above and each other; the tags above cannot be changed.
""",
        """
With `--tags FILE`, `tags`, `inspect` and `profile` use the file once. With the setting `tags` (`tags = "my_tags.toml"`
in `crmkit.toml`, or `CRMKIT_TAGS`), all commands use it, and every `--where` can contain `tag:vip`. In the library
`tags`, `inspect` and `profile` have the argument `tags`.
""",
    ),
    "zh": (
        """
# 客户标签

每个标签有一条规则：针对[属性](traits.zh-CN.md)的[筛选条件](../where.zh-CN.md)，按统计截止日判断。\
结果有“符合”“不符合”和**未知**三种；缺少所需文件时为未知，`tag:标签` 和 `not tag:标签` 都选不到这样的客户。\
标签可写代码、中文名或英文名。平台按浏览、收藏和加购打的标签这里没有，因为导出文件不含这些数据。
""",
        """
## 另一个标签

用于筛选条件：
""",
        """
## 自定义标签

写一个同样格式的 TOML 文件：方括号里是代码，`rule` 是规则，名称可以不写，也可以只写一种语言。\
规则可以引用上面的标签，也可以互相引用；上面的标签不能改。
""",
        """
`tags`、`inspect`、`profile` 加 `--tags FILE`，只用这一次；写进设置 `tags`（`crmkit.toml` 里写 \
`tags = "my_tags.toml"`，或用环境变量 `CRMKIT_TAGS`），所有命令都用，每个 `--where` 都能写 `tag:vip`。\
Python 库的 `tags`、`inspect`、`profile` 有参数 `tags`。
""",
    ),
}
TAGS_HEADERS = {
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
        pages.append(table(TAGS_HEADERS[language], rows))
    listed, short = pages
    text, beside, own, uses = (part.strip() for part in TAGS_TEXT[language])
    return "\n\n".join([text, listed, beside, short, own, OWN_TAGS, uses])


def _also(names: Sequence[str], code: str, language: str) -> str:
    others = [name for name in names if name != code.lower()]
    if not others:
        return ""
    return f"（{'、'.join(others)}）" if language == "zh" else f" ({', '.join(others)})"


KNOWING = (
    "Below each name is how it is known: *seen* in files or in code that reads them, *documented* by the platform, "
    "or a *guess*. A guess may be wrong: compare one month with the figures of the platform before you rely on it."
)
NOT_READ = (
    "crmkit recognises these tables but does not read them. If a table contains orders, the error shows a `--map` "
    "option to paste."
)


def _unread() -> Iterable[Sequence[str]]:
    """The tables that are only named, each with its reason."""
    platforms = tomllib.loads((SOURCE / "ingest" / "headers" / "foreign.toml").read_text(encoding="utf-8"))["platforms"]
    for name, platform in platforms.items():
        names = catalog()["platform"][name]
        yield names["en"], names["zh"], ", ".join(platform["must"]), platform["why"]


def dialects() -> str:
    """Every export that is read without options, and the headers that identify it."""
    from crmkit.demo.form import platforms
    from crmkit.ingest.headers.columns import FORMS, MAPPED
    from crmkit.ingest.headers.dialect import shipped
    from crmkit.ingest.headers.dialect_file import EVIDENCE

    forms = ", ".join(f"`{name}`" for name in ("taobao", *platforms()))
    tried = f"`crmkit demo DIR --platform NAME` writes a sample shop in the export format of a platform: {forms}."
    first = "The header of a file decides its export type, the file name does not; case and width do not matter."
    pages = ["# Export types", first, KNOWING, tried]
    for dialect in shipped():
        names = catalog()["dialect"][dialect.title]
        written = tomllib.loads((SOURCE / "ingest" / "dialects" / f"{dialect.name}.toml").read_text(encoding="utf-8"))
        proofs = written["fingerprint"]
        proof = ", ".join(proofs["must"]) + (f"; one of {', '.join(proofs['any'])}" if "any" in proofs else "")
        rows = [
            (f"`{column}`", FORMS[dialect.kind][column], ", ".join(headers))
            for column, headers in written["columns"].items()
        ]
        pages += [
            f"## {dialect.name}",
            f"{names['en']}, {names['zh']}. Identified by: {proof}.",
            "\n".join(f"- {way}: {dialect.evidence[way]}." for way in EVIDENCE if way in dialect.evidence),
            table(("column", "form", "headers"), rows),
        ]
    pages += [
        "## Any other table",
        "`--map kind=KIND,NAME=HEADER,...` takes these names; the default is `kind=orders`. `platform=NAME` sets the\n"
        "platform of the rows: refunds are matched only with orders of their own platform and shop.",
        table(
            ("kind", "names"),
            [(f"`{kind}`", ", ".join(f"`{name}`" for name in words)) for kind, words in MAPPED.items()],
        ),
        "## Tables that are recognised but not read",
        NOT_READ,
        table(("table", "表格", "identified by", "why it is not read"), list(_unread())),
        "## Your own export types",
        OWN_DIALECTS,
        table(
            ("key", "values", "meaning"),
            [(f"`{key}`", *_values_of(key), meaning) for key, meaning in DIALECT_KEYS.items()],
        ),
        table(
            ("kind", "columns"),
            [(f"`{kind}`", ", ".join(f"`{name}`" for name in forms)) for kind, forms in FORMS.items()],
        ),
    ]
    return "\n\n".join(pages)


KEPT = """
One DuckDB file with tables in the schema `kept`. Amounts are exact. Names, phones, addresses, parcels and memos are not
saved, except the buyer name and keyed digests. If two files contain the same row, the columns marked *state* all come
from the newer version; of two values of a column marked *known* the greater is used
([decision 5](../decisions/0005-newest-state.md)).
""".strip()
MEANINGS = {
    "promised_at": "latest promised shipping time",
    "courier": "carrier, as the platform writes it",
    "postage": "postage for the buyer; known once the order is paid",
    "points_paid": "points the buyer redeemed",
    "points_back": "points the buyer earned",
    "memo_mark": "colour, tag or rank of the memo, never its text",
    "need_return": "whether the products have to be returned: `no`, `yes`",
    "goods_state": "products: `not_received`, `received`, `returned`; `not_sent`, `sent`",
    "cs_involved": "whether the platform's service was involved: `no`, `yes`",
    "liable": "cause: `seller`, `buyer`, `courier`, `platform`, `both`",
    "phase": "before completion of the order (`in_sale`) or after (`after_sale`)",
}
ASIDE_TEXT = """
These columns are not part of any amount. A cell that cannot be read is unknown, with a note in the result. A text of
more than sixty bytes (twenty Chinese characters) or with five digits in a row is not saved. The values of refund cases
in this table are those of crmkit; an unknown word of a platform is saved unchanged.
""".strip()


def store() -> str:
    """The tables of a database, and the meaning of the columns that are no amounts."""
    from crmkit.ingest.headers.columns import ASIDE, KNOWN, STATE
    from crmkit.store.connect import connect
    from crmkit.store.migrate import build_schema

    connection = connect(":memory:")
    build_schema(connection, "memory")
    columns = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'kept' "
        "order by table_name, column_index"
    ).fetchall()
    connection.close()
    kinds = {"orders": "orders", "order_lines": "items", "refunds": "refunds"}
    pages = ["# Tables of the database", KEPT]
    for name in dict.fromkeys(name for name, _, _ in columns):
        kind = kinds.get(name, "customers")
        merged = dict.fromkeys(STATE[kind], "state") | dict.fromkeys(KNOWN[kind], "known")
        rows = [(f"`{column}`", form.lower(), merged.get(column, "")) for own, column, form in columns if own == name]
        pages += [f"## {name}", table(("column", "type", "merged as"), rows)]
    refunds = [column for column in KNOWN["refunds"] if column in MEANINGS]
    meanings = [(f"`{column}`", MEANINGS[column]) for column in (*ASIDE, *refunds)]
    return "\n\n".join(
        [*pages, "## Details of orders and refund cases", ASIDE_TEXT, table(("column", "meaning"), meanings)]
    )


OWN_DIALECTS = """
`crmkit dialect FILE -o own.toml` writes a draft ([how](../unknown-platform.md)). With `--dialect own.toml` files are
read as this type only; repeat the option for several kinds of files. Export types in the folder `dialects` of your
config folder are added to the built-in ones: of all that fit a file the one that knows most of its headers is used,
yours first among equals. Options on the command line go before the export type.
""".strip()
DIALECT_KEYS = {
    "title": "name in messages (default: the file name)",
    "platform": "platform of the orders (default: the file name); do not change it once files are loaded",
    "shop": "shop of the orders, as `--shop`",
    "kind": "contents of the table (default: `orders`)",
    "basis": "amounts after refunds (`net`) or before; `find`, `check`: as the file shows, otherwise gross, net",
    "rows": "what a row is; `check`: as the file shows",
    "amounts": "what the amount in a row belongs to; `check`: as the file shows",
    "refunds": "what the refund in a row belongs to; `check`: as the file shows",
    "ids": "`number`: order numbers are digits only, anything else is damaged",
    "encoding": "as `--encoding`; only with a single `--dialect`",
    "tz": "as `--tz`",
    "time_format": "as `--time-format`",
    "decimal": "as `--decimal`",
    "currency": "currency of amounts without one, or with only `$` or `¥`; rows in other currencies are left out",
    "days": "what comes first in 03/04/2026 if the file does not show it",
    "fill": "columns in which a blank cell repeats the one above",
    "open": "what a draft leaves to you; no file is read until each is completed or removed from the list",
    "fingerprint": "`must`, `any`, `never`: headers that identify it (default: the columns with one spelling)",
    "columns": "for each column one header, or several spellings, the preferred one first",
    "status": "status words with their meaning: `unpaid`, `paid`, `shipped`, `done`, `closed`, `refunded`",
    "skip": "rows to leave out: a header with one value or several",
    "evidence": "how it is known: `seen`, `documented` or a `guess`",
}


def _values_of(key: str) -> tuple[str]:
    from crmkit.ingest.headers.dialect_file import CHOICES, KEYS

    if set(KEYS) != set(DIALECT_KEYS):
        raise KeyError(sorted(set(KEYS) ^ set(DIALECT_KEYS)))
    kept = {"fill": "list", "fingerprint": "table", "columns": "table", "status": "table", "skip": "table"}
    kept["evidence"] = "table"
    return (", ".join(f"`{choice}`" for choice in CHOICES.get(key, ())) or kept.get(key, "text"),)


VIEWS_TEXT = """
The views of `crmkit sql`. A query reads copies of the views it names, in an engine that has nothing else: no file, no
setting, no other table. Names are masked in the copies unless you use `--reveal`; order numbers are not in them.
`order_no` and `customer_no` join the views and are only valid within one answer.
""".strip()


def sql_views() -> str:
    """What a query in SQL may read."""
    from crmkit.doors.sql.views import views
    from crmkit.vocabulary import word

    pages = ["# Views for SQL", VIEWS_TEXT]
    for name, columns in views().items():
        of_view, of_column = catalog()["view"][name], catalog()["column"]
        rows = [
            (f"`{column}`", word(column).kind, word(column).zh, of_column[column]["en"], of_column[column]["zh"])
            for column in columns
        ]
        headers = ("column", "kind", "中文", "meaning", "口径")
        pages += [f"## {name}", f"{of_view['en']}. {of_view['zh']}。", table(headers, rows)]
    return "\n\n".join(pages)


STAR_TEXT = """
The tables of `crmkit export DIR --star`, each one file, Parquet or CSV; `datapackage.json` beside them says the same to
programs. Keys are the same in every export from one database; names and order numbers cannot be found from them. Names
are masked and `order_id` is empty unless you use `--reveal`. Money is exact to the cent, in one currency.
""".strip()


def star_tables() -> str:
    """What an export for other programs holds."""
    from crmkit.deliver.star.tables import tables
    from crmkit.vocabulary import word

    pages = ["# Exported tables", STAR_TEXT]
    for name, each in tables().items():
        said, of_column = catalog()["star"][name], catalog()["column"]
        rows = [
            (
                f"`{column}`",
                f"`{each.refers[column]}`" if column in each.refers else "key" if column in each.key else "",
                word(column).zh,
                of_column[column]["en"],
                of_column[column]["zh"],
            )
            for column in each.columns
        ]
        headers = ("column", "refers to", "中文", "meaning", "口径")
        pages += [f"## {name}", f"A row is {said['en']}. 一行是{said['zh']}。", table(headers, rows)]
    return "\n\n".join(pages)


def exit_codes() -> str:
    """Exit codes, and every error with its code."""
    from crmkit import errors

    kinds = {kind.exit_code: kind for kind in errors.CrmError.__subclasses__()}
    rows = [(str(int(code)), OTHER_CODES.get(code.name) or _first_line(kinds[code])) for code in errors.ExitCode]
    said = [(f"`{code}`", entry["en"], entry["zh"]) for code, entry in sorted(catalog()["error"].items())]
    return "\n\n".join(
        [
            "# Exit codes and errors",
            table(("exit code", "meaning"), rows),
            "An error is one line on stderr; with `--format json` a JSON object follows, whose `code` is one of these.",
            table(("code", "English", "中文"), said),
        ]
    )


def reject_reasons() -> str:
    """Why a line may be rejected."""
    rows = [(f"`{code}`", entry["en"], entry["zh"]) for code, entry in sorted(catalog().get("reason", {}).items())]
    text = "A line that cannot be read is rejected for one of these reasons; `crmkit rejects` lists the lines."
    return f"# Reasons for rejected lines\n\n{text}\n\n{table(('reason', 'English', '中文'), rows)}"


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
        "The first of these decides: the option on the command line, the environment variable, `./crmkit.toml`, "
        "`config.toml` in your config folder, the default. An unknown key is an error."
    )
    return f"# Settings\n\n{text}\n\n{table(('key', 'variable', 'default', 'meaning'), rows)}"


def _first_line(kind: type[Exception]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def copied(page: str) -> str:
    """A page of ``docs``, unchanged."""
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
        "sql.md": sql_views,
        "export.md": star_tables,
    }
    made: dict[Path, Callable[[], str]] = {HERE / "reference" / name: page for name, page in reference.items()}
    for language, ending in TRANSLATED.items():
        for name, page in (("traits", traits), ("tags", tags)):
            made[HERE / "reference" / f"{name}{ending}"] = partial(page, language)
            made[GUIDE / f"{name}.{language}.md"] = partial(page, language)
        for name in ("where", "metrics"):
            made[GUIDE / f"{name}.{language}.md"] = partial(copied, f"{name}{ending}")
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
