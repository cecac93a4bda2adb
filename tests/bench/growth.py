"""growth.py - each figure against the size of the store, as text: a chart of powers of ten, and a line for each."""
import math
import re

BARS = "▁▂▃▄▅▆▇█"
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
WIDE, HIGH = 44, 10


def series(rows):
    """{(group, what without its number of rows): {size: (median, unit)}}"""
    out = {}
    for r in rows:
        m = re.match(r"(\d+) messages: (.*)", r["group"])
        if m and r["p50"] is not None:
            what = re.sub(r" \(\d+(, cut)?\)", "", r["what"])
            if not what.startswith("a bare"):
                out.setdefault((m.group(2), what, r["unit"]), {})[int(m.group(1))] = r["p50"]
    return {k: v for k, v in out.items() if len(v) > 1}


def slope(points):
    """Of the line through the logarithms: 0 does not grow, 1 grows as the size does."""
    xs = [math.log10(x) for x in points]
    ys = [math.log10(max(y, 1e-4)) for y in points.values()]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def chart(title, unit, lines, many):
    """Points and the lines between them, both axes in powers of ten."""
    xs = sorted({x for v in lines for x in v})
    ys = [max(y, 1e-3) for v in lines for y in v.values()]
    left, right = math.log10(xs[0]), math.log10(xs[-1])
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)) + 1e-9)
    high = max(high, low + 1)
    cells = [[0] * WIDE for _ in range(HIGH)]

    def dot(x, y):
        cells[y // 4][x // 2] |= DOTS[x % 2][y % 4]

    def at(x, y):
        return ((math.log10(x) - left) / (right - left) * (WIDE * 2 - 1),
                (high - math.log10(max(y, 1e-3))) / (high - low) * (HIGH * 4 - 1))

    for v in lines:
        points = [at(x, v[x]) for x in sorted(v)]
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            steps = max(1, int(x1 - x0))
            for i in range(steps + 1):
                dot(int(x0 + (x1 - x0) * i / steps), int(y0 + (y1 - y0) * i / steps))
    print("\n%s (%s)%s" % (title, unit, many))
    for y, row in enumerate(cells):
        power = high - y * (high - low) / (HIGH - 1)
        print("%9.3g │%s" % (10 ** power, "".join(chr(0x2800 + c) for c in row)))
    print("%9s └%s" % ("", "─" * WIDE))
    marks = [" "] * (WIDE + 8)
    for x in xs:
        text = "%g" % x if x < 10000 else "%.3gk" % (x / 1e3) if x < 1e6 else "%.3gM" % (x / 1e6)
        place = int((math.log10(x) - left) / (right - left) * (WIDE - 1))
        marks[place:place + len(text)] = text
    print("%9s  %s" % ("", "".join(marks).rstrip()))


def few(lines):
    """Of many lines the slowest, the middle and the fastest at each size."""
    if len(lines) <= 4:
        return lines
    sizes = sorted({x for v in lines for x in v})
    sorted_at = {x: sorted(v[x] for v in lines if x in v) for x in sizes}
    return [{x: ys[0] for x, ys in sorted_at.items()}, {x: ys[len(ys) // 2] for x, ys in sorted_at.items()},
            {x: ys[-1] for x, ys in sorted_at.items()}]


def table(lines, sizes):
    group = None
    print("\n%-58s%s %8s" % ("figure (median)", "".join("%11d" % x for x in sizes), "grows as"))
    for (g, what, unit), v in lines.items():
        if g != group:
            group = g
            print(g)
        ys = [v[x] for x in sizes if x in v]
        low, span = min(ys), max(ys) - min(ys)
        bars = "".join(" " if x not in v else BARS[int((v[x] - low) / span * 7) if span > 0 else 0] for x in sizes)
        print("  %-50s %-4s %s %8s  %s" % (what[:50], unit[:4], "".join("%11s" % ("%.4g" % v[x] if x in v else "") for x in sizes),
              "n^%.2f" % slope(v), bars))


def plot(rows):
    lines = series(rows)
    if not lines:
        print("growth needs two sizes at least (SIZES)")
        return
    sizes = sorted({x for v in lines.values() for x in v})
    table(lines, sizes)
    for title, unit, groups in (("lists, counts and a case", "ms", ("list", "count", "case", "start")),
                                ("search and people", "ms", ("search", "people")),
                                ("console: start, key to paint", "ms", ("console",)),
                                ("bytes a message", "bytes", ("bytes a message",)),
                                ("memory", "kB", ("memory", "console"))):
        some = [v for (g, _, u), v in lines.items() if g in groups and u == unit]
        if some:
            chart(title, unit, few(some), "" if len(some) <= 4 else ": the largest, the middle and the least of %d" % len(some))
