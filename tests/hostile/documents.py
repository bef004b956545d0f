"""Hostile requests by name: what is sent, and whether it must be refused."""

import json
from dataclasses import dataclass

KIB = 1024
BODY = 256 * KIB
DOCUMENT = 64 * KIB


@dataclass
class Case:
    name: str
    body: bytes
    # True: it must be refused before anything is read. False: it must be answered. None: either.
    refused: bool | None = True
    method: str = "POST"
    path: str = "/graphql"
    headers: tuple = ()


def document(name, query, refused=True, **more):
    return Case(name, json.dumps({"query": query, **more}).encode(), refused)


def numbered(count, each, between=" "):
    return between.join(each(n) for n in range(count))


def nested(count, opening, middle, closing):
    return opening * count + middle + closing * count


def fragments():
    for levels in (30, 99):
        doubled = numbered(levels, lambda n: f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}")
        yield document(f"fragments that double {levels} times", f"{{ ...F0 }} {doubled} fragment F{levels} on Query {{ __typename }}")
    fields = numbered(25, lambda n: f"fragment F{n} on Project {{ a{n}: __typename ...F{n + 1} ... {{ ...F{n + 1} }} }}")
    yield document("fragments that double, with fields", f"{{ projects {{ nodes {{ ...F0 }} }} }} {fields} fragment F25 on Project {{ id }}")
    yield document("a fragment that contains itself", "{ ...A } fragment A on Query { ...A }")
    yield document("a cycle through fields", "{ projects { nodes { ...A } } } fragment A on Project { participations { nodes { project { ...A } } } }")
    ring = numbered(99, lambda n: f"fragment F{n} on Query {{ ...F{(n + 1) % 99} }}")
    yield document("a ring of 99 fragments", f"{{ ...F0 }} {ring}")
    yield document("a ring that no operation uses", f"{{ __typename }} {ring}")
    yield document("3,000 fragments", "{ __typename } " + numbered(3000, lambda n: f"fragment F{n} on Query{{a}}"))
    yield document("one fragment 3,000 times", "{ " + "...F " * 3000 + "} fragment F on Query { __typename }")
    chain = numbered(99, lambda n: f"fragment F{n} on Query {{ ...F{n + 1} }}")
    yield document("a chain of 99 unused fragments", f"{{ __typename }} {chain} fragment F99 on Query {{ __typename }}")
    yield document("fragments of types that are not", "{ ...A } fragment A on Nope { a }")


def repetitions():
    yield document("3,000 aliases of __typename", "{ " + numbered(3000, lambda n: f"a{n}: __typename") + " }")
    yield document("1,500 aliases of a lookup", "{ " + numbered(1500, lambda n: f'a{n}:project(by:{{number:"X"}}){{id}}') + " }")
    yield document("30 searches", "{ " + numbered(30, lambda n: f'a{n}:search(text:"ma no ra te si ko la de in pro co re"){{nodes{{snippet}}}}') + " }", None)
    yield document("31 fields at the root", "{ " + numbered(31, lambda n: f"a{n}: __typename") + " }")
    yield document("3,000 equal fields", "{ projects { nodes { " + "number " * 3000 + "} } }")
    yield document("3,000 equal fields at the root", "{ " + "__typename " * 3000 + "}")
    yield document("1,900 equal fields", "{ projects(first: 1) { nodes { " + "number " * 1900 + "} } }", None)
    yield document("600 fields that conflict", "{ project(by: {number: \"A-2337\"}) { " + "a: number a: title " * 300 + "} }")
    yield document("3,000 directives on a field", "{ __typename " + "@skip(if: false) " * 1000 + "@include(if: true) " * 1000 + "@skip(if: false) " * 1000 + "}")
    yield document("3,000 unknown directives", "{ __typename " + "@a " * 3000 + "}")
    yield document("directives on 2,000 fields", "{ " + "__typename @skip(if: true) " * 2000 + "}")
    yield document("directives on a variable", "query ($a: Int " + "@a " * 3000 + ") { __typename }")
    yield document("2,000 operations", numbered(2000, lambda n: f"query Q{n} {{ __typename }}"), operationName="Q1")
    yield document("2,000 variables", "query (" + numbered(2000, lambda n: f"$v{n}: Int") + ") { __typename }")
    yield document("1,900 inline fragments", "{ " + "... { __typename } " * 950 + "}", None)


