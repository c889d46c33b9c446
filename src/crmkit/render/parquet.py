"""Parquet: every row with its type; money stays an exact decimal, rates are doubles, identifiers are text.

Parts, facts and notes do not fit into one table; the file's metadata has the analysis and its date.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from crmkit.messages import Language
from crmkit.render.options import RenderOptions
from crmkit.result import Result


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the rows as one Parquet file; gives the number of rows left out."""
    shown = options.rows_shown(len(result.records), human=False)
    packed = io.BytesIO()
    as_of = result.as_of.isoformat() if result.as_of else ""
    metadata = {"crmkit.analysis": result.name, "crmkit.as_of": as_of}
    result.rows.head(shown).write_parquet(packed, metadata=metadata)
    stream.write(packed.getvalue())
    return len(result.records) - shown
