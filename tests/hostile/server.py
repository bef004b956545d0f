"""The server under test: started on a folder and a port of its own, watched, and ended."""

import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from pathlib import Path


class Server:
    """A server with the bundled records. It ends with the block that it is used in."""

    def __init__(self, binary, *more):
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="istc-hostile."))
        self.log = self.folder / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ISTC_")}
        words = [str(Path(binary).resolve()), "serve", "--bind", "127.0.0.1:0", "--data-dir", str(self.folder / "data"), *more]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                words, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        # It ends without a word if it cannot start, and is ended if it says nothing at all.
        impatient = threading.Timer(120, self.process.kill)
        impatient.start()
        said = self.process.stdout.readline()
        impatient.cancel()
        found = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", said)
        if not found:
            self.end()
            raise SystemExit(f"the server does not say where it listens: {said!r}")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def alive(self):
        """Whether the process that was started still runs."""
        return self.process.poll() is None

    def memory(self):
        """What it holds in memory, in MiB."""
        return self._status("VmRSS")

    def most_memory(self):
        """The most that it held since `forget_most`, in MiB."""
        return self._status("VmHWM")

    def forget_most(self):
        """Lets the most that it held begin anew."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _status(self, line):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{line}:\s+(\d+) kB$", status, re.M).group(1)) / 1024

    def panics(self):
        """The lines of its log that tell of a panic."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if "panicked" in line.lower()]

    def established(self):
        """The addresses and ports of the peers whose connection the server still holds open."""
        peers = set()
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, local, remote, state = line.split()[:4]
            if state == "01" and int(local.split(":")[1], 16) == self.port:
                address, port = remote.split(":")
                # An address stands there in the byte order of the machine.
                peers.add((socket.inet_ntoa(struct.pack("=I", int(address, 16))), int(port, 16)))
        return peers
