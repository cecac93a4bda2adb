"""spoken.py - what a program that speaks for an exec account has to say, whatever it brings."""
import json
import sys


def say(o):
    sys.stdout.write(json.dumps(o) + "\n")
    sys.stdout.flush()


def channel(messages):
    """Answers until it is told to quit; every pull gets all of messages(), and what is sent is taken."""
    for line in sys.stdin:
        o = json.loads(line)
        if o["do"] == "hello":
            say({"type": "hello", "protocol": 1})
        elif o["do"] == "pull":
            for m in messages():
                say(m)
            say({"type": "done"})
        elif o["do"] == "quit":
            return
        elif o["do"] == "send":
            say({"type": "sent", "id": o["id"], "remote_id": "s" + o["id"]})
