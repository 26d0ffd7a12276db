"""Where a log-in leads: to a page of this site, whatever the address asks for."""

import re

# Letters of an address alone, and no second slash: browsers take `//host` and `/\\host`
# for other sites. https://cwe.mitre.org/data/definitions/601.html
PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,2000}")


def next_page(asked: str) -> str:
    """Return the path that was asked for if it is one of this site, else `/`."""
    return asked if PATH.fullmatch(asked) else "/"
