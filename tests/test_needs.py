"""Needs: from flags, from a file, from plain data; what is wrong is said in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaffold import catalogue
from scaffold.errors import InputError
from scaffold.needs import Needs, asked, assumed, from_file, from_flags, from_mapping

KNOWN = catalogue.load()
WHOLE: dict[str, Any] = {
    "size": "small",
    "kind": "news hub",
    "style": "unstated",
    "traffic": "many concurrent connections",
    "features": ["real-time", "signed cookies"],
    "constraints": ["wsgi hosting only"],
}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "There is no mapping"),
        ("small", "There is no mapping"),
        ({"sise": "small"}, "did you mean `size`?"),
        ({"size": "smal"}, "did you mean `small`?"),
        ({"size": 3}, "`size` is `3`"),
        ({"style": "loud"}, "`strict`, `freedom`, `unstated`"),
        ({"features": ["admin pannel"]}, "did you mean `admin panel`?"),
        ({"features": {"a": 1}}, "allowed is a list of texts"),
        ({"constraints": ["sqlalchmy"]}, "did you mean `sqlalchemy required`?"),
        ({"without": ["djago"]}, "did you mean `django`?"),
    ],
)
def test_data_that_is_wrong_is_refused_with_what_is_allowed(data: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        from_mapping(data, KNOWN)
    assert told in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_mapping_is_read_as_it_stands() -> None:
    needs = from_mapping(WHOLE, KNOWN)
    assert needs.mapping() == WHOLE
    assert from_mapping({"id": "a case", "needs": WHOLE}, KNOWN) == needs


def test_what_is_missing_is_assumed_and_told() -> None:
    needs = from_mapping({"kind": None, "features": None}, KNOWN)
    assert needs == Needs()
    assert assumed(needs, KNOWN) == {"size": "medium", "style": "unstated", "traffic": "ordinary"}
    assert assumed(from_mapping(WHOLE, KNOWN), KNOWN) == {}


def test_a_file_may_be_yaml_or_json(tmp_path: Path) -> None:
    yaml_file, json_file = tmp_path / "needs.yml", tmp_path / "needs.json"
    yaml_file.write_text("needs:\n  size: small\n  features: [forms]\n", encoding="utf-8")
    json_file.write_text(json.dumps({"size": "small", "features": ["forms"]}), encoding="utf-8")
    assert from_file(yaml_file, KNOWN) == from_file(json_file, KNOWN)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"size: [", "neither YAML nor JSON: line"),
        (b"\xff\xfe\x00", "it is not UTF-8 text"),
        (b"", "There is no mapping"),
        (b"!!python/object:os.system {}", "neither YAML nor JSON"),
    ],
)
def test_a_file_that_is_no_needs_file_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "needs.yml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"needs\.yml") as caught:
        from_file(path, KNOWN)
    assert told in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        from_file(tmp_path / "none.yml", KNOWN)


@pytest.mark.parametrize(
    ("must", "avoid", "need", "value"),
    [
        ("sqlalchemy", "", "constraints", "sqlalchemy required"),
        ("WSGI hosting", "", "constraints", "wsgi hosting only"),
        ("keep flask", "", "constraints", "keep the existing flask application"),
        ("one package", "", "constraints", "one package only"),
        ("admin", "", "constraints", "ready admin panel required"),
        ("management tool", "", "constraints", "single management tool required"),
        ("twisted", "", "constraints", "asynchronous handling beside twisted code required"),
        ("websockets", "", "features", "websockets"),
        ("", "extra packages", "constraints", "one package only"),
        ("", "packages for websockets", "constraints", "no extra packages for websockets"),
        (
            "",
            "packages for social login",
            "constraints",
            "social login without third-party packages",
        ),
        ("", "Django", "without", "django"),
    ],
)
def test_conditions_are_understood_by_short_words(
    must: str, avoid: str, need: str, value: str
) -> None:
    needs = from_flags({}, [], [must] if must else [], [avoid] if avoid else [], KNOWN)
    assert needs == Needs().with_(need, value)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"must": ["flask"]}, "did you mean `keep the existing flask application`?"),
        ({"must": ["wsgy"]}, "`--must`"),
        ({"avoid": ["flsk"]}, "did you mean `flask`?"),
        ({"features": ["websocketz"]}, "did you mean `websockets`?"),
    ],
)
def test_a_flag_that_is_not_understood_gets_a_suggestion(
    flags: dict[str, list[str]], told: str
) -> None:
    given = {"features": [], "must": [], "avoid": [], **flags}
    with pytest.raises(InputError) as caught:
        from_flags({}, given["features"], given["must"], given["avoid"], KNOWN)
    assert told in str(caught.value)


def test_flags_may_be_spelt_freely_and_joined_by_commas() -> None:
    single = {"size": "BIG", "traffic": "many", "style": "free"}
    needs = from_flags(single, ["Real_Time, admin", "REST"], [], [], KNOWN)
    assert (needs.size, needs.style) == ("large", "freedom")
    assert needs.traffic == "many concurrent connections"
    assert needs.features == {"real-time", "admin panel", "rest api"}


def test_later_needs_are_laid_over_earlier_ones() -> None:
    early = Needs(size="small", kind="shop", features=frozenset(["forms"]))
    late = Needs(size="large", features=frozenset(["database"]))
    joined = early.joined(late)
    assert (joined.size, joined.kind) == ("large", "shop")
    assert joined.features == {"forms", "database"}


def test_a_value_can_be_added_and_taken_out() -> None:
    needs = Needs(size="small").with_("features", "forms")
    assert needs.has("features", "forms")
    assert needs.but("features", "forms").but("size", "small") == Needs()


def test_a_condition_brings_what_it_speaks_of() -> None:
    needs = Needs(kind="REST API", constraints=frozenset(["sqlalchemy required"]))
    wanted = asked(needs, KNOWN)
    assert {("features", "database"), ("features", "rest api")} <= wanted
    assert ("kind", "rest api") in wanted
