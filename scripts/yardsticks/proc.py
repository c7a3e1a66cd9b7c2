"""Figures of a process and its children, from /proc."""

import os


def tree(pid):
    """The process ids of `pid` and all it started."""
    found, todo = [], [pid]
    while todo:
        process = todo.pop()
        found.append(process)
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/children") as file:
                    todo += [int(word) for word in file.read().split()]
        except OSError:
            pass  # it has ended
    return found


def cpu_ns(pid):
    """Processor time of all living threads, in nanoseconds."""
    total = 0
    for process in tree(pid):
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/schedstat") as file:
                    total += int(file.read().split()[0])
        except OSError:
            pass
    return total


def peak_mb(pid):
    """Peak resident memory, in MiB."""
    total = 0
    for process in tree(pid):
        try:
            with open(f"/proc/{process}/status") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
        except OSError:
            pass
    return total / 1024


def busy():
    """(all, idle) ticks of the machine."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]
