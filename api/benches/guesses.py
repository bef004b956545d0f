#!/usr/bin/env python3
"""Does the time of an answer tell whether a guess about a hidden row is right?

    guesses.py [PAIRS] [ISTC]           200 pairs; target/release/istc

Serves a made-up data package and guesses at what stands in rows that the viewer may not see, with a condition
behind the guess that takes long to evaluate: a right guess, a wrong one and another wrong one, one after
another in changing order. The difference of right and wrong is to be read beside that of wrong and wrong,
which is the noise of this machine on this run; a difference of less than three standard errors says nothing.

On SQLite; also on PostgreSQL, with and without row-level security, where `tests/run --cluster-only` in another
terminal has printed an address and ISTC_TEST_POSTGRES holds it.
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

pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
istc = sys.argv[2] if len(sys.argv) > 2 else "target/release/istc"
postgres = os.environ.get("ISTC_TEST_POSTGRES")
PROJECTS, INSTITUTES = 3_000, 60
# Every tenth is hidden from the public; Japan pays for every third, the EU for the others.
HIDDEN = lambda number: number % 10 == 0


def package(folder):
    random.seed(11)
    words = [f"word{number}" for number in range(400)]
    tables = {}

    def write(name, header, rows):
        tables[name] = header
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as file:
            file.writelines(row + "\n" for row in [header, *rows])

    numbers = range(PROJECTS)
    write("parties", "code,name,initial", ["JP,Japan,true", "EU,European Union,true", "KZ,Kazakhstan,false"])
    write("memberships", "party,seq,capacity,joined",
          ["JP,1,funding,1994-03-02", "EU,1,funding,1994-03-02", "KZ,1,host,1995-01-01"])
    write("funders", "key,name,kind,party,listed",
          ["party-jp,Japan,party,JP,", "party-eu,European Union,party,EU,",
           *(f"firm-{number},Secretive company {number},partner,," for number in range(40))])
    write("institutes", "key,name,country", [f"inst-{number},Institute {number},KZ" for number in range(INSTITUTES)])
    write("projects", "number,title,summary,programme,status,host_country,starts_on",
          [f"X-{n},{'Hidden' if HIDDEN(n) else 'Open'} title {n} {' '.join(random.sample(words, 3))},"
           f"{' '.join(random.sample(words, 20))},regular,{'registered' if HIDDEN(n) else 'underway'},KZ,2020-01-01"
           for n in numbers])
    write("participations", "project,institute,role",
          [f"X-{n},inst-{(n + step * 7) % INSTITUTES},{'leading' if step == 0 else 'participating'}"
           for n in numbers for step in range(3)])
    write("allocations", "project,currency,amount", [f"X-{n},USD,{1000 + n}.00" for n in numbers])
    payer = lambda n: "party-jp" if n % 3 == 0 else "party-eu" if n % 3 == 1 else f"firm-{n % 40}"
    write("contributions", "key,project,funder,amount,currency,committed_on",
          [f"c-{n},X-{n},{payer(n)},{1000 + n}.00,USD,2020-01-01" for n in numbers])
    write("ledger", "key,contribution,kind,amount,currency,booked_on",
          [f"l-{n},c-{n},disbursement,{500 + n}.00,USD,2021-01-01" for n in numbers])
    write("outputs", "key,title,kind,access,doi",
          [f"o-{n},Result {'unpublished' if n % 3 else 'open'} {n},publication,"
           f"{'public' if n % 3 == 0 else 'project'},10.1000/{n}" for n in numbers])
    write("output_projects", "output,project", [f"o-{n},X-{n}" for n in numbers])
    with open(f"{folder}/datapackage.json", "w", encoding="utf-8") as file:
        resources = [{"name": name, "path": f"{name}.csv"} for name in tables]
        json.dump({"name": "guesses", "resources": resources}, file)


# What takes long to evaluate on one row.
LONG = "not: {institutes: {some: {participations: {some: {project: {title: {contains: \"zzz\"}}}}}}}"
# The same of what is related to a project; a filter is at most 12 levels deep.
OF_INSTITUTES = 'institutes: {some: {participations: {some: {role: {eq: COLLABORATOR}}}}}'
LONG_OUTPUT = "not: {projects: {some: {%s}}}" % OF_INSTITUTES
LONG_CONTRIBUTION = "not: {project: {%s}}" % OF_INSTITUTES
SHORTER_CONTRIBUTION = 'not: {project: {institutes: {some: {name: {contains: "zzz"}}}}}'


def both(*conditions):
    return "{and: [%s]}" % ", ".join("{%s}" % condition for condition in conditions)


def projects(guess):
    return "{ projects(filter: %s) { totalCount } }" % both('number: {eq: "X-10"}', guess, LONG)


def contributions(guess):
    # Paid by the EU: hidden from Japan.
    return "{ contributions(filter: %s) { totalCount } }" % both('key: {eq: "c-1"}', guess, LONG_CONTRIBUTION)


def related(guess):
    inner = both('key: {eq: "c-1"}', guess, SHORTER_CONTRIBUTION)
    return "{ projects(filter: {contributions: {some: %s}}) { totalCount } }" % inner


def ledger(guess):
    inner = both('key: {eq: "l-1"}', guess, "contribution: {%s}" % SHORTER_CONTRIBUTION)
    return '{ contributions(filter: {and: [{key: {eq: "c-1"}}, {ledger: {some: %s}}]}) { totalCount } }' % inner


def allocations(guess):
    inner = both(guess, 'not: {currency: {eq: "CHF"}}')
    return '{ projects(filter: {and: [{number: {eq: "X-1"}}, {allocations: {some: %s}}]}) { totalCount } }' % inner


def outputs(guess):
    return "{ outputs(filter: %s) { totalCount } }" % both('key: {eq: "o-1"}', guess, LONG_OUTPUT)


def funders(guess):
    long = "not: {contributions: {some: {%s}}}" % SHORTER_CONTRIBUTION
    return "{ funders(filter: %s) { totalCount } }" % both('key: {eq: "firm-2"}', guess, long)


def participations(guess):
    inner = both('project: {number: {eq: "X-10"}}', guess, "project: {%s}" % OF_INSTITUTES)
    return '{ institutes(filter: {and: [{key: {eq: "inst-10"}}, {participations: {some: %s}}]}) { totalCount } }' % inner


def search(word):
    return '{ search(text: "%s", filter: {projects: {%s}}) { totalCount } }' % (word, LONG)


def amount(test, minor):
    return 'amount: {currency: "USD", %s: "%s"}' % (test, minor)


text = lambda field, test, value: '%s: {%s: "%s"}' % (field, test, value)
# Who asks, what, the right guess, and two wrong ones.
GUESSES = [
    ("nobody", "project: title", projects, text("title", "startsWith", "Hidden title 10"),
     text("title", "startsWith", "Hidden title 11"), text("title", "startsWith", "Hidden title 12")),
    ("nobody", "project: status", projects, "status: {eq: REGISTERED}", "status: {eq: REJECTED}", "status: {eq: RECEIVED}"),
    ("nobody", "output: title", outputs, text("title", "contains", "unpublished 1"),
     text("title", "contains", "unpublished 2"), text("title", "contains", "unpublished 3")),
    ("nobody", "output: DOI", outputs, text("doi", "eq", "10.1000/1"), text("doi", "eq", "10.1000/x"),
     text("doi", "eq", "10.1000/y")),
    ("nobody", "funder: name", funders, text("name", "contains", "company 2"), text("name", "contains", "company y"),
     text("name", "contains", "company z")),
    ("nobody", "participation: role", participations, "role: {eq: LEADING}", "role: {eq: PARTICIPATING}",
     "role: {eq: COLLABORATOR}"),
    ("JP", "contribution: amount", contributions, amount("eq", "1001.00"), amount("eq", "1001.01"), amount("eq", "1001.02")),
    ("JP", "contribution: bound", contributions, amount("lte", "1001.00"), amount("lte", "1000.99"), amount("lte", "1000.98")),
    ("JP", "contribution in a relation", related, amount("eq", "1001.00"), amount("eq", "1001.01"), amount("eq", "1001.02")),
    ("JP", "ledger: amount", ledger, amount("eq", "501.00"), amount("eq", "501.01"), amount("eq", "501.02")),
    ("nobody", "allocation: amount", allocations, amount("eq", "1001.00"), amount("eq", "1001.01"), amount("eq", "1001.02")),
    ("nobody", "search: a word of a hidden title", search, "hidden", "hiddfn", "hiddgn"),
]


class Service:
    def __init__(self, folder, environment):
        self.folder = tempfile.mkdtemp()
        self.environment = dict(os.environ, **environment)
        self.settings = ["--data-dir", self.folder, "--log", "error"]
        if "ISTC_DATABASE_URL" not in environment:
            self.run("migrate", "up")
            self.run("import", folder)
        command = [istc, "serve", "--bind", "127.0.0.1:0", *self.settings]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment)
        self.address = re.search(r"http://([^/\s]+)", self.server.stdout.readline()).group(1)
        self.connection = http.client.HTTPConnection(self.address)
        self.token = self.run("token", "--role", "party", "--party", "JP").strip()

    def run(self, *words):
        command = [istc, *words, *self.settings]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment).stdout

    def ask(self, asks, question):
        headers = {"content-type": "application/json"}
        if asks != "nobody":
            headers["authorization"] = f"Bearer {self.token}"
        begun = time.perf_counter_ns()
        self.connection.request("POST", "/graphql", json.dumps({"query": question}), headers)
        answer = self.connection.getresponse().read()
        return (time.perf_counter_ns() - begun) / 1000, answer

    def compare(self, asks, question, guesses):
        questions = [question(guess) for guess in guesses]
        answers = {self.ask(asks, question)[1] for question in questions}
        assert len(answers) == 1 and b'"errors"' not in next(iter(answers)), answers
        times = [[], [], []]
        for turn in range(pairs + 20):
            for place in random.sample(range(3), 3):
                taken = self.ask(asks, questions[place])[0]
                if turn >= 20:
                    times[place].append(taken)
        return times

    def end(self):
        self.server.terminate()
        self.server.wait()


def report(title, service):
    print(f"\n{title}\n{'':8} {'guess at':34} {'wrong, µs':>10} {'right − wrong':>22} {'wrong − wrong':>22}")
    try:
        for asks, what, question, *guesses in GUESSES:
            right, wrong, other = service.compare(asks, question, guesses)
            line = f"{asks:8} {what:34} {statistics.median(wrong):10.0f}"
            for one, two in [(right, wrong), (other, wrong)]:
                differences = [a - b for a, b in zip(one, two)]
                error = statistics.stdev(differences) / len(differences) ** 0.5
                line += f" {statistics.median(differences):+12.1f} ± {error:7.1f}"
            print(line, flush=True)
    finally:
        service.end()


folder = tempfile.mkdtemp()
package(folder)
report("SQLite", Service(folder, {}))
if postgres:
    name = f"guesses_{os.getpid()}"
    as_role = lambda role: postgres.replace("istc@", f"{role}@").replace("/postgres?", f"/{name}?")
    host, port = re.search(r"host=([^&]*)&port=(\d+)", postgres).groups()
    psql = lambda sql, database="postgres": subprocess.run(
        ["psql", "-h", host, "-p", port, "-U", "istc", "-qc", sql, database], check=True)
    psql(f"create database {name} owner istc_owner")
    try:
        owner = dict(os.environ, ISTC_DATABASE_URL=as_role("istc_serving"), ISTC_ROW_SECURITY="on",
                     ISTC_OWNER_DATABASE_URL=as_role("istc_owner"))
        for words in [["migrate", "up", "--serving-role", "istc_serving"], ["import", folder]]:
            subprocess.run([istc, *words], check=True, env=owner, stdout=subprocess.DEVNULL)
        psql("vacuum analyze", name)
        report("PostgreSQL", Service(folder, {"ISTC_DATABASE_URL": as_role("istc")}))
        walled = {"ISTC_DATABASE_URL": as_role("istc_serving"), "ISTC_ROW_SECURITY": "on"}
        report("PostgreSQL with row-level security", Service(folder, walled))
    finally:
        psql(f"drop database if exists {name} with (force)")
