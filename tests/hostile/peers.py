"""Slow peers.

`run`: 600 at once, and for every route of the service some that send a body without end: none may keep its connection for
more than 30 s, none may slow the others down. `crowd`: as many as a worker holds, of one address: another address is
answered meanwhile."""

import contextlib
import http.client
import json
import resource
import select
import socket
import time
from collections import Counter

import routes
from caller import HEADERS, QUESTION, Caller

PEERS = 600
LONGEST = 30.0
SLOWEST_CALLER = 0.1
# Every peer does its next small thing so often.
STEP = 0.5

# Each address has so many of them, fewer than the service lets an address have.
OF_ONE_ADDRESS = 100
# More than a worker holds.
CROWD = 4100
# A question beside the crowd is answered within this time; without the crowd it takes some milliseconds.
BESIDE_CROWD = 5.0

# So many come at each step, so that it is their slowness that is measured and not their number.
TOGETHER = 24

# More than the buffers between the two hold.
FIELDS = " ".join(f"t{n}: title" for n in range(40))
BIG = json.dumps({"query": f"{{ projects(first: 200) {{ nodes {{ {FIELDS} }} }} }}"})
ASK_BIG = f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(BIG)}\r\n\r\n{BIG}"
KINDS = {
    # What is sent at once, and byte by byte thereafter.
    "slow headers": (b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ", b"a"),
    "slow body": (b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{", b" "),
    "silent": (b"", b""),
    "slow reader": (ASK_BIG.encode(), b""),
}


class Peer:
    """A connection that gives or takes a byte at a time."""

    def __init__(self, port, kind, once, drip, number):
        self.kind, self.once, self.drip = kind, once, drip
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.bind((f"127.0.1.{1 + number // OF_ONE_ADDRESS}", 0))
        self.socket.connect(("127.0.0.1", port))
        self.name = self.socket.getsockname()
        self.socket.setblocking(False)
        self.began = time.monotonic()
        self.step()

    def step(self):
        with contextlib.suppress(BlockingIOError, ConnectionError):
            if self.once:
                self.once = self.once[self.socket.send(self.once) :]
            elif self.drip:
                self.socket.send(self.drip)
            if self.kind == "slow reader":
                self.socket.recv(1)


def run(server):
    """The faults found."""
    faults = []
    wanted = [(kind, *KINDS[kind]) for _ in range(PEERS // len(KINDS)) for kind in KINDS]
    wanted += routes.slow_bodies(server.binary)
    kinds = list(dict.fromkeys(kind for kind, _, _ in wanted))
    before = server.memory()
    with Caller(server.port) as caller:
        peers, held, cut, peak = [], {}, {kind: [] for kind in kinds}, before
        while len(peers) < len(wanted) or (held and time.monotonic() - peers[-1].began < LONGEST + 5):
            for n in range(len(peers), min(len(peers) + TOGETHER, len(wanted))):
                peer = Peer(server.port, *wanted[n], n)
                peers.append(peer)
                held[peer.name] = peer
            select.select([], [], [], STEP)
            established = server.established()
            now = time.monotonic()
            for name in [name for name in held if name not in established]:
                peer = held.pop(name)
                cut[peer.kind].append(now - peer.began)
            for peer in held.values():
                peer.step()
            peak = max(peak, server.memory())
    left = Counter(peer.kind for peer in held.values())
    for kind in kinds:
        times = cut[kind]
        longest = f"the last after {max(times):.1f} s" if times else ""
        if kind in KINDS or left[kind]:
            print(f"  {kind:<14} {len(times)} cut {longest}; {left[kind]} not")
        late = left[kind] + sum(1 for each in times if each > LONGEST + STEP)
        if late:
            faults.append(f"{late} of {len(times) + left[kind]} peers ({kind}) were not cut within {LONGEST:.0f} s")
    of_routes = [max(cut[kind]) for kind in kinds if kind not in KINDS and cut[kind]]
    print(f"  bodies without end, one to each route in each form: {len(of_routes)} cut, the last after {max(of_routes, default=0):.1f} s")
    for peer in peers:
        peer.socket.close()
    p95 = caller.p95()
    if isinstance(p95, str):
        faults.append(p95)
    else:
        print(f"  ordinary caller: {len(caller.waited)} answers, p95 {p95 * 1000:.0f} ms; memory grew by {peak - before:.0f} MiB")
        if p95 > SLOWEST_CALLER:
            faults.append(f"an ordinary caller's p95 was {p95 * 1000:.0f} ms beside {len(wanted)} slow peers")
    return faults


def crowd(server):
    """The faults found when one address opens as many connections as a worker holds, each with a body without end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    begun = b"POST /oai HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n\r\nverb="
    peers = []
    try:
        for _ in range(CROWD):
            peer = socket.socket()
            peers.append(peer)
            peer.bind(("127.0.1.1", 0))
            with contextlib.suppress(OSError):
                peer.connect(("127.0.0.1", server.port))
                peer.setblocking(False)
                peer.send(begun)
        held = len(server.established())
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=BESIDE_CROWD)
        try:
            connection.request("POST", "/graphql", QUESTION, HEADERS)
            answer = connection.getresponse().status
        except OSError as error:
            answer = repr(error)
        finally:
            connection.close()
        print(f"  {CROWD} connections of one address, {held} of them held; another's question: {answer} after {time.monotonic() - began:.3f} s")
    finally:
        for peer in peers:
            peer.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return [] if answer == 200 else [f"beside {CROWD} connections of one address another's question was answered with {answer}"]
