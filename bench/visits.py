"""What a visit costs on a slow line: all bytes as they travel, headers counted."""

import re
from collections.abc import Iterator

from bench.browsers import OverHttp
from bench.rows import Budget, Row, row_of

PAGES = ("/", "/me")
_LINKED = re.compile(r'(?:href|src)="([^"#]*/static/[^"#]*)')
_KIB = 1024


def visit_rows(browser: OverHttp, cookie: str) -> Iterator[Row]:
    """Return the bytes of a first and of a repeated visit, of the page that costs more."""
    first, repeated = [], []
    for path in PAGES:
        page = browser.get(path, cookie)
        linked = sorted(set(_LINKED.findall(page.text)))
        repeated.append(page.size)
        first.append(page.size + sum(browser.get(address, "").size for address in linked))
    yield row_of("visit.first", "Lần xem đầu, mọi byte", [max(first) / _KIB], "KiB", Budget(120))
    yield row_of("visit.repeated", "Lần xem sau", [max(repeated) / _KIB], "KiB", Budget(15))
