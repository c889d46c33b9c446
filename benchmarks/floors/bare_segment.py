"""A small Typer program that reads an order report with DuckDB and prints its RFM cells as a Rich table.

``python -m benchmarks.floors.bare_segment FILE`` (GB18030), as one would write it for oneself, nothing checked.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import typer

QUESTION = """
with orders as (
    select "买家会员名" as buyer, try_cast("买家实际支付金额" as decimal(18, 2)) as net,
        try_cast("订单创建时间" as timestamp)::date as bought_on
    from read_csv($file, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', null_padding = true)
    where "订单状态" not in ('等待买家付款', '交易关闭')
),
buyers as (
    select max(bought_on) as bought_last, count(distinct bought_on) as days, sum(net) as net
    from orders where net > 0 group by buyer
),
limits as (
    select quantile_disc(bought_last, [0.2, 0.4, 0.6, 0.8]) as r, quantile_disc(days, [0.2, 0.4, 0.6, 0.8]) as f
    from buyers
)
select 1 + len(list_filter(r, lambda x: bought_last > x)), 1 + len(list_filter(f, lambda x: days > x)),
    count(*), sum(net)
from buyers, limits group by all order by all
"""

app = typer.Typer()


@app.command()
def segment(file: Path) -> None:
    """Score every customer of FILE."""
    import duckdb
    from rich.console import Console
    from rich.table import Table

    with tempfile.NamedTemporaryFile(suffix=".csv") as text:
        text.write(file.read_bytes().decode("gb18030").encode())
        text.flush()
        rows = duckdb.execute(QUESTION, {"file": text.name}).fetchall()
    table = Table("R", "F", "customers", "net_sales")
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)


if __name__ == "__main__":
    app()
