#!/usr/bin/env python3
"""Does the time of `node` tell a hidden thing from one that does not exist?

    hidden_or_absent.py [PAIRS] [ISTC]      10,000 pairs; target/release/istc

Serves the small world of the tests from a new SQLite database and asks for a hidden project, an absent
one, and another absent one, one after another in changing order. The difference of hidden and absent is
to be read beside that of absent and absent, which is the noise of this machine on this run.
"""
import base64
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
istc = sys.argv[2] if len(sys.argv) > 2 else "target/release/istc"
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
data = tempfile.mkdtemp()


def run(*arguments):
    command = [istc, *arguments, "--data-dir", data, "--log", "warn"]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout


run("migrate", "up")
run("import", "tests/world")
command = [istc, "serve", "--bind", "127.0.0.1:0", "--data-dir", data, "--log", "warn"]
server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
try:
    address = re.search(r"listening on http://(\S+)", server.stdout.readline()).group(1)
    connection = http.client.HTTPConnection(address)
    staff = run("token", "--role", "secretariat").strip()

    def ask(query, token=None):
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        connection.request("POST", "/graphql", json.dumps({"query": query}), headers)
        return connection.getresponse().read()

    def numbers(token=None):
        answer = json.loads(ask("{ projects(first: 200) { nodes { number } } }", token))
        return {node["number"] for node in answer["data"]["projects"]["nodes"]}

    def node(number):
        name = base64.urlsafe_b64encode(f"Project\x1f{number}".encode()).decode().rstrip("=")
        return f'{{ node(id: "{name}") {{ id ... on Project {{ title summary }} }} }}'

    hidden = sorted(numbers(staff) - numbers())[0]
    letters = hidden[:-1]
    known = numbers(staff)
    absent, other = [letters + digit for digit in "0123456789x" if letters + digit not in known][:2]
    questions = {"hidden": node(hidden), "absent": node(absent), "other": node(other)}
    assert len({ask(question) for question in questions.values()}) == 1, "the answers differ"
    times = {name: [] for name in questions}
    order = list(questions)
    for turn in range(pairs + 200):
        random.shuffle(order)
        for name in order:
            begun = time.perf_counter_ns()
            ask(questions[name])
            if turn >= 200:
                times[name].append((time.perf_counter_ns() - begun) / 1000)
    for name, values in times.items():
        print(f"{name}: median {statistics.median(values):.1f} µs, mean {statistics.fmean(values):.1f} µs")
    for one, two in [("hidden", "absent"), ("other", "absent")]:
        differences = [a - b for a, b in zip(times[one], times[two])]
        error = statistics.stdev(differences) / len(differences) ** 0.5
        print(
            f"{one} − absent, {pairs} pairs: median {statistics.median(differences):+.2f} µs, "
            f"mean {statistics.fmean(differences):+.2f} ± {error:.2f} µs"
        )
finally:
    server.terminate()
    server.wait()
