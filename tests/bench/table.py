#!/usr/bin/env python3
"""table.py - the rows of tests/bench/run, for people and programs.

    table.py json ROWS...            JSON lines: the machine, then each row
    table.py text ROWS...            a table for the terminal
    table.py growth ROWS...          each figure against the size, plotted
    table.py readme RESULTS...       Markdown: the figures that matter, and the budgets of the design (from JSON lines)
    table.py readme --into FILE RESULTS...   the same, between the marks of FILE

A row's fields: see row.h.  Its ratio is its median over its peer's: below 1 is less than the peer.
"""
import json
import os
import re
import sys

FIELDS = "group what unit n min p50 p99 max budget peer peer_p50".split()
NUMBERS = "n min p50 p99 max peer_p50".split()


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def read_rows(paths):
    rows, piece = [], {}
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for line in f:
                part = line.rstrip("\n").split("\t")
                if part[0] == "#":
                    piece = dict(zip(("piece", "date", "size", "store", "load"), part[1:]))
                    continue
                row = dict(zip(FIELDS, part + [""] * len(FIELDS)))
                for name in NUMBERS:
                    row[name] = number(row[name])
                rows.append({**piece, **row})
    order = list(dict.fromkeys(r["group"] for r in rows))
    return beside(sorted(rows, key=lambda r: order.index(r["group"])))


def beside(rows):
    """Finds the peers that are rows of the same group, and the ratios."""
    known = {(r["group"], r["what"]): r["p50"] for r in rows}
    for r in rows:
        r["is_peer"] = r["peer"] == "."
        if r["is_peer"]:
            r["peer"] = ""
        elif r["peer"] and r["peer_p50"] is None:
            r["peer_p50"] = known.get((r["group"], r["peer"]))
        r["ratio"] = r["p50"] / r["peer_p50"] if r["p50"] is not None and r["peer_p50"] else None
    return rows


def first_line(path, key, default="?"):
    try:
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith(key):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return default


def disk_of(path):
    """The file system's kind, and whether its disk turns."""
    best = ("", "?", "")
    real = os.path.realpath(path)
    with open("/proc/mounts", encoding="utf-8") as f:
        for line in f:
            device, where, kind = line.split()[:3]
            if (real + "/").startswith(where.rstrip("/") + "/") and len(where) >= len(best[0]):
                best = (where, kind, os.path.basename(device))
    name = re.sub(r"p?\d+$", "", best[2])
    try:
        with open("/sys/block/%s/queue/rotational" % name, encoding="utf-8") as f:
            turns = ", turning disk" if f.read().strip() == "1" else ", solid state"
    except OSError:
        turns = ""
    if name.startswith("vd"):
        turns = ", a virtual disk"
    return best[1] + turns


def machine(path):
    u = os.uname()
    return {"cores": os.cpu_count(), "cpu": re.sub(r"\s+", " ", first_line("/proc/cpuinfo", "model name", u.machine)),
            "memory_gb": round(int(first_line("/proc/meminfo", "MemTotal", "0 kB").split()[0]) / 1048576),
            "system": u.sysname, "kernel": re.match(r"[\d.]*\d", u.release).group(0), "disk": disk_of(path)}


def show(v):
    if v is None:
        return ""
    if v == int(v) and abs(v) >= 1:
        return "%d" % v
    return "%.3g" % v if abs(v) < 10 else "%.1f" % v if abs(v) < 1000 else "%.0f" % v


def to_json(paths):
    print(json.dumps({"machine": machine(os.path.dirname(paths[0]) if paths else ".")}))
    for r in read_rows(paths):
        for name in ("size", "store"):
            r[name] = int(number(r.get(name) or "0"))
        print(json.dumps(r, ensure_ascii=False))


def to_text(paths):
    rows, group = read_rows(paths), None
    bare = []
    for r in rows:
        if r["group"] != group:
            group = r["group"]
            print("\n%-74s%5s %9s %9s %9s %9s %8s  %s" % (group[:74], "n", "min", "p50", "p99", "max", "ratio", "to; budget"))
        peer = "(what others are beside)" if r["is_peer"] else "to " + r["peer"] if r["ratio"] is not None else ""
        if r["budget"]:
            peer += "; " * bool(peer) + "budget " + r["budget"]
        print("  %-72s%5s %9s %9s %9s %9s %8s  %s" % ((r["what"] + " [" + r["unit"] + "]")[:72], show(r["n"]), show(r["min"]),
              show(r["p50"]), show(r["p99"]), show(r["max"]), show(r["ratio"]), peer))
        if r["ratio"] is None and not r["is_peer"] and r["p50"] is not None:
            bare.append(r)
    print("\n%d rows, %d with a ratio, %d that others are beside, %d without either" % (len(rows),
          sum(r["ratio"] is not None for r in rows), sum(r["is_peer"] for r in rows), len(bare)))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    mode, paths = sys.argv[1], sys.argv[2:]
    if mode == "json":
        to_json(paths)
    elif mode == "text":
        to_text(paths)
    elif mode == "growth":
        import growth
        growth.plot(read_rows(paths))
    elif mode == "readme":
        import readme
        readme.write(paths)
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    main()
