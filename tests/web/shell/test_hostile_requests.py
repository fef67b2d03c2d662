"""Requests that no browser of ours sends, through a real server: each is answered in our words, and the site goes on."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from tests.web.visitors import Site

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def is_well(address: str) -> bool:
    return httpx.get(f"{address}/health").text == "well\n"


@pytest.mark.parametrize("announced", [True, False])
def test_ten_megabytes_are_refused_in_words(address: str, announced: bool):
    body = b"a=" + b"x" * 10_000_000
    parts = (body[at : at + 65536] for at in range(0, len(body), 65536))
    answer = httpx.post(
        f"{address}/sign-in",
        content=body if announced else parts,
        headers={**FORM, "accept": "text/html", "origin": address},
    )

    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.text
    assert "content-security-policy" in answer.headers
    assert is_well(address)


def test_somebody_who_goes_away_while_sending_is_no_fault_of_ours(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cara_web")
    host, _, port = address.removeprefix("http://").partition(":")
    head = f"POST /sign-in HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {address}\r\nContent-Length: 1000\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"{head}Content-Type: {FORM['content-type']}\r\n\r\naccount=".encode())
        time.sleep(0.2)
    give_up = time.monotonic() + 10
    while not any(record.name == "cara_web.requests" for record in caplog.records) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert [record.__dict__["cara_fields"]["status"] for record in caplog.records] == [400]
    assert is_well(address)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"\xff\xfe=%ff", FORM, 400),
        (b"a=%f0%28%8c%28", FORM, 400),
        (b"&".join(b"a=1" for _ in range(5000)), FORM, 400),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x"}, 415),
        (b"a=1", {}, 415),
        (b"\x1f\x8b\x08\x00", {**FORM, "content-encoding": "gzip"}, 400),
        (b"", {**FORM, "cookie": "cara=\xff; ;;; =; cara-form"}, 403),
    ],
)
def test_a_body_that_is_no_form_is_refused_in_words(address: str, body: bytes, headers: dict[str, str], status: int):
    raw = {
        name: value.encode("latin-1") for name, value in {**headers, "origin": address, "accept": "text/html"}.items()
    }
    answer = httpx.post(f"{address}/sign-in", content=body, headers=raw)

    assert answer.status_code == status
    assert "<h1" in answer.text
    assert is_well(address)


@pytest.mark.parametrize(
    "path",
    [
        "/%ff%fe",
        "/%00",
        "/a%2f..%2f..%2fetc/passwd",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/" + "a" * 5000,
        "//",
    ],
)
def test_a_strange_address_is_a_page_that_is_not_there(address: str, path: str):
    with socket.create_connection(
        (address.split("/")[2].split(":", maxsplit=1)[0], int(address.rsplit(":", 1)[1]))
    ) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))

    assert answer.split(b" ", 2)[1] in {b"404", b"400", b"303"}
    assert b"Traceback" not in answer
    assert is_well(address)


def test_a_body_that_ends_too_soon_hurts_nobody_else(address: str):
    host, port = address.split("/")[2].split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort")

    assert is_well(address)


def test_a_web_socket_is_turned_away(address: str):
    answer = httpx.get(
        f"{address}/health",
        headers={
            "upgrade": "websocket",
            "connection": "upgrade",
            "sec-websocket-version": "13",
            "sec-websocket-key": "x" * 22,
        },
    )

    assert answer.status_code in {200, 403, 426}


def test_built_files_are_served_for_ever_and_compressed(address: str):
    page = httpx.get(f"{address}/accessibility").text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    small, plain = (httpx.get(address + style, headers={"accept-encoding": how}) for how in ("gzip", "identity"))

    assert small.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert small.headers["content-encoding"] == "gzip"
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < 20_000
    assert httpx.get(f"{address}/static/cara.css").status_code == 404


def test_a_database_that_is_damaged_is_said_so(address: str, site: Site, tmp_path: Path):
    site.instance.casework.database.close()
    for file in tmp_path.glob("site.db*"):
        file.write_bytes(b"no database " * 1000)

    answer = httpx.get(f"{address}/health", headers={"accept": "text/html"})

    assert answer.status_code == 503
    assert "The service is not available now" in answer.text
