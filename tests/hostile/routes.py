"""Hostile requests to every route of the service, as its own table lists them: `istc routes`."""

import re
import subprocess
from pathlib import Path

# What stands in for the variable part of a path.
PARTS = {"{code}": "JP", "{file}": "projects.csv"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def routes(binary):
    """Each route of the table, as method and path; and each path by POST, which may have a body."""
    said = subprocess.run([str(Path(binary).resolve()), "routes"], check=True, capture_output=True, text=True)
    found = []
    for line in said.stdout.splitlines():
        method, path = line.split(" ")
        for part, stand_in in PARTS.items():
            path = path.replace(part, stand_in)
        if re.search("[{}]", path):
            raise SystemExit(f"nothing stands in for a part of the route {line!r}: add it to PARTS")
        found += [(method, path), ("POST", path)]
    # What is no route is answered too.
    found.append(("POST", "/nothing"))
    return list(dict.fromkeys(found))


def slow_bodies(binary):
    """For each route and form of body: a name, what is sent at once, and what is sent now and then thereafter."""
    for method, path in routes(binary):
        for kind in (JSON, FORM):
            for length, beginning, drip in (
                ("content-length: 500", b"{", b" "),
                ("transfer-encoding: chunked", b"1\r\n{\r\n", b"1\r\n \r\n"),
            ):
                head = f"{method} {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncontent-type: {kind}\r\n{length}\r\n\r\n"
                yield f"{method} {path} ({kind.split('/')[1]}, {length.split(' ')[1]})", head.encode() + beginning, drip