def depths():
    loop = "participations { nodes { project { "
    yield document("30 deep in a loop", "{ projects { nodes { " + nested(9, loop, "id", "} } } ") + "} } }")
    yield document("as deep as allowed", "{ projects(first: 2) { nodes { " + nested(4, loop, "id", "} } } ") + "} } }", None)
    for count in (65, 30_000):
        yield document(f"{count} braces", nested(count, "{a", "", "}"))
        yield document(f"{count} inline fragments", "{" + nested(min(count, 9000), "...{", "a", "}") + "}")
        yield document(f"{count} braces, none closed", "{" * count)
        yield document(f"{count} lists in an argument", "{ node(id: " + nested(count, "[", "", "]") + ") { id } }")
        yield document(f"{min(count, 12_000)} objects in an argument", "{ projects(filter: " + nested(min(count, 12_000), "{not:", "{}", "}") + ") { totalCount } }")
        yield document(f"{count} lists in a type", "query ($a: " + nested(count, "[", "Int", "]") + ") { __typename }")
        yield document(f"{count} lists in a default", "query ($a: Int = " + nested(count, "[", "1", "]") + ") { __typename }")
        yield document(f"{count} parentheses", "{ a" + "(" * count + " }")


def literals():
    yield document("an integer of 60,000 digits", "{ projects(first: " + "9" * 60_000 + ") { totalCount } }")
    yield document("a float of 60,000 digits", "{ projects(first: 1." + "9" * 60_000 + "e999999) { totalCount } }")
    yield document("a float beyond all", "{ projects(first: 1e999999999) { totalCount } }")
    yield document("a text of 60,000 letters", '{ project(by: {number: "' + "a" * 60_000 + '"}) { id } }', None)
    yield document("a text of 30,000 escapes", '{ project(by: {number: "' + "\\n" * 30_000 + '"}) { id } }', None)
    yield document("a block of 60,000 lines", '{ project(by: {number: """' + "\n" * 60_000 + '"""}) { id } }', None)
    yield document("a list of 9,000 numbers", "{ nodes(ids: [" + "1 " * 9000 + "]) { id } }")
    yield document("101 ids", '{ nodes(ids: [' + '"x" ' * 101 + "]) { id } }", None)
    yield document("1,000 keys in a filter", '{ institutes(filter: {key: {in: [' + numbered(1000, lambda n: f'"k{n}"') + "]}}) { totalCount } }", None)
    yield document("an object of 3,000 fields", "{ projects(filter: {" + numbered(3000, lambda n: f"a{n}: 1") + "}) { totalCount } }")
    yield document("an object with one field 3,000 times", "{ projects(filter: {" + "number: {} " * 3000 + "}) { totalCount } }")


def sizes():
    edges = [2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64, 2**64 + 1, -1, -(2**31), -(2**63), -(2**64), "1e400", "1.5", "200.0"]
    for size in edges:
        yield document(f"first: {size}", f"{{ projects(first: {size}) {{ totalCount }} }}", None)
        inner = f"{{ projects {{ nodes {{ participations(first: {size}) {{ nodes {{ institute {{ outputs(last: {size}) {{ totalCount }} }} }} }} }} }} }}"
        yield document(f"first: {size}, nested", inner, None)
        # JSON has these numbers too.
        body = '{"query": "query ($n: Int) { projects(first: $n) { totalCount } }", "variables": {"n": %s}}' % size
        yield Case(f"first: {size}, as a variable", body.encode(), None)


