"""What stands for a macro on a cell that is not there: exactly what the macro makes of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.typing.absent_cells import OF_NOTHING, WITH_OTHERS, without_absent
from crmkit.ingest.typing.macros import build, prepare
from crmkit.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path):
    opened = Workspace(tmp_path, store=None, inputs=[], size=0, memory="512MB", wait=0)
    prepare(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("is_plain", [True, False])
@pytest.mark.parametrize("beyond_fen", [False, True])
def test_each_macro_says_of_nothing_what_stands_for_it(workspace, is_plain, beyond_fen):
    build(Conventions(is_plain=is_plain, beyond_fen=beyond_fen and not is_plain), workspace)
    for macro, nothing in OF_NOTHING.items():
        call = f"{macro}(null::varchar)"
        ((same, ours, theirs),) = workspace.execute(
            f"select {call} is not distinct from {nothing}, typeof({nothing}), typeof({call})"  # noqa: S608
        )
        assert (macro, same) == (macro, True)
        if macro != "measure":  # a whole number where nothing is weighed
            assert (macro, ours) == (macro, theirs)


CALLS = (
    "is_no_moment(gone, time)",
    "either_name(name, gone)",
    "refund_verdict(gone)",
    "recipient_of(name, gone)",
    "numbers_of(gone, gone, gone)",
)
ROWS = "select name, null::varchar as gone, null::timestamp as time from (values ('安'), ('匿名'), (null)) as r(name)"


@pytest.mark.parametrize("is_plain", [True, False])
def test_each_call_with_an_absent_column_among_others_comes_to_what_stands_for_it(workspace, is_plain):
    build(Conventions(is_plain=is_plain), workspace)
    assert len(CALLS) == len(WITH_OTHERS)
    for call in CALLS:
        stands = without_absent(call, ["gone"])
        assert "gone" not in stands
        row = f"select {call} is not distinct from {stands} from ({ROWS})"  # noqa: S608
        assert (call, workspace.execute(row)) == (call, [(True,)] * 3)


def test_only_calls_on_absent_columns_go():
    text = "select moment(paid_at), moment(created_at), yuan(paid), is_no_moment(paid_at, paid_time), paid_at"
    assert without_absent(text, ["paid_at", "shipped_at"]) == (
        "select null::timestamp, moment(created_at), yuan(paid), null::boolean, paid_at"
    )
    assert without_absent(text, []) == text
