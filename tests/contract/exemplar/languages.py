"""The languages of the exemplar: how one is chosen, and a dictionary of what its pages say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.contract.exemplar.messages import Reply, Request

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
CHOOSE = "/language"
NAMES = {"en": "English", "de": "Deutsch", "ar": "العربية"}
WORDS = (
    "Skip to content",
    "Main",
    "Notes",
    "New note",
    "Save note",
    "title",
    "text",
    "1 to 100 characters",
    "home",
    "Go",
    "Page not found",
    "Method not allowed",
    "Not allowed",
)
ARABIC = "ملاحظة"


def in_german(word: str) -> str:
    """Return what stands for a text in German."""
    return f"{word.upper()}!"


def in_arabic(word: str) -> str:
    """Return what stands for a text in Arabic."""
    return f"{ARABIC} {WORDS.index(word)}"


TRANSLATIONS: Mapping[str, Callable[[str], str]] = {
    "en": str,
    "de": in_german,
    "ar": in_arabic,
}


@dataclass
class LanguageRules:
    """Rules of the language of a page."""

    i18n: bool = False
    asks_browser: bool = True
    asks_cookie: bool = True
    languages: tuple[str, ...] = tuple(NAMES)
    takes: str = r"en|de|ar"
    next_pages: str = r"/(?![/\\])[^\x00-\x1f\x7f\\]*"
    language_flags: str = "; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax"
    says_next: bool = True
    translates: Mapping[str, Callable[[str], str]] = field(default_factory=lambda: TRANSLATIONS)
    refused_language: int = 400

    def language(self, request: Request) -> str:
        """Return the language of a page."""
        cookie = re.search(
            rf"{language_cookie(self)}=(\w+)(;|$)", request.headers.get("Cookie", "")
        )
        if self.asks_cookie and cookie and cookie[1] in self.languages:
            return cookie[1]
        accepted = request.headers.get("Accept-Language", "") if self.asks_browser else ""
        found = [(weight(part), language_of(part)) for part in accepted.split(",")]
        known = [pair for pair in found if pair[1] in self.languages]
        return max(known, key=lambda pair: pair[0])[1] if known else "en"


def language_cookie(site: object) -> str:
    """Return the name of the cookie."""
    return "__Host-language" if getattr(site, "production", False) else "language"


def language_of(part: str) -> str:
    """Return the language of a part of Accept-Language, without the country."""
    return part.partition(";")[0].strip().partition("-")[0].lower()


def weight(part: str) -> float:
    """Return its weight."""
    match = re.search(r";\s*q=([01](\.\d+)?)$", part)
    return float(match[1]) if match else 1.0


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers the form of the footer."""
    return {"POST": lambda request: choose(site, request)} if path == CHOOSE else {}


def choose(site: Exemplar, request: Request) -> Reply:
    """Keep a language."""
    language, target = request.form.get("language", ""), request.form.get("next", "/")
    if not re.fullmatch(site.takes, language):
        return site.error(request, site.refused_language)
    place = target if re.fullmatch(site.next_pages, target, re.DOTALL) else "/"
    secure = "; Secure" if site.production else ""
    line = f"{language_cookie(site)}={language}{site.language_flags}{secure}"
    reply = Reply(303, "text/plain", "").having("Location", place)
    return reply.having("Set-Cookie", line)


def translated(site: Exemplar, request: Request, reply: Reply) -> Reply:
    """Return a page in its language, with the form in its footer."""
    language = site.language(request)
    token = site.issue(request)
    text = reply.body
    translate = site.translates[language]
    for word in WORDS:
        text = re.sub(rf'(?<=[>"]){re.escape(word)}(?=[<"])', said(word, translate), text)
    text = re.sub(r"(?<=<p>)Go(?= <)", translate("Go"), text)
    # Names of fields and ids are not texts.
    for name in ("title", "text"):
        text = re.sub(rf'\b(name|for|id)="{re.escape(translate(name))}"', rf'\1="{name}"', text)
    direction = ' dir="rtl"' if language == "ar" else ""
    text = text.replace('<html lang="en">', f'<html lang="{language}"{direction}>')
    text = re.sub(r"(<time[^>]*>)", rf"\1{language} ", text)
    text = text.replace("<h1>", '<h1 dir="auto">')
    text = text.replace('class="note-text"', 'class="note-text" dir="auto"')
    text = re.sub(r'(<a href="/notes/\d+")', r'\1 dir="auto"', text)
    text = text.replace("</footer>", f"{form(site, request, language, token)}</footer>")
    page = Reply(reply.status, reply.media_type, text, reply.headers)
    page = page.having("Content-Language", language).having("Vary", "Accept-Language, Cookie")
    return site.remembered(request, page, token)


def said(word: str, translate: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    """Return what `re.sub` writes for a text."""
    return lambda _match: translate(word)


def form(site: Exemplar, request: Request, language: str, token: str) -> str:
    """Return the form in the footer."""
    target = request.target.replace("&", "&amp;")
    current = {language: ' aria-current="true"'}
    has_next = request.method == "GET" and site.says_next
    place = f'<input type="hidden" name="next" value="{target}">' if has_next else ""
    buttons = "".join(
        f'<button class="link-button" type="submit" name="language" value="{code}" lang="{code}"'
        f"{current.get(code, '')}>{name}</button>"
        for code, name in NAMES.items()
    )
    return (
        f'<form class="languages" method="post" action="{CHOOSE}">'
        f'<input type="hidden" name="token" value="{token}">{place}{buttons}</form>'
    )
