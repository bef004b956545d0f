#!/usr/bin/env python3
"""What sums by group cost beside reading the rows, and what a long file takes in memory.

    summary.py [PROJECTS] [SECONDS] [ISTC]     4000 projects with ten contributions each; 2 s for each turn
    summary.py 100000 0                        files of a million rows alone

Makes up a package, imports it into a new database, and asks by turns as Japan, which finances a third of the
projects, and as the secretariat. On SQLite; on PostgreSQL with the address that `tests/run --cluster-only` prints, as
ISTC_TEST_POSTGRES. CPU is that of the service and of the database together, without what PostgreSQL tidies up after
the import. The plain scan is the question by Party and year to the database alone, by the same rule, asked of each row:
without the kept sums, without the table of facts, without a service around it. Ratios of one run are to be compared,
not figures of several.
"""
import concurrent.futures
import http.client
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import processor

projects = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2
istc = sys.argv[3] if len(sys.argv) > 3 else "target/release/istc"
FUNDING, HOSTS, AREAS = "JP US NO KR RU EU".split(), "KZ TJ AM GE KG UZ".split(), 30
random.seed(7)
url, name = os.environ.get("ISTC_TEST_POSTGRES"), f"bench_{os.getpid()}"


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

    def ledger():
        for number, place in ((number, place) for number in range(projects) for place in range(10)):
            day = f"{2001 + random.randrange(24)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
            yield f"l-{number}-{place},c-{number}-{place},disbursement,{random.randrange(1, 1000)}.00,USD,{day}"

    def outputs():
        for number in range(2 * projects):
            access, year = random.choice(["public", "programme", "project"]), 2001 + random.randrange(24)
            yield f"o-{number},Output {number},{random.choice(['report', 'publication', 'patent'])},{access},{year}"

    write("outputs", "key,title,kind,access,published_on", outputs())
    write("output_projects", "output,project", (f"o-{number},K-{number // 2}" for number in range(2 * projects)))
    write("contributions", "key,project,funder,amount,currency,committed_on", contributions())
    write("ledger", "key,contribution,kind,amount,currency,booked_on", ledger())
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
    "the ledger by Party and year": f"{{ ledgerSummary(groupBy: [PARTY, YEAR]) {{ groups {{ keys {{ party {{ code }} year }} {FIGURES} }} control {{ reconciles }} }} }}",
    "by host and status": f"{{ fundingSummary(groupBy: [HOST_COUNTRY, STATUS]) {{ groups {{ keys {{ hostCountry {{ code }} status }} {FIGURES} }} control {{ reconciles }} }} }}",
    "Japan's statement": "{ contributionStatement(party: \"JP\") { balances { currency closing } years(first: 200) { year committed } control { reconciles } } }",
    "by area, divided": f"{{ fundingSummary(groupBy: [TECHNOLOGY_AREA]) {{ groups {{ keys {{ technologyArea {{ key }} }} {FIGURES} }} control {{ reconciles }} }} }}",
    "by host, of one currency": f"{{ fundingSummary(groupBy: [HOST_COUNTRY], filter: {{currency: {{eq: USD}}}}) {{ groups {{ keys {{ hostCountry {{ code }} }} {FIGURES} }} control {{ reconciles }} }} }}",
    "by host, of one Party": f"{{ fundingSummary(groupBy: [HOST_COUNTRY], filter: {{funder: {{party: {{eq: \"JP\"}}}}}}) {{ groups {{ keys {{ hostCountry {{ code }} }} {FIGURES} }} control {{ reconciles }} }} }}",
    "projects by area and year": "{ projectSummary(groupBy: [TECHNOLOGY_AREA, YEAR]) { groups { keys { technologyArea { key } year } figures { count } } control { reconciles } } }",
    "projects by Party": "{ projectSummary(groupBy: [PARTY]) { groups { keys { party { code } } figures { count } } control { reconciles } } }",
    "outputs by kind and host": "{ outputSummary(groupBy: [KIND, HOST_COUNTRY]) { groups { keys { kind hostCountry { code } } figures { count } } control { reconciles } } }",
    "a page of 200 rows": "{ contributions(first: 200) { nodes { key committedOn amount { amount currency } funder { party { code } } } } }",
    "the last page, of 199 rows": "",  # behind a cursor that is asked for first
    "how many rows": "{ contributions { totalCount } }",
}
# Those that are asked most are asked by several at a time too: alone, an answer waits for its own commit of the record.
OFTEN, TOGETHER = ("nothing", "by Party and year"), 8
LATE = "{ contributions(last: 200) { pageInfo { startCursor } } }"
STANDS = """exists (select 1 from projects p where p.number = c.project and exists (
    select 1 from standing s where s.project = p.number and s.holder_kind = 'party' and s.holder = 'JP'
        and s.kind = 'finances' and s.from_day <= current_date and s.until_day > current_date))"""


