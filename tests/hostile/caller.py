"""An ordinary caller, in a process of its own: asks for a page again and again, and says how long it waited."""

import http.client
import json
import multiprocessing
import time

QUESTION = json.dumps({"query": "{ projects(first: 20) { totalCount nodes { id number title } } }"})
HEADERS = {"content-type": "application/json"}
# Between two questions; ordinary callers read what they were told.
PAUSE = 0.01


def _ask(port, stop, waits):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    waited = []
    try:
        while not stop.wait(PAUSE):
            began = time.monotonic()
            try:
                connection.request("POST", "/graphql", QUESTION, HEADERS)
                answer = json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                waits.put(f"an ordinary caller was not answered: {error!r}")
                return
            if "errors" in answer or len(answer["data"]["projects"]["nodes"]) != 20:
                waited_so_far = time.monotonic() - began
                waits.put(f"an ordinary caller was refused after {waited_so_far:.1f} s: {json.dumps(answer)[:300]}")
                return
            waited.append(time.monotonic() - began)
    finally:
        connection.close()
    waits.put(waited)


class Caller:
    """Asks for as long as the block lasts."""

    def __init__(self, port):
        context = multiprocessing.get_context("spawn")
        self.stop, self.waits = context.Event(), context.Queue()
        self.process = context.Process(target=_ask, args=(port, self.stop, self.waits), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.waited = self.waits.get(timeout=90)
        self.process.join()

    def p95(self):
        """What 95 of 100 answers took at most, in seconds; a complaint where one did not come."""
        if isinstance(self.waited, str):
            return self.waited
        assert len(self.waited) >= 20, f"only {len(self.waited)} ordinary answers: too few to tell"
        return sorted(self.waited)[len(self.waited) * 95 // 100]
