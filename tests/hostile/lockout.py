"""Who asks often, against who asks once: wrong secrets at `/oauth/token`, workbooks in loops, dear questions in loops,
each from one address, and what an honest caller at another gets meanwhile. And what a dry run of a long document takes."""

import base64
import contextlib
import http.client
import json
import subprocess
import threading
import time
from collections import Counter

ATTACKER, HONEST = "127.0.1.1", "127.0.2.1"
TRIES = 15
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


def request(server, source, method, path, body=None, headers=None):
    """The status of an answer, and its body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(source, 0))
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@contextlib.contextmanager
def loops(number, again):
    """Does something again and again in so many threads, as long as the block lasts."""
    stop = threading.Event()

    def loop():
        while not stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                again()

    threads = [threading.Thread(target=loop) for _ in range(number)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def honest(what, ask):
    """Asks a few times; the fault if the answer is not 200 each time."""
    began = time.monotonic()
    statuses = Counter(ask() for _ in range(TRIES))
    took = (time.monotonic() - began) / TRIES
    print(f"  {what}: {dict(statuses)} of {TRIES} tries, {took:.2f} s each")
    return [] if statuses == {200: TRIES} else [f"{what}: {dict(statuses)}"]


def basic(client, secret):
    return {"authorization": "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode(), **FORM}


def run(server):
    """The faults found."""

    def istc(*words):
        said = subprocess.run([server.binary, *words, "--data-dir", server.folder / "data"], check=True, capture_output=True, text=True)
        return said.stdout

    client = json.loads(istc("client", "add", "--name", "hostile", "--party", "JP", "--format", "json"))
    token = istc("token", "--role", "party", "--party", "JP").strip()
    japan = {"authorization": f"Bearer {token}"}
    grant = "grant_type=client_credentials"
    faults = []

    known = basic(client["client_id"], client["client_secret"])
    wrong = basic("istc-0123456789abcdef", "wrong")
    with loops(100, lambda: request(server, ATTACKER, "POST", "/oauth/token", grant, wrong)):
        faults += honest("a token beside 100 loops of wrong secrets", lambda: request(server, HONEST, "POST", "/oauth/token", grant, known)[0])

    workbook = "/export/projects.xlsx"
    with loops(4, lambda: request(server, ATTACKER, "GET", workbook)):
        faults += honest("Japan's workbook beside four loops of workbooks", lambda: request(server, HONEST, "GET", workbook, headers=japan)[0])

    fields = " ".join(f"t{n}: title" for n in range(40))
    dear = json.dumps({"query": f"{{ projects(first: 200) {{ nodes {{ {fields} participations {{ nodes {{ role institute {{ name }} }} }} }} }} }}"})
    easy = json.dumps({"query": "{ projects(first: 1) { nodes { number } } }"})
    with loops(100, lambda: request(server, ATTACKER, "POST", "/graphql", dear, JSON)):
        faults += honest("Japan's question beside 100 loops of dear ones", lambda: request(server, HONEST, "POST", "/graphql", easy, {**JSON, **japan})[0])

    long = "{ " + "projects { totalCount } " * 1_000 + "}"
    for often in (30, 1):
        fields = " ".join(f"a{n}: cost(document: $d) {{ predicted }}" for n in range(often))
        body = json.dumps({"query": f"query ($d: String!) {{ {fields} }}", "variables": {"d": long}, "extensions": {"cost": True}})
        began = time.monotonic()
        status, answer = request(server, ATTACKER, "POST", "/graphql", body, JSON)
        took = time.monotonic() - began
        cost = json.loads(answer).get("extensions", {}).get("cost", {}).get("predicted")
        print(f"  {often} dry runs of {len(long):,} bytes: {status}, {took * 1000:.0f} ms, predicted cost {cost}")
        if often > 1 and cost is not None:
            faults.append(f"{often} dry runs in one operation were answered")
    return faults