def plain(rule):
    """The statement of a plain scan, for the rows that this rule lets through."""
    return f"""select f.party, substr(c.committed_on, 1, 4), c.currency, count(*), sum(c.amount)
        from contributions c join funders f on f."key" = c.funder where {rule} group by 1, 2, 3"""


def psql(statement, database=name):
    host, port = re.search(r"host=([^&]*)&port=(\d+)", url).groups()
    command = ["psql", "-h", host, "-p", port, "-U", "istc", "-qAtc", statement, database]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def scanned(rule):
    """What a plain scan takes, in ms; in one thread, so that it is CPU as well."""
    times = []
    for _ in range(9):
        if url:
            told = psql(f"set max_parallel_workers_per_gather = 0; set jit = off; explain (analyze, timing off) {plain(rule)}")
            times.append(float(re.search(r"Execution Time: ([\d.]+)", told).group(1)))
        else:
            with sqlite3.connect(f"file:{data}/istc.sqlite3?mode=ro", uri=True) as database:
                begun = time.process_time()
                database.execute(plain(rule)).fetchall()
                times.append((time.process_time() - begun) * 1000)
    return statistics.median(times)


def cpu():
    return processor.spent(server.pid, postgres=bool(url))


def memory(what):
    return int(re.search(rf"{what}:\s+(\d+)", processor.read(f"/proc/{server.pid}/status")).group(1)) / 1024


if url:
    psql(f"create database {name}", "postgres")
    os.environ["ISTC_DATABASE_URL"] = url.replace("/postgres?", f"/{name}?")
with tempfile.TemporaryDirectory() as folder:
    data, made = f"{folder}/data", f"{folder}/package"
    os.makedirs(made)
    package(made)
    settings = ["--data-dir", data, "--log", "error"]
    for words in (["migrate", "up"], ["import", made]):
        subprocess.run([istc, *words, *settings], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if url:
        psql("vacuum analyze")
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

        def asked(question, headers, askers):
            """How long each answer took, while so many askers ask one after another."""
            body, times = json.dumps({"query": question}), []

            def ask_on():
                own, until = http.client.HTTPConnection(address), time.perf_counter() + seconds
                while time.perf_counter() < until:
                    begun = time.perf_counter()
                    own.request("POST", "/graphql", body, headers)
                    answer = own.getresponse()
                    text = answer.read()
                    assert answer.status == 200 and b'"errors"' not in text, text[:500]
                    times.append(time.perf_counter() - begun)

            with concurrent.futures.ThreadPoolExecutor(askers) as pool:
                for one in [pool.submit(ask_on) for _ in range(askers)]:
                    one.result()
            return times

        viewers = {"Japan": sign_in("--role", "party", "--party", "JP"), "secretariat": sign_in("--role", "secretariat")}
        for who, headers in viewers.items() if seconds else ():
            rows = json.loads(ask(QUESTIONS["how many rows"], headers)[1])["data"]["contributions"]["totalCount"]
            print(f"{who}: {rows} contributions\n{'':32} {'ms':>8} {'CPU ms':>8} {'statements':>11}")
            print(f"{'a plain scan':32} {'':>8} {scanned(STANDS if who == 'Japan' else '1 = 1'):8.2f} {1:>11}")
            late = json.loads(ask(LATE, headers)[1])["data"]["contributions"]["pageInfo"]["startCursor"]
            for title, question in QUESTIONS.items():
                if not question:
                    question = QUESTIONS["a page of 200 rows"].replace("first: 200", f'first: 200, after: "{late}"')
                statements, text = ask(question, headers)
                assert b'"reconciles":false' not in text
                for askers in (1, TOGETHER) if title in OFTEN else (1,):
                    used = cpu()
                    times = asked(question, headers, askers)
                    each = (cpu() - used) / len(times)
                    label = title if askers == 1 else f"  the same, {askers} at a time"
                    print(f"{label:32} {statistics.median(times) * 1000:8.2f} {each * 1000:8.2f} {statements:>11}")
        print(f"files as the secretariat: {'rows':>9} {'MB':>7} {'s':>7} {'memory before, peak (MB)':>26}")
        for form in ("csv", "ndjson", "xlsx"):
            with open(f"/proc/{server.pid}/clear_refs", "w") as file:
                file.write("5")
            before, begun = memory("VmRSS"), time.perf_counter()
            connection.request("GET", f"/export/contributions.{form}", headers=viewers["secretariat"])
            answer = connection.getresponse()
            length = 0
            while chunk := answer.read(1 << 20):
                length += len(chunk)
            took = time.perf_counter() - begun
            print(f"{form:>25} {answer.headers['x-rows']:>9} {length / 1e6:7.1f} {took:7.1f} {before:13.0f} {memory('VmHWM'):12.0f}")
    finally:
        server.terminate()
        server.wait()
        if url:
            psql(f"drop database {name} with (force)", "postgres")
