#!/usr/bin/env python3
"""What row-level security costs an answer on PostgreSQL, in an optimised build.

    tests/run --cluster-only        in another terminal: prints an address, for the variable
    ISTC_TEST_POSTGRES=… api/benches/row_security.py [PACKAGE] [SECONDS] [ISTC]

Imports a data package (api/data/istc) into a database of its own and serves it twice from it, with and without
the second wall; asks both by turns, as Japan, on one connection. CPU is that of the service and of the
database together. Ratios of one run are to be compared, not figures of several.
"""
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import processor

package = sys.argv[1] if len(sys.argv) > 1 else "api/data/istc"
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3
istc = sys.argv[3] if len(sys.argv) > 3 else "target/release/istc"
url = os.environ["ISTC_TEST_POSTGRES"]
name = f"bench_{os.getpid()}"


def as_role(role):
    return url.replace("istc@", f"{role}@").replace("/postgres?", f"/{name}?")


def psql(statement, database="postgres"):
    host, port = re.search(r"host=([^&]*)&port=(\d+)", url).groups()
    command = ["psql", "-h", host, "-p", port, "-U", "istc", "-qc", statement, database]
    subprocess.run(command, check=True)


QUESTIONS = {
    "a project by its number": '{ project(by: {number: "KZ-2514"}) { title funding { access { access } totals { amount } } } }',
    "20 projects with institutes": "{ projects { nodes { number participations { nodes { institute { name } } } } } }",
    "20 projects with contributions": "{ projects { nodes { number funding { contributions { nodes { key amount { amount } } } } } } }",
    "contributions": "{ contributions { nodes { key amount { amount } } totalCount } }",
    "outputs": "{ outputs { nodes { key } totalCount } }",
    "a search": '{ search(text: "reactor") { nodes { snippet } totalCount } }',
}


class Service:
    def __init__(self, wall):
        self.folder = tempfile.mkdtemp()
        settings = ["--data-dir", self.folder, "--log", "error"]
        environment = dict(os.environ, ISTC_DATABASE_URL=as_role("istc_serving" if wall else "istc"))
        if wall:
            environment.update(ISTC_ROW_SECURITY="on")
        command = [istc, "serve", "--bind", "127.0.0.1:0", *settings]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.address = re.search(r"http://([^/\s]+)", self.server.stdout.readline()).group(1)
        token = [istc, "token", "--role", "party", "--party", "JP", *settings]
        token = subprocess.run(token, capture_output=True, text=True, check=True).stdout.strip()
        self.headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        self.connection = http.client.HTTPConnection(self.address)

    def ask(self, question):
        begun = time.perf_counter()
        self.connection.request("POST", "/graphql", json.dumps({"query": question}), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == 200 and b'"errors"' not in text, text
        return time.perf_counter() - begun, answer.headers["x-statements"], text

    def turn(self, question):
        used, times, until = processor.spent(self.server.pid, postgres=True), [], time.perf_counter() + seconds
        while time.perf_counter() < until:
            times.append(self.ask(question)[0])
        return statistics.median(times) * 1000, (processor.spent(self.server.pid, postgres=True) - used) / len(times) * 1000


psql(f"create database {name} owner istc_owner")
try:
    owner = dict(os.environ, ISTC_DATABASE_URL=as_role("istc_serving"), ISTC_OWNER_DATABASE_URL=as_role("istc_owner"))
    owner["ISTC_ROW_SECURITY"] = "on"
    for words in [["migrate", "up", "--serving-role", "istc_serving"], ["import", package]]:
        subprocess.run([istc, *words], check=True, env=owner, stdout=subprocess.DEVNULL)
    psql("vacuum analyze", name)
    services = {False: Service(False), True: Service(True)}
    print(f"{'':32} {'ms':>15} {'CPU ms':>15} {'ratio':>6} {'statements':>11}")
    for title, question in QUESTIONS.items():
        plain, walled = (service.ask(question) for service in services.values())
        assert plain[2] == walled[2], "the same answer with and without the wall"
        turns = [{wall: service.turn(question) for wall, service in services.items()} for _ in range(3)]
        figure = lambda wall, place: statistics.median(turn[wall][place] for turn in turns)
        ms, cpu = [[figure(wall, place) for wall in (False, True)] for place in (0, 1)]
        ratio = statistics.median(turn[True][1] / turn[False][1] for turn in turns)
        print(f"{title:32} {ms[0]:7.2f}{ms[1]:8.2f} {cpu[0]:7.2f}{cpu[1]:8.2f} {ratio:6.2f} {plain[1]:>5}{walled[1]:>6}")
finally:
    for service in locals().get("services", {}).values():
        service.server.terminate()
        service.server.wait()
    psql(f"drop database if exists {name} with (force)")
