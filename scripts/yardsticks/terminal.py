"""A program on a pseudo-terminal, measured without an emulator in the loop.

  start   execve() -> last byte of the first output that ends in silence and shows `ready`
  echo    write() of one key -> last byte of the answer, which ends in silence
Silence itself is not counted. One key is under way at a time.
"""

import fcntl
import os
import re
import select
import shutil
import signal
import struct
import tempfile
import termios
import time

import proc

now = time.monotonic_ns
MS = 1_000_000

ESCAPES = re.compile(
    rb"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[()][0-9A-B]|\x1b."
    rb"|[\x00-\x1f]",
    re.S,
)


class Failed(Exception):
    """The program ended, or did not show what was waited for."""


class Program:
    def __init__(self, name, entry, folders, rows=40, columns=120, quiet_ms=20):
        self.name, self.entry = name, entry
        self.rows, self.columns, self.quiet = rows, columns, quiet_ms * MS
        self.home = tempfile.mkdtemp(prefix="yardstick-")
        self.folders = dict(folders, HOME=self.home)
        self.log = []  # (time, bytes)
        self.next_key = {}
        self._start()

    def _fill(self, text):
        for name, value in self.folders.items():
            text = text.replace("${" + name + "}", value)
        return text

    def _start(self):
        argv = [self._fill(word) for word in self.entry["argv"]]
        program = shutil.which(argv[0])
        if program is None:
            raise Failed(f"{self.name}: {argv[0]} is not there")
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "TZ": "Asia/Shanghai",
        }
        environment.update({k: self._fill(v) for k, v in self.entry.get("env", {}).items()})
        master, slave = os.openpty()
        size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(slave, fd)
                os.chdir(self.home)
                signal.signal(signal.SIGPIPE, signal.SIG_DFL)
                os.write(writing, struct.pack("q", now()))
                os.execve(program, argv, environment)
            finally:
                os._exit(127)
        os.close(slave)
        os.close(writing)
        self.started = struct.unpack("q", os.read(reading, 8))[0]
        os.close(reading)
        os.set_blocking(master, False)
        self.fd = master
        self.poll = select.poll()
        self.poll.register(master, select.POLLIN)

    def _read(self, deadline):
        """Reads once; False when nothing came before `deadline`."""
        while (left := deadline - now()) > 0:
            if not self.poll.poll(left / MS):
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            if not data:
                raise Failed(f"{self.name} ended; its screen:\n{self.screen()}")
            self.log.append((now(), data))
            return True
        return False

    def silence(self, limit_ms=5000):
        """Reads until nothing comes for a while; the time of the last byte."""
        end, last = now() + limit_ms * MS, now()
        while now() < end and self._read(last + self.quiet):
            last = self.log[-1][0]
        return last

    def output(self, start=0):
        return b"".join(data for _, data in self.log[start:])

    def wait_for(self, pattern, timeout_ms=20_000):
        """Reads until `pattern` is shown and all is silent; the time of the last byte."""
        end, wanted = now() + timeout_ms * MS, re.compile(pattern.encode())
        while now() < end:
            if not self._read(min(end, now() + self.quiet)) and self.log:
                if wanted.search(ESCAPES.sub(b"", self.output())):
                    return self.log[-1][0]
        raise Failed(f"{self.name} never showed {pattern!r}; its screen:\n{self.screen()}")

    def start_ns(self):
        return self.wait_for(self.entry["ready"]) - self.started

    def listening_ns(self, key):
        """From the first screen to the answer to a key that was pressed when it stood."""
        wanted = re.compile(self.entry["ready"].encode())
        while not wanted.search(ESCAPES.sub(b"", self.output())):
            if not self._read(now() + 20_000 * MS):
                raise Failed(f"{self.name} painted nothing")
        while self._read(now() + MS // 2):  # the rest of the first screen
            pass
        first, position = self.log[-1][0], len(self.log)
        os.write(self.fd, key.encode())
        self._read(now() + 5000 * MS)
        last = self.silence()
        if len(self.log) == position:
            raise Failed(f"{self.name} answered no key after its first screen")
        return last - first

    def send(self, keys):
        os.write(self.fd, keys.encode())
        self.silence()

    def expect(self, keys, pattern, timeout_ms=20_000):
        """Sends keys and waits for a new text; nanoseconds to the bytes that show it."""
        position, sent, wanted = len(self.log), now(), re.compile(pattern.encode())
        os.write(self.fd, keys.encode())
        while self._read(sent + timeout_ms * MS):
            if wanted.search(ESCAPES.sub(b"", self.output(position))):
                shown = self.log[-1][0]
                self.silence()
                return shown - sent
        raise Failed(f"{self.name} never showed {pattern!r}; its screen:\n{self.screen()}")

    def echo(self, key, pause_ns):
        """(nanoseconds to the last byte, bytes) of the answer; None when there is none.

        Of a pair only the second part is measured; the first leads to it.
        """
        if isinstance(key, tuple):
            self.send(key[0])
            key = key[1]
        pause_end = now() + pause_ns
        while self._read(pause_end):
            pass
        position, sent = len(self.log), now()
        os.write(self.fd, key.encode())
        if not self._read(sent + 300 * MS):
            return None
        while self._read(self.log[-1][0] + self.quiet):
            pass
        return self.log[-1][0] - sent, len(self.output(position))

    def idle_cpu_percent(self, seconds):
        self.silence()
        before, start = proc.cpu_ns(self.pid), now()
        end = start + int(seconds * 1000) * MS
        while self._read(end):
            pass
        return (proc.cpu_ns(self.pid) - before) / (now() - start) * 100

    def reset_peak(self):
        """Lets the peak of memory begin anew, after the passphrase was checked."""
        with open(f"/proc/{self.pid}/clear_refs", "w") as file:
            file.write("5")

    def screen(self):
        """What the terminal shows now, as text."""
        import pyte

        screen = pyte.Screen(self.columns, self.rows)
        pyte.ByteStream(screen).feed(self.output())
        return "\n".join(line.rstrip() for line in screen.display).rstrip()

    def end(self):
        """Quits by keys, if there are any, then by signals; only this program is signalled."""
        numbers = [signal.SIGHUP, signal.SIGKILL]
        try:
            for keys in self.entry.get("quit", []):
                self.send(keys)
                numbers.insert(0, None)
        except (OSError, Failed):
            pass
        for number in numbers:
            if number is not None:
                os.kill(self.pid, number)
            for _ in range(400):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.fd)
                    shutil.rmtree(self.home, ignore_errors=True)
                    return
                time.sleep(0.002)
        raise Failed(f"{self.name} cannot be ended")
