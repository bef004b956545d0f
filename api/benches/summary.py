#!/usr/bin/env python3
"""What sums by group cost beside reading the rows, and what a long file takes in memory.

    summary.py [PROJECTS] [SECONDS] [ISTC]     4000 projects with ten contributions each; 2 s for each turn

Makes up a package, imports it into a new SQLite database (PostgreSQL: ISTC_DATABASE_URL), and asks by turns as Japan,
which finances a third of the projects, and as the secretariat. CPU is the service's own. Ratios of one run are
to be compared, not figures of several.
"""
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

projects = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2
istc = sys.argv[3] if len(sys.argv) > 3 else "target/release/istc"
FUNDING, HOSTS, AREAS = "JP US NO KR RU EU".split(), "KZ TJ AM GE KG UZ".split(), 30
random.seed(7)


def package(folder):
    names = []

    def write(name, header, rows):
        names.append({"name": name, "path": f"{name}.csv"})
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as file:
            file.writelines(f"{row}\n" for row in (header, *rows))

    parties = HOSTS + FUNDING
    write("parties", "code,name,initial", (f"{code},Party {code},{str(code in FUNDING).lower()}" for code in parties))
    write("memberships", "party,seq,capacity,joined", (f"{code},1,{'host' if code in HOSTS else 'funding'},1994-03-02" for code in parties))
    write("funders", "key,name,kind,party", (f"party-{code.lower()},{code},party,{code}" for code in FUNDING))
    write("technology_areas", "key,name,scheme,code", (f"a-{area},Area {area},technology area,A{area}" for area in range(AREAS)))
    write("projects", "number,title,programme,status,areas,host_country,starts_on", (
        f"K-{number},Project {number},regular,{random.choice(['underway', 'completed'])},"
        f"{';'.join(f'a-{area}' for area in random.sample(range(AREAS), number % 3))},{HOSTS[number % 6]},{2000 + number % 24}-01-01"
        for number in range(projects)))

    def contributions():
        for number in range(projects):
            # Two Parties pay for a project, in several steps.
            for place in range(10):
                party = FUNDING[(number + place % 2) % 6].lower()
                day = f"{2000 + random.randrange(24)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
                amount = f"{random.randrange(1000, 900_000)}.{random.randrange(100):02}"
                yield f"c-{number}-{place},K-{number},party-{party},{amount},{random.choice(['USD', 'EUR'])},{day}"

    write("contributions", "key,project,funder,amount,currency,committed_on", contributions())
    with open(f"{folder}/datapackage.json", "w", encoding="utf-8") as file:
        json.dump({"name": "made-up", "resources": names}, file)


FIGURES = "figures { count amounts { currency sum } }"
ALL = "figures { count weight projects amounts { currency sum min max mean median } }"
QUESTIONS = {
    "nothing": "{ __typename }",
    "by Party and year": f"{{ fundingSummary(groupBy: [PARTY, YEAR]) {{ groups {{ keys {{ party {{ code }} year }} {FIGURES} }} control {{ reconciles }} }} }}",
    "the same, from the rows": f"{{ fundingSummary(groupBy: [PARTY, YEAR], filter: {{and: []}}) {{ groups {{ keys {{ party {{ code }} year }} {FIGURES} }} control {{ reconciles }} }} }}",
    "the same by year alone": f"{{ fundingSummary(groupBy: [YEAR]) {{ groups {{ keys {{ year }} {FIGURES} }} control {{ reconciles }} }} }}",
    "the same, with every figure": f"{{ fundingSummary(groupBy: [PARTY, YEAR]) {{ groups {{ keys {{ party {{ code }} year }} {ALL} }} control {{ reconciles }} }} }}",
    "Japan's statement": "{ contributionStatement(party: \"JP\") { balances { currency closing } years(first: 200) { year committed } control { reconciles } } }",
    "by area, divided": f"{{ fundingSummary(groupBy: [TECHNOLOGY_AREA]) {{ groups {{ keys {{ technologyArea {{ key }} }} {FIGURES} }} control {{ reconciles }} }} }}",
    "by host, of one currency": f"{{ fundingSummary(groupBy: [HOST_COUNTRY], filter: {{currency: {{eq: USD}}}}) {{ groups {{ keys {{ hostCountry {{ code }} }} {FIGURES} }} control {{ reconciles }} }} }}",
    "a page of 200 rows": "{ contributions(first: 200) { nodes { key committedOn amount { amount currency } funder { party { code } } } } }",
    "the last page, of 199 rows": "",  # behind a cursor that is asked for first
    "how many rows": "{ contributions { totalCount } }",
}
LATE = "{ contributions(last: 200) { pageInfo { startCursor } } }"



