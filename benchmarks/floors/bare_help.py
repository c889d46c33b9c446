"""A Typer program of two commands that do nothing: what ``--help`` costs before a program has any code."""

from __future__ import annotations

import typer

app = typer.Typer(help="Customer analytics over order files.")


@app.command()
def segment(file: str, window_days: int = 0, detail: bool = False) -> None:
    """Score every customer by recency, frequency and money."""


@app.command()
def tiers(file: str, window_days: int = 0, detail: bool = False) -> None:
    """Rank customers by spending."""


if __name__ == "__main__":
    app()
