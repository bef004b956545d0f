"""How long a service and its database have worked, for the benchmarks."""
import glob
import os

# What PostgreSQL does after an import, whoever asks meanwhile.
TIDYING = ("autovacuum", "checkpointer", "background writer")


def read(path):
    """What a file of /proc says; nothing once its process has ended."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def spent(service, postgres):
    """Seconds of CPU of the service with this process id, and with `postgres` of every process of PostgreSQL as well."""
    ticks = 0
    for process in glob.glob("/proc/[0-9]*") if postgres else [f"/proc/{service}"]:
        stat = read(f"{process}/stat")
        ours = process == f"/proc/{service}" or "(postgres)" in stat
        if ours and not any(word in read(f"{process}/cmdline") for word in TIDYING):
            fields = stat.rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
