"""The example of a report; its sentences exist only while these tests run."""

from collections.abc import Iterator

import pytest
from tests.render.report.example import SENTENCES, example

from crmkit.messages import catalog
from crmkit.render.report.document import Report


@pytest.fixture(autouse=True, scope="package")
def sentences() -> Iterator[None]:
    """The catalog with the sentences of the example."""
    with pytest.MonkeyPatch.context() as patch:
        own = {code: {"en": english, "zh": chinese} for code, (english, chinese) in SENTENCES.items()}
        known = catalog()["report"] if "report" in list(catalog()) else {}
        patch.setitem(catalog()._read, "report", {**known, **own})
        yield


@pytest.fixture(scope="package", params=["en", "zh"])
def report(request: pytest.FixtureRequest, sentences: None) -> Report:
    return example(request.param)
