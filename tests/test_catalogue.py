"""The knowledge: what a card has to hold, and how a wrong one is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scaffold import catalogue
from scaffold.cards import STATUSES
from scaffold.catalogue import KNOWLEDGE, Catalogue
from scaffold.claims import RULES_OUT, KnowledgeError
from scaffold.errors import InputError
from scaffold.words import split

KNOWN = catalogue.load()
NAMED = {
    "flask", "django", "tornado", "pyramid", "web2py", "sanic", "dash", "aiohttp", "falcon",
    "bottle", "hug", "vibora", "cherrypy", "masonite", "growler", "morepath", "turbogears",
    "circuits", "twisted",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the knowledge, to be spoilt."""
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def spoilt(folder: Path, name: str, old: str, new: str) -> Path:
    """Replace something in one file of the knowledge."""
    path = folder / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("strength: strongly for", "strength: stronly for", "did you mean `strongly for`?"),
        ("category: micro", "category: tiny", "`full-stack`, `micro`, `asynchronous`"),
        ("size: large", "size: huge", "`small`, `medium`, `large`"),
        ("features: forms", "features: form", "did you mean `forms`?"),
        ("claims:", "claimed: 1\nclaims:", "there is no `claimed`"),
        ("status: alive", "status: fine", "`alive`, `kept up`, `unmaintained`"),
        ("checked: 2026-11-22\n", "", "`checked` missing"),
        ("  qualities:", "  quality:", "did you mean `qualities`?"),
        ("says: WTForms goes with it, ", "", "lacks `says`"),
        ("id: flask-forms", "id: flask-database", "Two claims are called `flask-database`"),
        ("name: Flask", "name: [", "`flask.yml` can't be read"),
    ],
)
def test_a_wrong_card_is_refused_with_the_place_and_what_is_allowed(
    folder: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(told)) as caught:
        catalogue.load(spoilt(folder, "flask", old, new))
    assert "flask" in str(caught.value)


def test_a_file_that_is_no_mapping_is_refused(folder: Path) -> None:
    (folder / "flask.yml").write_text("- a list\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"`flask\.yml` is no mapping"):
        catalogue.load(folder)


def test_without_its_file_a_framework_is_gone_and_nothing_else_breaks(folder: Path) -> None:
    (folder / "flask.yml").unlink()
    known = catalogue.load(folder)
    assert "flask" not in known.frameworks
    assert [pair.id for pair in known.pairs] == ["django+tornado"]


def test_every_framework_that_the_document_names_has_a_card() -> None:
    assert set(KNOWN.frameworks) == NAMED


def test_the_documents_table_comes_first() -> None:
    assert tuple(KNOWN.frameworks)[:5] == KNOWN.vocabulary.document.table


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_card_tells_who_says_so_and_when_it_was_checked(name: str) -> None:
    card = KNOWN.frameworks[name]
    sources = [one.source for one in card.statements] + [one.source for one in card.claims]
    for source in sources:
        if source.place.startswith("http"):
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.checked)
        else:
            assert not source.checked
    assert card.maintenance.source.checked
    assert card.maintenance.status in STATUSES
    assert card.on("named", "document") or card.on("repository", "document") or card.guided


@pytest.mark.parametrize("name", sorted(NAMED))
def test_an_unmaintained_framework_has_a_claim_that_always_rules_it_out(name: str) -> None:
    card = KNOWN.frameworks[name]
    always = [c for c in card.claims if c.strength == RULES_OUT and not c.groups]
    assert bool(always) == (card.maintenance.status == "unmaintained")
    assert all(claim.source.voice == "ours" for claim in always)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("tg2", "turbogears"), ("BottlePy", "bottle"), ("Twist", "twisted"), ("FLASK", "flask"),
        ("CherryPy", "cherrypy"), ("Web2py", "web2py"), (" Aiohttp ", "aiohttp"),
    ],
)  # fmt: skip
def test_a_framework_is_found_by_every_spelling_of_the_document(spelling: str, name: str) -> None:
    assert KNOWN.find(spelling).id == name


def test_a_name_that_is_not_known_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean `flask`"):
        KNOWN.find("flsk")


def test_only_what_the_document_guides_can_be_recommended() -> None:
    guided = {card.id for card in KNOWN.frameworks.values() if card.guided}
    assert guided == {"flask", "django", "tornado"}


def test_less_is_read_where_only_a_recommendation_is_wanted() -> None:
    less: Catalogue = catalogue.load(whole=False)
    assert list(less.claims()) == list(KNOWN.claims())
    assert not any(card.statements for card in less.frameworks.values())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("create/read/update/delete site", "crud site"),
        ("CRUD", "crud site"),
        ("shop", "business application"),
        ("board game shop", "business application"),
        ("warehouse tool", "business application"),
        ("booking system", "business application"),
        ("intranet", "business application"),
        ("chat for a shop", "live service"),
        ("live score service", "live service"),
        ("multiplayer game", "live service"),
        ("price ticker", "live service"),
        ("notification service", "interactive program"),
        ("sensor collector", "interactive program"),
        ("dashboard", "interactive program"),
        ("relay service", "interactive program"),
        ("site with a chat", "content site"),
        ("blog", "content site"),
        ("demonstration page", "content site"),
        ("content management system", "content management"),
        ("REST API", "rest api"),
        ("research tool", "tool"),
        ("zeppelin", ""),
        ("", ""),
    ],
)
def test_a_kind_in_free_words_is_read_as_a_kind_that_the_guidance_knows(
    text: str, kind: str
) -> None:
    assert KNOWN.vocabulary.kind(text) == kind


def test_every_kind_is_read_as_itself() -> None:
    for kind in KNOWN.vocabulary.needs["kind"].values:
        assert KNOWN.vocabulary.kind(kind) == kind


def test_no_word_is_read_as_something_else_than_text() -> None:
    for need in KNOWN.vocabulary.needs.values():
        for value in need.values.values():
            said = (*value.words, *value.clear, *value.faint, *value.refuses)
            for word in (value.name, *said, *value.also, *value.avoid):
                assert isinstance(word, str)
                assert split(word)


def test_every_class_of_words_is_used_and_every_one_that_is_used_exists() -> None:
    text = (KNOWLEDGE / "needs.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"<(\w+)>", text)) - {"name"} == set(KNOWN.vocabulary.grammar.classes)


def test_no_framework_is_named_in_the_program() -> None:
    """Knowledge is data: a framework is removed by deleting files."""
    names = re.compile(
        rf"\b({'|'.join(sorted(NAMED - {'bottle', 'dash', 'falcon', 'hug'}))})\b", re.I
    )
    ours = (
        "alternatives", "cards", "catalogue", "claims", "comparison", "decision", "flips",
        "advice", "interview", "needs", "phrases", "prose", "recommend", "refusals", "schema",
        "sentence", "shelf", "sizes", "unheard", "vocabulary", "words", "commands/compare",
        "commands/frameworks", "commands/interview", "commands/recommend", "commands/terminal",
    )  # fmt: skip
    for name in ours:
        text = (KNOWLEDGE.parent / f"{name}.py").read_text(encoding="utf-8")
        assert not names.search(text), name
