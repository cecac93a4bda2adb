#!/usr/bin/env python3
"""cells.py - how many cells of the screen change when the cursor moves by a row: cells.py COLUMNS ROWS KEYS COMMAND...

Runs the command in a tmux of its own and prints least, median and most of so many keys (j).
"""
import os
import subprocess
import sys
import time

columns, rows, keys = (int(a) for a in sys.argv[1:4])
socket = 'sportello-cells-%d' % os.getpid()


def tmux(*words):
    return subprocess.run(('tmux', '-L', socket) + words, capture_output=True, text=True, check=False).stdout


def screen():
    return [line.ljust(columns)[:columns] for line in tmux('capture-pane', '-p').split('\n')[:rows]]


tmux('-f', '/dev/null', 'new-session', '-d', '-x', str(columns), '-y', str(rows), '--', *sys.argv[4:])
try:
    time.sleep(1.5)
    was, changed = screen(), []
    for _ in range(keys):
        tmux('send-keys', 'j')
        time.sleep(0.12)
        now = screen()
        changed.append(sum(a != b for old, new in zip(was, now) for a, b in zip(old, new)))
        was = now
    changed.sort()
    print(changed[0], changed[len(changed) // 2], changed[-1])
finally:
    tmux('kill-server')