def errors():
    yield document("3,000 unknown fields", "{ projects { nodes { " + numbered(1500, lambda n: f"nope{n}") + "} } }")
    yield document("1,900 unknown fields", "{ project(by: {number: \"A-2337\"}) { " + numbered(1900, lambda n: f"nope{n}") + "} }")
    yield document("2,000 unknown arguments", "{ projects(" + numbered(2000, lambda n: f"a{n}: 1") + ") { totalCount } }")
    yield document("900 unknown variables", "{ nodes(ids: [" + numbered(900, lambda n: f"$v{n}") + "]) { id } }")
    yield document("600 errors while executing", "{ projects(first: 200) { nodes { participations(first: 201) { totalCount } outputs(first: -1) { totalCount } } } }", None)
    yield document("30 errors at the root", "{ " + numbered(30, lambda n: f"a{n}: projects(first: 201) {{ totalCount }}") + " }", None)
    yield document("a name of 60,000 letters", "{ " + "a" * 60_000 + " }")
    yield document("a type of 60,000 letters", "query ($a: " + "A" * 60_000 + ") { __typename }")
    yield document("a variable of 60,000 letters", "query ($" + "a" * 30_000 + ": Int!) { __typename }")
    yield document("an operation of 60,000 letters", "query A { __typename } query B { __typename }", operationName="a" * 60_000)
    yield document("an alias of 60,000 letters", "{ projects(first: 200) { nodes { " + "a" * 60_000 + ": number } } }")
    names = numbered(10, lambda n: "a" * 6000 + f"{n}: number")
    yield document("ten aliases of 6,000 letters", f"{{ projects(first: 200) {{ nodes {{ {names} }} }} }}")
    yield document("an alias that is refused often", "{ projects(first: 200) { nodes { " + "a" * 60_000 + ": participations(first: 201) { totalCount } } } }")


def introspections():
    loop = "types { fields { type { "
    yield document("an introspection loop", "{ __schema { " + loop + nested(5, "fields { type { ", "name", "} } ") + "} } } } }")
    yield document("a loop of possible types", "{ __schema { types { " + nested(6, "possibleTypes { interfaces { ", "name", "} } ") + "} } }")
    yield document("100 types", "{ " + numbered(30, lambda n: f'a{n}: __type(name: "Project") {{ fields {{ args {{ type {{ name }} }} }} }}') + " }", None)
    yield document("40 times ofType", "{ __schema { types { fields { type { " + nested(40, "ofType { ", "name", "} ") + "} } } } }")
    whole = "{ __schema { types { name description fields { name description args { name description type { name ofType { name ofType { name } } } } type { name ofType { name ofType { name } } } } inputFields { name description } enumValues { name description } } } }"
    yield document("all descriptions", whole, None)


