"""target.py FOLDER - an escalation target: takes what is posted, writes it down, and errs on demand.

FOLDER/port: where it listens.  FOLDER/posts: one line a request, METHOD PATH AUTHORIZATION BODY.
FOLDER/fault: what the next request gets, once: "status CODE WORDS", "drop" (taken, and the line breaks).
"""
import http.server
import os
import sys

folder = sys.argv[1]


class Target(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        with open(folder + "/posts", "a") as f:
            f.write("%s %s %s %s\n" % (self.command, self.path, self.headers.get("Authorization", "-").replace(" ", "_"), body))
        status, words = 200, "ok"
        try:
            fault = open(folder + "/fault").read().split(None, 2)
            os.unlink(folder + "/fault")
        except FileNotFoundError:
            fault = []
        if fault and fault[0] == "drop":
            self.close_connection = True
            self.connection.close()
            return
        if fault and fault[0] == "status":
            status, words = int(fault[1]), fault[2].strip()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words.encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Target)
with open(folder + "/port.new", "w") as f:
    f.write(str(server.server_address[1]))
os.rename(folder + "/port.new", folder + "/port")
server.serve_forever()
