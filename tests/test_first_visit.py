"""Slow lines: what a first visit costs, all bytes counted as they travel uncompressed (DESIGN 6 and 7)."""

import re

import pytest
from factories import make_learner, sign_in

LARGEST_PAGE = 30_720
LARGEST_FIRST_VISIT = 120 * 1024
LINKED = re.compile(r'(?:href|src)="([^"#]*/static/[^"#]*)')


def fetch(client, path):
    """The text of an answer, its size and its headers."""
    with client.get(path) as answer:
        assert answer.status_code == 200
        return answer.get_data(as_text=True), len(answer.data), answer.headers


@pytest.fixture
def officer_client(client):
    return sign_in(client, make_learner().account)


@pytest.mark.parametrize("path", ["/", "/me", "/courses", "/cases", "/alerts"])
def test_a_first_visit_fits_a_slow_line(officer_client, path):
    page, total, _headers = fetch(officer_client, path)
    assert total <= LARGEST_PAGE

    for address in sorted(set(LINKED.findall(page))):
        total += fetch(officer_client, address)[1]

    assert total <= LARGEST_FIRST_VISIT


def test_what_does_not_change_is_kept_by_the_browser(officer_client):
    page, _size, _headers = fetch(officer_client, "/")

    for address in set(LINKED.findall(page)):
        assert "v=" in address  # a changed file gets another address
        assert "max-age=31536000" in fetch(officer_client, address)[2]["Cache-Control"]


def test_a_page_asks_nothing_of_another_host(officer_client):
    page, _size, _headers = fetch(officer_client, "/")

    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