def of_process(what):
    if what == "cpu":
        with open(f"/proc/{server.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    with open(f"/proc/{server.pid}/status") as file:
        return int(re.search(rf"{what}:\s+(\d+)", file.read()).group(1)) / 1024


with tempfile.TemporaryDirectory() as folder:
    data, made = f"{folder}/data", f"{folder}/package"
    os.makedirs(made)
    package(made)
    settings = ["--data-dir", data, "--log", "error"]
    for words in (["migrate", "up"], ["import", made]):
        subprocess.run([istc, *words, *settings], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = subprocess.Popen([istc, "serve", "--bind", "127.0.0.1:0", *settings], stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://([^/\s]+)", server.stdout.readline()).group(1)
        connection = http.client.HTTPConnection(address)

        def sign_in(*who):
            token = subprocess.run([istc, "token", *who, *settings], capture_output=True, text=True, check=True)
            return {"content-type": "application/json", "authorization": f"Bearer {token.stdout.strip()}"}

        def ask(question, headers):
            connection.request("POST", "/graphql", json.dumps({"query": question}), headers)
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == 200 and b'"errors"' not in text, text[:500]
            return answer.headers["x-statements"], text

        viewers = {"Japan": sign_in("--role", "party", "--party", "JP"), "secretariat": sign_in("--role", "secretariat")}
        for who, headers in viewers.items():
            rows = json.loads(ask(QUESTIONS["how many rows"], headers)[1])["data"]["contributions"]["totalCount"]
            print(f"{who}: {rows} contributions\n{'':32} {'ms':>8} {'CPU ms':>8} {'statements':>11}")
            late = json.loads(ask(LATE, headers)[1])["data"]["contributions"]["pageInfo"]["startCursor"]
            for title, question in QUESTIONS.items():
                if not question:
                    question = QUESTIONS["a page of 200 rows"].replace("first: 200", f'first: 200, after: "{late}"')
                statements, text = ask(question, headers)
                assert b'"reconciles":false' not in text
                times, used, until = [], of_process("cpu"), time.perf_counter() + seconds
                while time.perf_counter() < until:
                    begun = time.perf_counter()
                    ask(question, headers)
                    times.append(time.perf_counter() - begun)
                cpu = (of_process("cpu") - used) / len(times)
                print(f"{title:32} {statistics.median(times) * 1000:8.2f} {cpu * 1000:8.2f} {statements:>11}")
        print(f"files as the secretariat: {'rows':>9} {'MB':>7} {'s':>7} {'memory before, peak (MB)':>26}")
        for form in ("csv", "ndjson", "xlsx"):
            with open(f"/proc/{server.pid}/clear_refs", "w") as file:
                file.write("5")
            before, begun = of_process("VmRSS"), time.perf_counter()
            connection.request("GET", f"/export/contributions.{form}", headers=viewers["secretariat"])
            answer = connection.getresponse()
            length = 0
            while chunk := answer.read(1 << 20):
                length += len(chunk)
            took = time.perf_counter() - begun
            print(f"{form:>25} {answer.headers['x-rows']:>9} {length / 1e6:7.1f} {took:7.1f} {before:13.0f} {of_process('VmHWM'):12.0f}")
    finally:
        server.terminate()
        server.wait()
