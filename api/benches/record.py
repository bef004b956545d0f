#!/usr/bin/env python3
"""What the record of access costs an answer, and how many commits it takes.

    record.py [SECONDS] [ISTC]      5 seconds for each turn; target/release/istc

Serves the public records from a new SQLite database and asks, by turns and from 1 and 32 connections at
once, for the same contributions with a page of 5 (guarded: recorded) and of 0 (not recorded). Ratios of
one run are to be compared, not figures of several.
"""
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
istc = sys.argv[2] if len(sys.argv) > 2 else "target/release/istc"
data = tempfile.mkdtemp()
settings = ["--data-dir", data, "--log", "error"]
command = [istc, "serve", "--bind", "127.0.0.1:0", "--metrics-bind", "127.0.0.1:0", *settings]
server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def listening():
    return re.search(r"http://([^/\s]+)", server.stdout.readline()).group(1)


def counted():
    connection = http.client.HTTPConnection(metrics)
    connection.request("GET", "/metrics")
    page = connection.getresponse().read().decode()
    names = ["entries", "commits"]
    return [int(re.search(rf"^istc_access_record_{name}_total (\d+)", page, re.M).group(1)) for name in names]


def processor():
    with open(f"/proc/{server.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def turn(page, connections):
    body = json.dumps({"query": f"{{ contributions(first: {page}) {{ nodes {{ key amount {{ amount }} }} }} }}"})
    times, until = [], time.perf_counter() + seconds

    def client():
        connection = http.client.HTTPConnection(address)
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        while time.perf_counter() < until:
            begun = time.perf_counter()
            connection.request("POST", "/graphql", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200 and b"errors" not in text, text
            times.append(time.perf_counter() - begun)

    before, used = counted(), processor()
    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries, commits = [now - then for now, then in zip(counted(), before)]
    times.sort()
    return {
        "answers": len(times) / seconds,
        "median": times[len(times) // 2] * 1000,
        "processor": (processor() - used) / len(times) * 1000,
        "entries": entries / seconds,
        "commits": commits / seconds,
    }


try:
    address, metrics = listening(), listening()
    words = [istc, "token", "--role", "party", "--party", "JP", *settings]
    token = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    print("connections  page  answers/s  median ms  CPU ms/answer  entries/s  commits/s")
    for connections in (1, 32):
        for page in (0, 5, 0, 5):
            found = turn(page, connections)
            print(
                f"{connections:11}  {page:4}  {found['answers']:9.0f}  {found['median']:9.2f}  "
                f"{found['processor']:13.3f}  {found['entries']:9.0f}  {found['commits']:9.1f}"
            )
finally:
    server.terminate()
    server.wait()
