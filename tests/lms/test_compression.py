"""What is sent compressed, and what is not."""

import gzip

import pytest

pytestmark = pytest.mark.one_engine


def test_a_page_travels_compressed_to_who_can_read_it(client):
    plain = client.get("/sign-in")
    packed = client.get("/sign-in", headers={"Accept-Encoding": "gzip, deflate"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert "</html>" in gzip.decompress(packed.data).decode()
    assert len(packed.data) * 2 < len(plain.data)
    assert packed.content_length == len(packed.data)


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        pytest.param("/healthz", "gzip", id="too short"),
        pytest.param("/sign-in", "gzip;q=0", id="refused"),
        pytest.param("/sign-in", "br", id="another way"),
    ],
)
def test_what_stays_as_it_is(client, path, accepted):
    answer = client.get(path, headers={"Accept-Encoding": accepted})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
