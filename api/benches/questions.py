#!/usr/bin/env python3
"""What the commonest questions cost: CPU, statements, rows read by the database and bytes of an answer.

    questions.py [PROJECTS] [SECONDS] [ISTC]     10000 projects; 1 s for each question and viewer; target/release/istc

Makes up a package (four contributions, six outputs and one to three institutes to a project), imports it into a new
database and asks by turns, from eight connections, with another project, institute, word or page each time. The six
questions at the head are those that a reporting tool asks most; for Japan their plain SQL stands beside them: what the
rows alone cost, read by the rule from one connection without a service. On SQLite; on PostgreSQL with the address that
`tests/run --cluster-only` prints, as ISTC_TEST_POSTGRES.

CPU is that of the service and of the database together. Rows are those that PostgreSQL fetched from tables and
indexes. Ratios of one run are to be compared, not figures of several.
"""
import concurrent.futures
import http.client
import itertools
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

import processor

projects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1
istc = sys.argv[3] if len(sys.argv) > 3 else "target/release/istc"
url, name = os.environ.get("ISTC_TEST_POSTGRES"), f"bench_{os.getpid()}"
FUNDING, HOSTS, AREAS, ASKERS = "JP US NO KR EU CA".split(), "KZ TJ AM GE KG UZ".split(), 12, 8
institutes, partners = max(projects // 10, 10), 50
random.seed(7)
WORDS = [f"{a}{b}" for a in "nano thermo cryo bio hydro photo ferro radio neuro geo".split()
         for b in "sensor reactor laser marker membrane catalyst alloy imager probe isotope".split()]


def package(folder):
    names = []

    def write(name, header, rows):
        names.append({"name": name, "path": f"{name}.csv"})
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as file:
            file.writelines(f"{row}\n" for row in (header, *rows))

    parties = HOSTS + FUNDING
    write("parties", "code,name,initial", (f"{code},Party {code},{str(code in FUNDING).lower()}" for code in parties))
    write("memberships", "party,seq,capacity,joined",
          (f"{code},1,{'host' if code in HOSTS else 'funding'},1994-03-02" for code in parties))
    write("funders", "key,name,kind,party,country,listed",
          [*(f"party-{code.lower()},Government of {code},party,{code},{code if code != 'EU' else ''}," for code in FUNDING),
           *(f"firm-{number},Firm {number},partner,,US,true" for number in range(partners))])
    write("institutes", "key,name,city,country",
          (f"i-{number:07},Institute of {random.choice(WORDS)} {number},City {number % 90},{random.choice(HOSTS)}"
           for number in range(institutes)))
    write("technology_areas", "key,name,scheme,code",
          (f"a-{area},Area {area},technology area,A{area}" for area in range(AREAS)))
    write("projects", "number,title,summary,programme,status,areas,host_country,starts_on", (
        f"K-{number:07},{' '.join(random.sample(WORDS, 3))} of {number},{' '.join(random.sample(WORDS, 25))},regular,"
        f"{random.choice(['underway', 'completed', 'registered'] if number % 10 == 0 else ['underway', 'completed'])},"
        f"a-{number % AREAS},{HOSTS[number % 6]},{2000 + number % 24}-{number % 12 + 1:02}-01"
        for number in range(projects)))
    write("participations", "project,institute,role", (
        f"K-{number:07},i-{institute:07},{'leading' if place == 0 else 'participating'}"
        for number in range(projects)
        for place, institute in enumerate(random.sample(range(institutes), number % 3 + 1))))
    write("contributions", "key,project,funder,amount,currency,committed_on", (
        f"c-{number:07}-{place},K-{number:07},"
        f"{random.choice([f'party-{code.lower()}' for code in FUNDING] + [f'firm-{random.randrange(partners)}'])},"
        f"{random.randrange(1000, 900_000)}.{random.randrange(100):02},USD,{2000 + random.randrange(24)}"
        for number in range(projects) for place in range(4)))
    write("outputs", "key,title,kind,access,published_on,institute", (
        f"o-{number:07},{' '.join(random.sample(WORDS, 3))},{random.choice(['report', 'publication', 'patent'])},"
        f"{random.choice(['public', 'public', 'programme', 'project', 'confidential'])},{2001 + number % 24},"
        f"i-{random.randrange(institutes):07}" for number in range(6 * projects)))
    write("output_projects", "output,project", (f"o-{number:07},K-{number // 6:07}" for number in range(6 * projects)))
    with open(f"{folder}/datapackage.json", "w", encoding="utf-8") as file:
        json.dump({"name": "made-up", "resources": names}, file)


# The variables of one request after another, by their names in questions.graphql.
VALUES = {
    "number": lambda: f"K-{random.randrange(projects):07}", "institute": lambda: f"i-{random.randrange(institutes):07}",
    "word": lambda: random.choice(WORDS), "area": lambda: f"Area {random.randrange(AREAS)}",
}


def questions():
    """What each asks for, its document, and the variables of one request after another."""
    with open(os.path.join(os.path.dirname(__file__), "questions.graphql"), encoding="utf-8") as file:
        for part in file.read().split("\n\n")[1:]:
            title, document = part.removeprefix("# ").split("\n", 1)
            named = re.findall(r"\$(\w+): String", document)
            yield title, document, lambda named=named: ({name: VALUES[name]() for name in named} for _ in itertools.count())


VIEWERS = {
    "Japan": ("--role", "party", "--party", "JP"), "Kazakhstan": ("--role", "party", "--party", "KZ"),
    "a partner": ("--role", "partner", "--funder", "firm-1"), "an institute": ("--role", "institute", "--institute", "i-0000001"),
    "the secretariat": ("--role", "secretariat",), "nobody": None,
}
PAYS = """exists (select 1 from standing s where s.holder_kind = 'party' and s.holder = 'JP' and s.project = c.project
    and s.kind = 'finances' and s.until_day > '2026-01-01')"""
SHOWN = """(o.access = 'public' or o.access = 'programme' or o.access = 'project' and exists (select 1 from standing s
    join output_projects x on x.project = s.project where x.output = o."key" and s.holder_kind = 'party' and s.holder = 'JP'))"""
# The same rows by plain SQL: *K* stands for another project each time, *I* for another institute.
PLAIN = {
    1: [f"select * from projects where number = '*K*'", "select * from participations t join institutes i on i.\"key\" = t.institute where t.project = '*K*'",
          f"select * from contributions c join funders f on f.\"key\" = c.funder where c.project = '*K*' and {PAYS}",
          f"select o.* from outputs o join output_projects t on t.output = o.\"key\" where t.project = '*K*' and {SHOWN} order by o.\"key\" limit 50"],
    2: ["select p.* from project_areas a join projects p on p.number = a.project where a.area = 'a-3' and p.status = 'completed' order by starts_on_first desc limit 20"],
    3: [f"select f.party, substr(c.committed_on, 1, 4), c.currency, count(*), sum(c.amount) from contributions c join funders f on f.\"key\" = c.funder where {PAYS} group by 1, 2, 3"],
    5: ["select p.number, p.title from participations t join projects p on p.number = t.project where t.institute = '*I*' limit 10",
          f"select c.* from participations t join contributions c on c.project = t.project where t.institute = '*I*' and {PAYS}"],
    6: [f"select c.*, p.title, f.name from contributions c join projects p on p.number = c.project join funders f on f.\"key\" = c.funder where {PAYS} order by c.\"key\" limit 200"],
}


def psql(statement, database=name):
    host, port = re.search(r"host=([^&]*)&port=(\d+)", url).groups()
    command = ["psql", "-h", host, "-p", port, "-U", "istc", "-qAt", database]
    return subprocess.run(command, input=statement, check=True, capture_output=True, text=True).stdout


def plain(statements, times=40):
    """CPU of the database for these statements, in ms."""
    def filled():
        for statement in statements:
            yield statement.replace("*K*", f"K-{random.randrange(projects):07}").replace("*I*", f"i-{random.randrange(institutes):07}")
    asked = [statement for _ in range(times) for statement in filled()]
    if url:
        told = psql("set max_parallel_workers_per_gather = 0; set jit = off;"
                    + "".join(f"explain (analyze, timing off, summary on) {one};" for one in asked))
        return sum(map(float, re.findall(r"Execution Time: ([\d.]+)", told))) / times
    with sqlite3.connect(f"file:{data}/istc.sqlite3?mode=ro", uri=True) as database:
        begun = time.process_time()
        for one in asked:
            database.execute(one).fetchall()
        return (time.process_time() - begun) * 1000 / times


def rows_read():
    return int(psql(f"select tup_returned + tup_fetched from pg_stat_database where datname = '{name}'")) if url else 0


if url:
    psql(f"create database {name}", "postgres")
    os.environ["ISTC_DATABASE_URL"] = url.replace("/postgres?", f"/{name}?")
with tempfile.TemporaryDirectory() as folder:
    data, made = f"{folder}/data", f"{folder}/package"
    os.makedirs(made)
    package(made)
    settings = ["--data-dir", data, "--log", "error"]
    for words in (["migrate", "up"], ["import", made]):
        begun = time.monotonic()
        subprocess.run([istc, *words, *settings], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"{projects} projects on {'PostgreSQL' if url else 'SQLite'}; imported in {time.monotonic() - begun:.1f} s")
    if url:
        psql("vacuum analyze")
    server = subprocess.Popen([istc, "serve", "--bind", "127.0.0.1:0", *settings], stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://([^/\s]+)", server.stdout.readline()).group(1)

        def asked(question, variables, headers):
            """How many answers there were, their statements and bytes."""
            until = time.perf_counter() + seconds

            def ask_on(variables):
                connection, told = http.client.HTTPConnection(address), []
                while time.perf_counter() < until:
                    body = json.dumps({"query": question, "variables": next(variables)})
                    connection.request("POST", "/graphql", body, headers)
                    answer = connection.getresponse()
                    text = answer.read()
                    assert answer.status == 200 and b'"errors"' not in text, text[:500]
                    told.append((int(answer.headers["x-statements"]), len(text)))
                return told

            with concurrent.futures.ThreadPoolExecutor(ASKERS) as pool:
                askers = [pool.submit(ask_on, variables()) for _ in range(ASKERS)]
                return [one for asker in askers for one in asker.result()]

        for viewer, who in VIEWERS.items():
            headers = {"content-type": "application/json"}
            if who:
                token = subprocess.run([istc, "token", *who, *settings], capture_output=True, text=True, check=True)
                headers["authorization"] = f"Bearer {token.stdout.strip()}"
            print(f"\n{viewer:44} {'CPU ms':>8} {'statements':>10} {'rows read':>10} {'bytes':>8} {'plain SQL, ms':>14}")
            for place, (title, question, variables) in enumerate(questions(), 1):
                asked(question, variables, headers)  # plans are made
                time.sleep(1.2 if url else 0)  # until PostgreSQL has reported what it read
                cpu, rows = processor.spent(server.pid, postgres=bool(url)), rows_read()
                told = asked(question, variables, headers)
                cpu = (processor.spent(server.pid, postgres=bool(url)) - cpu) * 1000
                time.sleep(1.2 if url else 0)
                rows, number = rows_read() - rows, len(told)
                statements = sorted(one for one, _ in told)[number // 2]
                beside = PLAIN.get(place) if viewer == "Japan" else None
                print(f"{title:44} {cpu / number:8.2f} {statements:10} {rows / number if url else '':>10{'.0f' if url else ''}} "
                      f"{sum(size for _, size in told) / number:8.0f} {f'{plain(beside):.2f}' if beside else '':>14}", flush=True)
    finally:
        server.terminate()
        server.wait()
        if url:
            psql(f"drop database {name} with (force)", "postgres")
