"""The form: what it takes, what it refuses, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from tests.contract.checks import check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.contract.forms import (
    NEW,
    form_on,
    listed,
    open_form,
    path_of,
    submit,
    titles,
    unique,
    write,
)
from tests.harness.browser import FORM, Answer, Site
from tests.harness.page import Element

TITLE_LENGTH, TEXT_LENGTH = 100, 10_000
ODD = "\"quotes\" 'single' <b>&amp;</b> </textarea><script>x</script> 🦉 עברית"


@dataclass(frozen=True)
class Refused:
    """A form that is to be refused, and the fields that it is refused for."""

    title: str
    text: str
    fields: tuple[str, ...]


REFUSED = {
    "no title": Refused("", "A text", ("title",)),
    "a title of spaces": Refused("   ", "A text", ("title",)),
    "a title of other white space": Refused("\t\u00a0\u2003", "A text", ("title",)),
    "a title of 101 letters": Refused("x" * (TITLE_LENGTH + 1), "A text", ("title",)),
    "a title of 101 emoji": Refused("🦉" * (TITLE_LENGTH + 1), "", ("title",)),
    "a null byte in the title": Refused("a\x00b", "A text", ("title",)),
    "a null byte in the text": Refused("A title", "a\x00b", ("text",)),
    "a text of 10,001 letters": Refused("A title", "x" * (TEXT_LENGTH + 1), ("text",)),
    "both": Refused("", "x" * (TEXT_LENGTH + 1), ("title", "text")),
}
ACCEPTED = {
    "one letter": ("x", ""),
    "a title of 100 letters": ("x" * TITLE_LENGTH, ""),
    "a title of 100 emoji": ("🦉" * TITLE_LENGTH, ""),
    "a title of 100 letters between spaces": (f"  {'x' * TITLE_LENGTH}  ", ""),
    "a text of 10,000 letters": ("A title", "x" * TEXT_LENGTH),
    "a text of 10,000 letters of another script": ("A title", "ש" * TEXT_LENGTH),
}


def control(answer: Answer, name: str) -> Element:
    """Return the field of that name."""
    form = form_on(answer).element
    found = [field for field in form.all("input", "textarea") if field.get("name") == name]
    assert len(found) == 1, f"{len(found)} fields `{name}` on {answer}"
    return found[0]


def messages(answer: Answer) -> list[str]:
    """Return the ids of all messages."""
    return [message.get("id") for message in answer.page.all("p", css_class="error")]


@clause("form.markup", example=True)
def test_the_form_is_sent_by_post_to_its_own_address(site: Site) -> None:
    form = form_on(site.visitor().get(NEW)).element
    assert form.get("method").lower() == "post"
    assert "novalidate" in form.attributes
    button = form.one("button", css_class="button")
    assert (button.get("type"), button.text) == ("submit", "Save note")


@clause("form.markup", example=True)
def test_each_field_has_a_label_of_its_own(site: Site) -> None:
    answer = site.visitor().get(NEW)
    form = form_on(answer).element
    labels = {label.get("for"): label.text for label in form.all("label")}
    fields = [control(answer, name) for name in ("title", "text")]
    assert [field.tag for field in fields] == ["input", "textarea"]
    assert [field.get("id") for field in fields] == ["title", "text"]
    assert sorted(labels) == ["text", "title"]
    assert all(labels.values())


@clause("form.markup", example=True)
def test_fields_say_what_is_required_and_how_long_they_may_be(site: Site) -> None:
    answer = site.visitor().get(NEW)
    title, text = control(answer, "title"), control(answer, "text")
    assert "required" in title.attributes
    assert "required" not in text.attributes
    assert (title.get("maxlength"), text.get("maxlength")) == (str(TITLE_LENGTH), str(TEXT_LENGTH))


@clause("form.markup", example=True)
def test_a_form_that_was_not_sent_yet_complains_of_nothing(site: Site) -> None:
    answer = site.visitor().get(NEW)
    assert messages(answer) == []
    assert not answer.page.title.startswith("Error")
    for name in ("title", "text"):
        assert control(answer, name).get("aria-invalid") in ("", "false")
        assert control(answer, name).value == ""


@clause("form.valid", example=True)
def test_a_valid_form_leads_to_the_stored_note(site: Site) -> None:
    browser, title = site.visitor(), unique()
    answer = submit(browser, title, "The text")
    assert answer.status == 303, str(answer)
    path = path_of(answer, site)
    assert site.visitor().get(path).page.heading == title
    assert listed(site.visitor().get("/notes"))[0] == (path, title)


@clause("form.valid", example=True)
@pytest.mark.parametrize("case", ACCEPTED)
def test_a_note_at_the_limits_is_stored(site: Site, case: str) -> None:
    title, text = ACCEPTED[case]
    browser = site.visitor()
    page = browser.get(write(browser, title, text)).page
    assert page.one("h1").raw_text.strip() == title.strip()
    boxes = [box.raw_text.strip() for box in page.all("div", css_class="note-text")]
    assert boxes == ([text] if text else [])


@clause("form.valid", example=True)
def test_a_title_is_trimmed(site: Site) -> None:
    browser, title = site.visitor(), unique()
    path = write(browser, f"  {title}\t ")
    assert f">{title}</h1>" in browser.get(path).text.replace("\n", "")


@clause("form.invalid", example=True)
@pytest.mark.parametrize("case", REFUSED)
def test_an_invalid_form_comes_again_and_nothing_is_stored(site: Site, case: str) -> None:
    refused, before = REFUSED[case], titles(site)
    answer = submit(site.visitor(), refused.title, refused.text)
    assert answer.status == 422, str(answer)
    assert answer.page.title.startswith("Error: "), answer.page.title
    check_headers(answer, site)
    assert titles(site) == before


@clause("form.invalid", example=True)
def test_a_form_without_its_fields_is_invalid_too(site: Site) -> None:
    browser = site.visitor()
    answer = browser.post(NEW, open_form(browser).hidden)
    assert answer.status == 422, str(answer)


@clause("form.messages", example=True)
@pytest.mark.parametrize("case", REFUSED)
def test_each_message_is_tied_to_its_field(site: Site, case: str) -> None:
    refused = REFUSED[case]
    answer = submit(site.visitor(), refused.title, refused.text)
    assert messages(answer) == [f"{name}-error" for name in refused.fields]
    for name in refused.fields:
        field = control(answer, name)
        assert field.get("aria-invalid") == "true", str(answer)
        assert f"{name}-error" in field.get("aria-describedby").split(), str(answer)
        assert answer.page.by_id(f"{name}-error").text, str(answer)


@clause("form.messages", example=True)
@pytest.mark.parametrize("case", REFUSED)
def test_a_field_in_order_is_not_marked(site: Site, case: str) -> None:
    refused = REFUSED[case]
    answer = submit(site.visitor(), refused.title, refused.text)
    for name in {"title", "text"} - set(refused.fields):
        assert control(answer, name).get("aria-invalid") in ("", "false"), str(answer)


@clause("form.kept", example=True)
@pytest.mark.parametrize("text", ["The text", ODD, "two\nlines", "\nbegins with a line break"])
def test_what_was_typed_is_kept(site: Site, text: str) -> None:
    answer = submit(site.visitor(), "", text)
    assert answer.status == 422, str(answer)
    assert control(answer, "text").value == text
    assert answer.page.all("script", "b") == []


@clause("form.kept", example=True)
def test_a_title_that_is_too_long_is_kept(site: Site) -> None:
    title = ODD + "x" * TITLE_LENGTH
    answer = submit(site.visitor(), title, "")
    assert control(answer, "title").value == title
    assert answer.page.all("script", "b") == []


@clause("form.kept", example=True)
def test_a_form_that_was_put_right_is_stored(site: Site) -> None:
    browser, title = site.visitor(), unique()
    again = form_on(submit(browser, "", "Kept"))
    answer = browser.post(NEW, again.filled(title, "Kept"))
    assert browser.get(path_of(answer, site)).page.heading == title


@clause("form.odd", example=True)
@pytest.mark.parametrize("body", [b"title=%ff&text=%C3%28", b"title=%", b"&&==&", b"\xff\xfe", b""])
def test_an_odd_body_never_breaks_the_form(site: Site, body: bytes) -> None:
    browser = site.visitor()
    token = urlencode(open_form(browser).hidden).encode()
    answer = browser.ask("POST", NEW, body=token + b"&" + body, headers={"Content-Type": FORM})
    assert answer.status in (303, 400, 403, 422), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)


@clause("form.odd", example=True)
@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary="],
)
def test_an_odd_media_type_never_breaks_the_form(site: Site, media_type: str) -> None:
    browser, before = site.visitor(), titles(site)
    open_form(browser)
    answer = browser.ask("POST", NEW, body=b'{"title": 1}', headers={"Content-Type": media_type})
    assert answer.status in (400, 403, 415, 422), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
    assert titles(site) == before


@clause("form.odd", example=True)
def test_a_form_with_thousands_of_fields_never_breaks_the_site(site: Site) -> None:
    browser = site.visitor()
    form = {**open_form(browser).filled(unique()), **{f"field{n}": "" for n in range(5000)}}
    answer = browser.post(NEW, form)
    assert answer.status in (303, 400, 403, 413, 422), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
