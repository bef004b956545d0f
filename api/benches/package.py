#!/usr/bin/env python3
"""Writes a made-up data package with so many participations, for `import.sh`.

    package.py FOLDER PROJECTS        20 participations and one contribution for each project
"""
import json
import os
import random
import sys

folder, projects = sys.argv[1], int(sys.argv[2])
random.seed(7)
os.makedirs(folder, exist_ok=True)
WORDS = [f"word{number}" for number in range(3000)]
INSTITUTES = 20_000
HOSTS = "KZ TJ AM GE KG UZ".split()
FUNDING = "JP US NO KR RU EU".split()
COUNTRIES = HOSTS + "JP US NO KR DE FR IT GB FI SE RU UA BY CA".split()
INITIAL = ("JP", "US", "RU", "EU")
names = []


def write(name, header, rows):
    names.append(name)
    with open(f"{folder}/{name}.csv", "w", encoding="utf-8") as file:
        file.write(header + "\n")
        file.writelines(row + "\n" for row in rows)


def participations():
    for project in range(projects):
        for place, institute in enumerate(random.sample(range(INSTITUTES), 20)):
            role = "leading" if place == 0 else "participating" if place < 15 else "collaborator"
            yield f"K-{project},inst-{institute:05d},{role}"


def membership(party):
    capacity = "funding;host" if party == "RU" else "host" if party in HOSTS else "funding"
    left = {"RU": "2015-07-15", "GE": "2010-01-01"}.get(party, "")
    return f"{party},1,{capacity},1994-03-02,{left}"


parties = HOSTS + FUNDING
write("parties", "code,name,initial",
      (f"{code},Party {code},{'true' if code in INITIAL else 'false'}" for code in parties))
write("memberships", "party,seq,capacity,joined,left", map(membership, parties))
write("funders", "key,name,kind,party",
      (f"party-{code.lower()},{code},party,{code}" for code in parties))
write("institutes", "key,name,city,country",
      (f"inst-{number:05d},Institute {WORDS[number % 3000]} {number},City {number % 500},{COUNTRIES[number % 20]}"
       for number in range(INSTITUTES)))
write("projects", "number,title,summary,programme,status,host_country,starts_on",
      (f"K-{number},Project on {' '.join(random.sample(WORDS, 4))},{' '.join(random.sample(WORDS, 25))},"
       f"regular,underway,{COUNTRIES[number % 20]},{2000 + number % 24}-01-01" for number in range(projects)))
write("participations", "project,institute,role", participations())
write("contributions", "key,project,funder,amount,currency,committed_on",
      (f"c-{number},K-{number},party-{FUNDING[number % 6].lower()},{1000 + number}.00,USD,{2000 + number % 24}"
       for number in range(projects)))
with open(f"{folder}/datapackage.json", "w", encoding="utf-8") as file:
    resources = [{"name": name, "path": f"{name}.csv"} for name in names]
    json.dump({"name": "made-up", "resources": resources}, file)
