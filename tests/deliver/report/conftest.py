"""The example shop with a snapshot of a month ago, its answers and its report, asked once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.example_shop import example_shop

import crmkit
from crmkit.deliver.report.answers import Answers, ask
from crmkit.messages import Language
from crmkit.render.report.document import Report
from crmkit.store.store import Store


@pytest.fixture(scope="package")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the example shop."""
    return example_shop(tmp_path_factory)


@pytest.fixture(scope="package")
def shop(kept: Path) -> Iterator[Store]:
    with crmkit.open(kept) as store:
        yield store


@pytest.fixture(scope="package")
def answers(shop: Store) -> Answers:
    """What the report is made of, names as they are."""
    return ask(shop, None, "en", reveal=True)


@pytest.fixture(scope="package")
def reports(shop: Store, answers: Answers) -> Mapping[Language, Report]:
    """The report in both languages."""
    return {language: crmkit.report(shop, language=language) for language in ("en", "zh")}


@pytest.fixture(scope="package")
def report(reports: Mapping[Language, Report]) -> Report:
    return reports["en"]
