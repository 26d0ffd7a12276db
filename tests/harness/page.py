"""An HTML page as a small tree; whatever is not well nested is on its list of faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)


@dataclass(eq=False)
class Element:
    """One element: its tag, attributes, and what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute's value; an empty string when there is none."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        """Return the class names."""
        return self.get("class").split()

    @property
    def raw_text(self) -> str:
        """Return all text in it, as it stands."""
        parts = (part if isinstance(part, str) else part.raw_text for part in self.children)
        return "".join(parts)

    @property
    def text(self) -> str:
        """Return all text in it, with runs of white space as one space."""
        return " ".join(self.raw_text.split())

    @property
    def value(self) -> str:
        """Return what a form field holds."""
        if self.tag == "textarea":
            text = self.raw_text.replace("\r\n", "\n")
            return text.removeprefix("\n")  # HTML drops a line break right after the start tag
        return self.get("value")

    def descendants(self) -> Iterator[Element]:
        """Yield every element in it, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.descendants()

    def all(self, *tags: str, css_class: str = "") -> list[Element]:
        """Return the elements in it with one of the tags, and with the class if one is given."""
        return [
            element
            for element in self.descendants()
            if (not tags or element.tag in tags) and (not css_class or css_class in element.classes)
        ]

    def one(self, tag: str, css_class: str = "") -> Element:
        """Return the only such element; raise AssertionError when there are none or more."""
        found = self.all(tag, css_class=css_class)
        if len(found) != 1:
            shown = f"<{tag} class={css_class}>" if css_class else f"<{tag}>"
            raise AssertionError(f"{len(found)} {shown} where one must be")
        return found[0]

    def is_in(self, tag: str) -> bool:
        """Tell whether an element with the tag is around it."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.is_in(tag))


@dataclass(eq=False)
class Page(Element):
    """A whole page; its children are what stands at the top level."""

    doctype: str = ""
    faults: list[str] = field(default_factory=list)

    def by_id(self, name: str) -> Element:
        """Return the element with the id; raise AssertionError unless exactly one has it."""
        found = [element for element in self.descendants() if element.get("id") == name]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} elements with the id `{name}` where one must be")
        return found[0]

    @property
    def title(self) -> str:
        """Return the text of the page's `title`."""
        return self.one("title").text

    @property
    def heading(self) -> str:
        """Return the text of the page's only `h1`."""
        return self.one("h1").text


class Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page("", {})
        self.open: list[Element] = [self.page]

    def handle_decl(self, decl: str) -> None:
        """Keep the doctype."""
        self.page.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element, and go into it unless it can hold nothing."""
        names = [name for name, _ in attrs]
        self.page.faults += [
            f"<{tag}> says `{name}` twice" for name in names if names.count(name) > 1
        ]
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, parent=self.open[-1])
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` for `<br>`, and `<p/>` for the `<p>` that browsers see."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag == self.open[-1].tag:
            self.open.pop()
        else:
            self.page.faults.append(f"</{tag}> closes <{self.open[-1].tag}>")
            if tag in [element.tag for element in self.open]:
                while self.open.pop().tag != tag:
                    pass

    def handle_data(self, data: str) -> None:
        """Add text."""
        self.open[-1].children.append(data)


def read_page(html: str) -> Page:
    """Read a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.page.faults += [f"<{element.tag}> is not closed" for element in reader.open[1:]]
    return reader.page
