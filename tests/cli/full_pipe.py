# SPDX-License-Identifier: GPL-3.0-or-later
"""full_pipe.py INPUT COMMAND...: the command writes INPUT's table into a pipe that nobody reads and that the system
lets no more pages have, and is stopped by SIGTERM. Prints its status, whether it took less than a second, and how
the stream ends: spoilt, or cut."""
import fcntl
import os
import resource
import signal
import subprocess
import sys
import time

F_SETPIPE_SZ, F_GETPIPE_SZ = 1031, 1032

source = os.open(sys.argv[1], os.O_RDONLY)
program = sys.argv[2:]
# What the superuser may have has no end.
if os.getuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
if not os.access(program[0], os.X_OK):
    sys.exit("nobody may not run " + program[0])
r, w = os.pipe()
held = []


def takes_more(pipe):
    for size in 1 << 20, 1 << 19, 1 << 18, 1 << 17:
        try:
            fcntl.fcntl(pipe[1], F_SETPIPE_SZ, size)
            return True
        except PermissionError:
            pass
    return False


while len(held) < 4000:
    held.append(os.pipe())
    if not takes_more(held[-1]):
        break
else:
    sys.exit("no limit of pipe pages")
tool = subprocess.Popen(program, stdin=source, stdout=w, stderr=subprocess.DEVNULL)
os.close(w)
before = -1
while True:  # until it has filled the pipe and waits
    time.sleep(0.3)
    n = int.from_bytes(fcntl.ioctl(r, 0x541B, b"\0\0\0\0"), sys.byteorder)  # FIONREAD
    if n and n == before:
        break
    before = n
start = time.monotonic()
tool.send_signal(signal.SIGTERM)
status = tool.wait()
took = time.monotonic() - start
out = b""
while block := os.read(r, 1 << 16):
    out += block
end = "spoilt" if out.rsplit(b"\n", 2)[-2].startswith(b'"kom-') else "cut"
print(f"signal {-status}, {'in time' if took < 1.5 else took}, {end}")
