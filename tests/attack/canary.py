"""The canary: a small application with one planted flaw for each tool. A tool that finds nothing here has seen nothing.

It answers on the machine itself, keeps everything in memory and is no part of the platform.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PEOPLE = ("Anna", "Bert", "Cleo")
STRICT = "default-src 'none'"

INDEX = """<!DOCTYPE html><html lang="en"><title>Canary</title><h1>Canary</h1>
<a href="/greet?name=Anna">Greet</a> <a href="/people?name=Anna">People</a>
<a href="/kept">Kept</a> <a href="/guarded">Guarded</a>
<form action="/kept" method="post"><input name="said"><button>Keep</button></form></html>"""

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Canary", "version": "1"},
    "paths": {
        "/api/age": {
            "get": {
                "responses": {
                    "200": {
                        "description": "An age.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"age": {"type": "integer"}},
                                    "required": ["age"],
                                }
                            }
                        },
                    }
                }
            }
        },
        "/api/names": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"name": {"type": "string"}},
                                "required": ["name"],
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "Kept."}, "400": {"description": "Refused."}},
            }
        },
    },
}


class _Canary(BaseHTTPRequestHandler):
    kept: list[str]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        name = parse_qs(url.query, keep_blank_values=True).get("name", [""])[0]
        pages = {
            "/": lambda: INDEX,
            "/greet": lambda: f"<h1>Hello {name}</h1>",  # flaw: what was asked is repeated as it came
            "/people": lambda: _people(name),
            "/kept": lambda: "".join(f"<p>{said}</p>" for said in self.kept),  # flaw: and so is what was kept
        }
        if url.path in pages:
            self._answer(200, pages[url.path]())
        elif url.path == "/guarded":
            self._answer(200, "<script>document.title = 'run'</script>", policy=STRICT)
        elif url.path == "/openapi.json":
            self._answer(200, json.dumps(DOCUMENT), "application/json")
        elif url.path == "/api/age":
            self._answer(200, '{"age": "unknown"}', "application/json")  # flaw: its document says a number
        else:
            self._answer(404, "Not found")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/kept":
            self.kept.extend(parse_qs(body.decode("utf-8", "replace")).get("said", []))
            self._answer(200, "Kept")
        elif self.path == "/api/names":
            self._answer(200, json.loads(body)["name"].upper())  # flaw: whatever else it is, this is a fault
        else:
            self._answer(404, "Not found")

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        except Exception as error:  # noqa: BLE001 - flaw: the fault itself is shown
            self._answer(500, f"Traceback: {type(error).__module__}.{type(error).__name__}: {error}")

    def _answer(self, status: int, body: str, media_type: str = "text/html", policy: str = "") -> None:
        content = body.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _people(name: str) -> str:
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE TABLE people (name TEXT)")
        database.executemany("INSERT INTO people VALUES (?)", [(known,) for known in PEOPLE])
        found = database.execute(f"SELECT name FROM people WHERE name = '{name}'")  # flaw: what was asked is SQL
        return "".join(f"<li>{row[0]}</li>" for row in found)
    finally:
        database.close()


@contextmanager
def canary() -> Iterator[str]:
    """Let the canary answer, and give its address."""
    handler = type("Canary", (_Canary,), {"kept": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