def variables():
    asking = "query ($f: ProjectFilter) { projects(filter: $f) { totalCount } }"

    def given(name, value, refused=None):
        body = '{"query": %s, "variables": {"f": %s}}' % (json.dumps(asking), value)
        return Case(name, body.encode(), refused)

    for count in (60, 120, 40_000):
        yield given(f"a variable of {count} lists", nested(count, "[", "", "]"), True)
        yield given(f"a variable of {count} negations", nested(min(count, 30_000), '{"not":', "{}", "}"), True)
    around = "query ($f: ProjectFilter) { projects(filter: " + nested(55, "{not: ", "$f", "}") + ") { totalCount } }"
    inner = nested(30, '{"not":', "{}", "}")
    yield Case("30 negations within 55", ('{"query": %s, "variables": {"f": %s}}' % (json.dumps(around), inner)).encode(), None)
    yield given("a variable of 20 relations", nested(10, '{"institutes":{"some":{"participations":{"some":{"project":', "{}", "}}}}}"))
    yield given("a variable of 4 relations", nested(2, '{"institutes":{"some":{"participations":{"some":{"project":', "{}", "}}}}}"))
    yield given("10,000 alternatives", '{"or":[' + numbered(10_000, lambda n: '{"number":{"eq":"a"}}', ",") + "]}", True)
    yield given("1,000 alternatives", '{"or":[' + numbered(1000, lambda n: '{"title":{"contains":"a%d"}}' % n, ",") + "]}")
    yield given("alternatives of alternatives", nested(5, '{"or":[{"and":[', '{"title":{"contains":"zz"}},' * 50 + "{}", "]}]}"))
    yield given("1,000 numbers", '{"number":{"in":[' + numbered(1000, lambda n: f'"A-{n}"', ",") + "]}}")
    yield given("a text of 250,000 letters", '{"title":{"contains":"' + "a" * 250_000 + '"}}')
    yield given("a text of 100,000 wildcards", '{"title":{"contains":"' + "%_" * 50_000 + '"}}')
    yield given("a text of 40,000 accents", '{"title":{"contains":"' + "e\\u0301" * 40_000 + '"}}')
    yield given("a text that grows when it is folded", '{"title":{"contains":"' + "\\ufdfa" * 40_000 + '"}}')
    yield given("20,000 unknown fields", "{" + numbered(20_000, lambda n: f'"a{n}":1', ",") + "}", None)
    many = numbered(20_000, lambda n: f'"v{n}":1', ",")
    yield Case("20,000 variables that nobody asked for", ('{"query":"{ __typename }","variables":{%s}}' % many).encode(), None)
    search = "query ($t: String!) { search(text: $t) { nodes { snippet } } }"
    for name, text in (
        ("a search of one letter", "a"), ("a search of 100,000 letters", "a" * 100_000), ("a search of 50,000 words", "a " * 50_000),
        ("a search of twelve wildcards", "* % _ ? ( ) \" ' - + ~ ^"), ("a search in operators", 'a OR b NEAR(c d) NOT "e" AND {f}:g*'),
        ("a search of accents", "e\u0301" * 40_000), ("a search of nothing", "\u200b \u2060 \u0000"),
        ("a search of 12 common beginnings", "a e i o s p r t m c d n"), ("a search that grows", "\ufdfa" * 10_000),
    ):
        yield document(name, search, None, variables={"t": text})


def letters():
    wide = "\U0001f9d1\u200d\U0001f680"
    yield document("a name of emoji", "{ " + wide * 3000 + " }")
    yield document("a byte order mark", "\ufeff{ __typename }", False)
    yield document("60,000 byte order marks", "\ufeff" * 20_000 + "{ __typename }", None)
    yield document("directions and joiners", '{ project(by: {number: "' + "\u202e\u200d\u2066" * 5000 + '"}) { id } }', None)
    yield document("NUL", '{ project(by: {number: "\\u0000"}) { id } }', None)
    yield document("NUL as it is", '{ project(by: {number: "\u0000"}) { id } }', None)
    yield Case("half a pair, in JSON", b'{"query": "{ project(by: {number: \\"\\ud800\\"}) { id } }"}')
    yield document("half a pair, in GraphQL", '{ project(by: {number: "\\uD800"}) { id } }', None)
    yield document("an escape beyond all letters", '{ project(by: {number: "\\u{FFFFFFFF}"}) { id } }')
    yield Case("not UTF-8", b'{"query": "{ \xff\xfe }"}')
    yield Case("too long for UTF-8", b'{"query": "{ \xc0\xaf }"}')
    yield document("line ends of all kinds", "{ __typename \u2028\u2029\u0085 }")
    yield document("60,000 commas", "," * 60_000 + "{ __typename }", False)
    yield document("60,000 comments", "#\n" * 30_000 + "{ __typename }", False)
    yield document("a comment of 60,000 letters", "#" + "a" * 60_000 + "\n{ __typename }", False)


