"""Write ``docs/reference`` from the program itself; ``--check`` says which pages are stale instead.

Run it after a change of commands, settings, vocabulary, dialects, exit codes or reject reasons: python docs/make.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"
SOURCE = HERE.parent / "src" / "crmkit"

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


def commands() -> str:
    """Every command with its help, in both languages."""
    from crmkit.cli.app import COMMANDS, command_tree

    pages = ["# Commands", "The same text as `crmkit COMMAND --help`, in English, then in Chinese."]
    trees = {language: command_tree(language) for language in ("en", "zh")}
    for name in ("crmkit", *(command.__name__ for command in COMMANDS)):
        pages.append(f"## {name if name == 'crmkit' else f'crmkit {name}'}")
        for tree in trees.values():
            settings = {"help_option_names": ["-h", "--help"], "terminal_width": 100, "max_content_width": 100}
            context = tree.context_class(tree, info_name="crmkit", **settings)
            command = tree
            if name != "crmkit":
                command = tree.commands[name]
                context = command.context_class(command, info_name=name, parent=context, **settings)
            text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
            pages.append(f"```text\n{text}\n```")
    return "\n\n".join(pages)


def vocabulary() -> str:
    """Every column that may leave an analysis."""
    from crmkit.vocabulary import vocabulary as words

    rows = [(f"`{word.name}`", word.kind, word.en, word.zh, word.privacy) for word in words().values()]
    heads = ("column", "kind", "English", "中文", "privacy")
    text = "The names in CSV and JSON, and the labels people see. `personal` columns are masked unless `--reveal`."
    return f"# Vocabulary\n\n{text}\n\n{table(heads, sorted(rows))}"


def traits() -> str:
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
        allowed = ", ".join(f"`{code}`{_also(names, code)}" for code, names in called.items()) or trait.kind
        names = word(trait.name)
        told = "" if trait.piece else " (no file that is read tells it)"
        rows.append((f"`{trait.name}`", names.en, names.zh, f"`{' '.join(operators_of(trait))}`", allowed + told))
    text = "What is known of a customer as of a day, and what a [condition](../where.md) may ask of it."
    return f"# Traits\n\n{text}\n\n{table(('trait', 'English', '中文', 'compared by', 'values'), rows)}"


OWN_TAGS = """
## Tags of your own

A TOML file of the same form: the code in brackets, `rule`, and names if the code is not enough (one language may
stand in for the other). Rules may name the tags above and each other; those above cannot be changed.

```toml
[vip]
zh = "贵宾"
en = "VIP"
rule = "net>=2000 and tag:repeat"

[vip_late]
zh = "贵宾逾期"
rule = "tag:vip and tag:overdue"
```

`--tags FILE` of `tags`, `inspect` and `profile` takes it for once; the setting `tags` (`tags = "my_tags.toml"` in
`crmkit.toml`, or `CRMKIT_TAGS`) for every command, so that every `--where` may say `tag:vip`. In the library `tags`,
`inspect` and `profile` have the argument `tags`.
""".strip()


def tags() -> str:
    """Every tag of customers with its rule."""
    from crmkit.customers.conditions.tags import shorthands
    from crmkit.customers.conditions.tags import vocabulary as shipped
    from crmkit.customers.conditions.writing import written
    from crmkit.customers.traits.needs import needs_of, needs_text
    from crmkit.store.predicate import columns_of

    heads = ("tag", "中文", "English", "rule", "规则", "needs", "所需数据")
    pages = []
    for group in (shipped(), shorthands()):
        rows = []
        for tag in group:
            needs = needs_of(columns_of(tag.predicate))
            rules = (f"`{tag.rule}`", f"`{written(tag.predicate, 'zh')}`")
            told = (needs_text(needs, "en"), needs_text(needs, "zh"))
            rows.append((f"`{tag.code}`", tag.zh, tag.en, *rules, *told))
        pages.append(table(heads, rows))
    listed, short = pages
    text = """
The closed vocabulary of tags. A rule is a [condition](../where.md) on [traits](traits.md) as of a day:
what is printed is what is run. It holds, does not hold, or is **unknown** where a file that would tell is missing: then
neither `tag:NAME` nor `not tag:NAME` chooses such a customer. `tag:` takes the code and both names. Shop platforms draw
such labels from visits, favourites and carts, which are in no export; these are the ones that exports can tell.
""".strip()
    beside = "Beside the vocabulary, for what is asked all the time:"
    return "\n\n".join(["# Tags", text, listed, "## Shorthand", beside, short, OWN_TAGS])


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


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "vocabulary.md": vocabulary,
    "traits.md": traits,
    "tags.md": tags,
    "dialects.md": dialects,
    "exit-codes.md": exit_codes,
    "reject-reasons.md": reject_reasons,
    "settings.md": settings,
    "store.md": store,
}


def stale() -> list[str]:
    """The pages that differ from what the program says now, and files that no page makes."""
    wrong = [name for name, page in PAGES.items() if _read(name) != page() + "\n"]
    return wrong + sorted(path.name for path in REFERENCE.glob("*") if path.name not in PAGES)


def _read(name: str) -> str:
    path = REFERENCE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them."""
    if "--check" in arguments:
        wrong = stale()
        print(f"stale: {', '.join(wrong)}; run python docs/make.py" if wrong else f"{len(PAGES)} pages are fresh")
        return 1 if wrong else 0
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
