"""Lists of the API, page by page: ``?page=&per_page=``, the total in a header, links to the others."""

from lms.pages import Page

TOTAL_HEADER = "X-Total-Count"
MOST_PER_PAGE = 200
USUAL_PER_PAGE = 50
LAST_PAGE = 1_000_000


def listing_headers(page: Page) -> dict[str, str]:
    """Return the total, and the addresses of the first, previous, next and last page (RFC 8288)."""
    numbers = {"first": 1, "last": page.pages}
    if page.has_prev:
        numbers["prev"] = min(page.number - 1, page.pages)
    if page.has_next:
        numbers["next"] = page.number + 1
    links = ", ".join(f'<{page.url(number)}>; rel="{rel}"' for rel, number in numbers.items())
    return {TOTAL_HEADER: str(page.total), "Link": links}