def bodies():
    def whole(beginning, filling, ending=b""):
        count = (BODY - len(beginning) - len(ending)) // len(filling)
        return beginning + filling * count + ending

    yield Case("256 KiB of spaces", whole(b"", b" "))
    yield Case("256 KiB of [", whole(b"", b"["))
    yield Case("256 KiB of {", whole(b"", b'{"a":'))
    yield Case("256 KiB of digits", whole(b'{"query":', b"9", b"}"))
    yield Case("256 KiB of NUL", whole(b"", b"\0"))
    yield Case("256 KiB of quotes", whole(b"", b'"'))
    yield Case("256 KiB of escapes", whole(b'{"query":"', b"\\u0041", b'"}'))
    yield Case("256 KiB of document", whole(b'{"query":"{', b"a ", b'}"}'))
    yield Case("256 KiB of one name", whole(b'{"query":"{', b"a", b'}"}'))
    yield Case("256 KiB of questions", whole(b'[{"query":"{a}"}', b',{"query":"{a}"}', b"]"))
    yield Case("256 KiB of members", whole(b'{"query":"{a}"', b',"query":"{a}"', b"}"), None)
    yield Case("256 KiB of extensions", whole(b'{"query":"{ __typename }","extensions":{"a":[0', b",0", b"]}}"), None)
    yield Case("256 KiB of objects", whole(b'{"query":"{ __typename }","variables":{"a":[{}', b",{}", b"]}}"), None)
    yield Case("256 KiB of operation name", whole(b'{"query":"{ __typename }","operationName":"', b"a", b'"}'), None)
    yield Case("256 KiB of floats", whole(b'{"query":"{ __typename }","variables":{"a":[1', b",1e308", b"]}}"), None)
    yield Case("1 byte too many", whole(b'{"query":"{ __typename }","extensions":"', b"a", b'"}') + b" ")
    yield Case("8 MiB", b" " * (8 * 1024 * KIB))
    yield Case("gzip", b"\x1f\x8b\x08\x00" + b"\0" * 1000, True, headers=(("content-encoding", "gzip"),))
    yield Case("a form", b"query=%7B__typename%7D", True, headers=(("content-type", "application/x-www-form-urlencoded"),))
    yield Case("an address of 30,000 letters", b"", None, "GET", "/graphql?query=%7B" + "a" * 30_000 + "%7D")
    yield Case("an address of 3,000 members", b"", None, "GET", "/graphql?query=%7Ba%7D" + "&query=%7Ba%7D" * 3000)
    yield Case("a header of 60,000 letters", b'{"query":"{ __typename }"}', None, headers=(("authorization", "Bearer " + "a" * 60_000),))
    yield Case("3,000 media types", b'{"query":"{ __typename }"}', None, headers=(("accept", ",".join(["a/b;q=0.1"] * 3000)),))


def dear():
    """What is allowed, and as dear as may be."""
    card = "id number title status programme hostCountry { code name } areas { name }"
    page = f"{{ projects(first: 200) {{ nodes {{ {card} participations(first: 9) {{ nodes {{ role institute {{ id name city }} }} }} }} }} }}"
    yield document("the dearest page", page, None)
    titles = numbered(98, lambda n: f"t{n}: title")
    twice = "{ projects(first: 200) { nodes { ...T } } q: projects(last: 200) { nodes { ...T } } }"
    yield document("the longest answer", f"{twice} fragment T on Project {{ {titles} }}", None)
    yield document("30 whole lists counted", "{ " + numbered(30, lambda n: f'a{n}: projects(filter: {{institutes: {{some: {{name: {{contains: "e{n}"}}}}}}}}) {{ totalCount }}') + " }", None)
    relation = nested(3, "{institutes: {some: {participations: {some: {project: ", '{title: {contains: "a"}}', "}}}}}")
    yield document("relations of relations", f"{{ projects(filter: {relation}) {{ totalCount }} }}", None)
    rest = nested(2, "{institutes: {none: {participations: {every: {project: ", '{title: {contains: "q"}}', "}}}}}")
    yield document("none of every", f"{{ projects(filter: {rest}) {{ totalCount }} }}", None)
    yield document("eight orders", "{ projects(first: 200, orderBy: [" + "{field: TITLE} " * 8 + "]) { nodes { id } } }", None)


def cases():
    for group in (fragments, repetitions, depths, literals, sizes, errors, introspections, variables, letters, bodies, dear):
        yield from group()
