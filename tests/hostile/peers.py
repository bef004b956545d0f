"""600 slow peers at once: none may keep its connection for more than 30 s, none may slow the others down."""

import contextlib
import json
import select
import socket
import time
from collections import Counter

from caller import Caller

PEERS = 600
LONGEST = 30.0
SLOWEST_CALLER = 0.1
# Every peer does its next small thing so often.
STEP = 0.5

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

    def __init__(self, port, kind):
        self.kind = kind
        self.once, self.drip = KINDS[kind]
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
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
    kinds = list(KINDS)
    before = server.memory()
    with Caller(server.port) as caller:
        peers, held, cut, peak = [], {}, {kind: [] for kind in kinds}, before
        while len(peers) < PEERS or (held and time.monotonic() - peers[-1].began < LONGEST + 5):
            for n in range(len(peers), min(len(peers) + TOGETHER, PEERS)):
                peer = Peer(server.port, kinds[n % len(kinds)])
                peers.append(peer)
                held[peer.port] = peer
            select.select([], [], [], STEP)
            open_ports = server.established()
            now = time.monotonic()
            for port in [port for port in held if port not in open_ports]:
                peer = held.pop(port)
                cut[peer.kind].append(now - peer.began)
            for peer in held.values():
                peer.step()
            peak = max(peak, server.memory())
    left = Counter(peer.kind for peer in held.values())
    for kind in kinds:
        times = cut[kind]
        longest = f"the last after {max(times):.1f} s" if times else ""
        print(f"  {kind:<14} {len(times)} cut {longest}; {left[kind]} not")
        late = left[kind] + sum(1 for each in times if each > LONGEST + STEP)
        if late:
            faults.append(f"{late} of {len(times) + left[kind]} peers ({kind}) were not cut within {LONGEST:.0f} s")
    for peer in peers:
        peer.socket.close()
    p95 = caller.p95()
    if isinstance(p95, str):
        faults.append(p95)
    else:
        print(f"  ordinary caller: {len(caller.waited)} answers, p95 {p95 * 1000:.0f} ms; memory grew by {peak - before:.0f} MiB")
        if p95 > SLOWEST_CALLER:
            faults.append(f"an ordinary caller's p95 was {p95 * 1000:.0f} ms beside {PEERS} slow peers")
    return faults
