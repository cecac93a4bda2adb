"""power.py - the disk as it may be after the power was cut, out of what record.c wrote down.

    power.py count LOG                          how many records there are
    power.py make LOG BASE ROOT OUT CUT SEED    the disk after the first CUT records, in the folder OUT; prints the
                                                promises made until then

BASE is a copy of ROOT as it was when the recording began, with a file `inodes` beside it ("INODE PATH" a line).  What was
synced is there.  Of the rest, by the seed: nothing, everything, of each file a prefix whose last write is torn, or any of
its sectors of 512 bytes; and of the names that were made, changed and removed, which a file system keeps in order, those
up to some point.  A file's own sync does not make its name durable, only its folder's does.  Files named in WORLD, and
what lies in a folder of the name `world`, are not on the disk that fails: what another machine has.
"""
import os
import random
import sys

SECTOR = 512
WORLD = ("taken",)


def elsewhere(path):
    return os.path.basename(path) in WORLD or "/world/" in path


class File:
    def __init__(self, data=b"", world=False):
        self.data, self.pending, self.world = bytearray(data), [], world

    def apply(self, op):
        kind, at, data = op
        if kind == "T":
            del self.data[at:]
            self.data.extend(bytes(at - len(self.data)))
        else:
            self.data.extend(bytes(max(0, at - len(self.data))))
            self.data[at:at + len(data)] = data

    def add(self, op):
        if self.world:
            self.apply(op)
        else:
            self.pending.append(op)

    def sync(self):
        for op in self.pending:
            self.apply(op)
        self.pending = []


def sectors(op):
    kind, at, data = op
    if kind == "T":
        return [op]
    out, start = [], 0
    while start < len(data):
        end = min(len(data), (at + start) // SECTOR * SECTOR + SECTOR - at)
        out.append((kind, at + start, data[start:end]))
        start = end
    return out


def records(log):
    with open(log, "rb") as f:
        data = f.read()
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        head, _, names = data[at:end].partition(b"\t")
        kind, inode, offset, length = head.split()
        at = end + 1 + int(length)
        yield kind.decode(), int(inode), int(offset), data[end + 1:at], names.decode("utf-8", "surrogateescape").split("\t")


class Disk:
    def __init__(self, base, root):
        self.root, self.names, self.pending, self.inodes, self.folders = root, {}, [], {}, {}
        with open(base + ".inodes", encoding="utf-8", errors="surrogateescape") as f:
            for line in f:
                inode, path = line.rstrip("\n").split(" ", 1)
                real = base + path[len(root):]
                if os.path.isdir(real):
                    self.names[path] = None
                    self.folders[int(inode)] = path
                elif os.path.isfile(real):
                    with open(real, "rb") as one:
                        self.names[path] = self.inodes[int(inode)] = File(one.read(), elsewhere(path))
        self.live = dict(self.names)

    @staticmethod
    def change(names, op):
        kind, path, what = op
        if kind == "put":
            names[path] = what
        elif kind == "U":
            names.pop(path, None)
        elif kind == "R" and path in names:
            names[what] = names.pop(path)
        elif kind == "L" and path in names:
            names[what] = names[path]

    def name(self, op):
        self.change(self.live, op)
        if elsewhere(op[1]):
            self.change(self.names, op)
        else:
            self.pending.append(op)

    def sync_folder(self, path):
        """The journal is written up to the last change of this folder."""
        last = 0
        for i, (kind, one, two) in enumerate(self.pending):
            if os.path.dirname(one) == path or (kind in "RL" and os.path.dirname(two) == path):
                last = i + 1
        for op in self.pending[:last]:
            self.change(self.names, op)
        del self.pending[:last]

    def play(self, record):
        kind, inode, offset, data, names = record
        if kind == "C":
            self.inodes[inode] = File(b"", elsewhere(names[0]))
            self.name(("put", names[0], self.inodes[inode]))
        elif kind == "D":
            self.folders[inode] = names[0]
            self.name(("put", names[0], None))
        elif kind in "WT" and inode in self.inodes:
            self.inodes[inode].add((kind, offset, data))
        elif kind == "S" and inode in self.inodes:
            self.inodes[inode].sync()
        elif kind == "S" and inode in self.folders:
            self.sync_folder(self.folders[inode])
        elif kind == "U":
            self.name(("U", names[0], None))
        elif kind in "RL":
            self.name((kind, names[0], names[1]))

    def cut(self, rng):
        how = rng.choice(("none", "all", "prefix", "sectors", "sectors"))
        keep = {"none": 0, "all": len(self.pending)}.get(rng.choice(("none", "all", "some")), rng.randint(0, len(self.pending)))
        for op in self.pending[:keep]:
            self.change(self.names, op)
        for f in {id(f): f for f in self.names.values() if f}.values():
            ops = f.pending
            if how == "none":
                ops = []
            elif how == "prefix":
                n = rng.randint(0, len(ops))
                torn = sectors(ops[n]) if n < len(ops) else []
                ops = ops[:n] + torn[:rng.randint(0, len(torn))]
            elif how == "sectors":
                share = rng.choice((0, 0.1, 0.5, 0.9, 1))
                ops = [part for op in ops for part in sectors(op) if rng.random() < share]
            for op in ops:
                f.apply(op)

    def write(self, out):
        for path in sorted(self.names):
            to, f = out + path[len(self.root):], self.names[path]
            if f is None:
                os.makedirs(to, exist_ok=True)
            elif not path.endswith("-shm") and os.path.isdir(os.path.dirname(to)):
                with open(to, "wb") as one:
                    one.write(f.data)
                os.chmod(to, 0o600)


def make(log, base, root, out, cut, seed):
    rng, disk = random.Random(seed), Disk(base, root)
    for i, record in enumerate(records(log)):
        if i >= int(cut):
            break
        if record[0] == "P":
            print(record[4][0])
        else:
            disk.play(record)
    disk.cut(rng)
    disk.write(out)


if sys.argv[1] == "count":
    print(sum(1 for _ in records(sys.argv[2])))
else:
    make(*sys.argv[2:])
