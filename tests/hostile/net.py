"""net.py FOLDER - servers that nobody should trust, each on a port of loopback of its own, written to FOLDER/NAME.port;
what one was asked stands in FOLDER/NAME.log.  FOLDER holds the certificates NAME.pem (made by net.t)."""
import http.server
import os
import re
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import zlib

top = sys.argv[1]
GOOD = b'{"ok":true,"result":[]}'


def log(name, line):
    with open(os.path.join(top, name + ".log"), "a") as f:
        f.write(line + "\n")


def ready(name, port):
    with open(os.path.join(top, name + ".port.new"), "w") as f:
        f.write(str(port))
    os.rename(os.path.join(top, name + ".port.new"), os.path.join(top, name + ".port"))


def tls(pem, old=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(os.path.join(top, pem + ".pem"))
    return context


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass


def serve(name, handle, context=None):
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            log(name, "connected")
            line = self.request
            if context:
                line = context.wrap_socket(line, server_side=True)
            try:
                handle(name, line)
            except (OSError, ValueError):
                pass
            line.close()
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ready(name, server.server_address[1])


def request(name, line):
    got = b""
    while b"\r\n\r\n" not in got:
        more = line.recv(65536)
        if not more:
            return ""
        got += more
    head, body = got.split(b"\r\n\r\n", 1)
    length = [h.split(b":")[1] for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")]
    while length and len(body) < int(length[0]):
        body += line.recv(65536)
    log(name, got.decode("latin-1").split("\r\n")[0])
    with open(os.path.join(top, name + ".heads"), "ab") as f:
        f.write(head + b"\n")
    return got


def answer(line, body=GOOD, status="200 OK", headers=()):
    line.sendall(("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n" % (
        status, len(body), "".join(h + "\r\n" for h in headers))).encode() + body)


def good(name, line):
    if request(name, line):
        answer(line)


def endless(first, piece):
    def handle(name, line):
        request(name, line)
        line.sendall(first)
        while True:
            line.sendall(piece)
    return handle


def pauses(name, line):
    request(name, line)
    answer(line, b'{"ok":false,"error_code":429,"description":"later","parameters":{"retry_after":9999999999}}',
           "429 Too Many", ["Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"])


def moved(to):
    """A redirect to an address; {port:NAME} is another server's."""
    def handle(name, line):
        request(name, line)
        where = re.sub(r"{port:(.*?)}", lambda m: open(os.path.join(top, m.group(1) + ".port")).read(), to)
        answer(line, b"", "307 Moved", ["Location: " + where])
    return handle


def breaks_off(words, hard=False):
    """Says so much, and is gone."""
    def handle(name, line):
        request(name, line)
        line.sendall(words)
        if hard:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return handle


def large(encoding):
    """100 MB of JSON, as such or packed into 100 KB."""
    def handle(name, line):
        request(name, line)
        body = b'{"ok":true,"result":[' + b'{"update_id":1},' * ((100 << 20) // 16) + b"{}]}" if encoding else b""
        if encoding:
            answer(line, zlib.compress(body, 1), headers=["Content-Encoding: deflate"])
            return
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b'{"ok":true,"result":[')
        for _ in range(100 << 4):
            line.sendall(b'{"update_id":1},' * 4096)
    return handle


def no_wait(*headers):
    def handle(name, line):
        request(name, line)
        answer(line, b'{"ok":false,"error_code":429,"description":"later"}', "429 Too Many", headers)
    return handle


# -- SMTP ----------------------------------------------------------------------------------------------------------------

def lines(name, f):
    while True:
        got = f.readline()
        if not got:
            return
        log(name, got.decode("latin-1").rstrip())
        yield got.strip().upper()


def say(line, *words):
    line.sendall(b"".join(w if isinstance(w, bytes) else w.encode() + b"\r\n" for w in words))


def converse(name, line, f, caps, context=None, inject=b"", words="2.0.0 ok"):
    data = False
    for got in lines(name, f):
        if data:
            data = got != b"."
            if not data:
                say(line, "250 " + words)
        elif got.startswith(b"EHLO"):
            say(line, *["250-%s" % c for c in ["localhost"] + caps[:-1]], "250 " + caps[-1])
        elif got == b"STARTTLS" and context:
            say(line, b"220 2.0.0 ready\r\n" + inject)
            line = context.wrap_socket(line, server_side=True)
            converse(name, line, line.makefile("rb"), [c for c in caps if c != "STARTTLS"], None, words=words)
            return
        elif got.startswith(b"AUTH"):
            say(line, "334 ")
            f.readline()
            say(line, "235 2.7.0 welcome")
        elif got == b"DATA":
            say(line, "354 go on")
            data = True
        elif got == b"QUIT":
            say(line, "221 bye")
            return
        else:
            say(line, "250 " + words)


def smtp(caps, pem=None, inject=b"", words="2.0.0 ok", old=False):
    def handle(name, line):
        say(line, "220 localhost ESMTP")
        converse(name, line, line.makefile("rb"), caps, tls(pem, old) if pem else None, inject, words)
    return handle


def main():
    for name in ("good", "expired", "early", "other-host", "self", "other-ca"):
        serve(name, good, tls(name))
    try:
        serve("old-tls", good, tls("good", old=True))
    except (ssl.SSLError, ValueError):
        pass
    serve("headers", endless(b"HTTP/1.1 200 OK\r\n", b"".join(b"X-Padding-%d: y\r\n" % i for i in range(500))))
    serve("header", endless(b"HTTP/1.1 200 OK\r\nX-Long: ", b"w" * 65536))
    serve("status", endless(b"HTTP/1.1 ", b"2" * 65536))
    serve("continue", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500))
    serve("chunks", endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", b"4;" + b"x" * 60 + b"\r\nwild\r\n"))
    serve("trailers", endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"X-T: v\r\n" * 500))
    serve("pauses", pauses)
    serve("no-wait", no_wait())
    serve("odd-wait", no_wait("Retry-After: -99999999999999999999", "Retry-After: 1e400", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: NaN"))
    serve("large", large(None))
    serve("packed", large("deflate"))
    serve("itself", moved("/again"))
    serve("ping", moved("http://127.0.0.1:{port:pong}/"))
    serve("pong", moved("http://127.0.0.1:{port:ping}/"))
    serve("elsewhere", moved("https://127.0.0.1:{port:good}/"))
    serve("silent", breaks_off(b""))
    serve("half-head", breaks_off(b"HTTP/1.1 200 OK\r\nContent-Ty"))
    serve("half-body", breaks_off(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n" + GOOD))
    serve("half-chunk", breaks_off(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + GOOD))
    serve("torn", breaks_off(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", True))
    serve("smtp-plain", smtp(["AUTH PLAIN LOGIN", "8BITMIME"]))
    serve("smtp-inject", smtp(["STARTTLS", "8BITMIME"], "good", b"250-localhost\r\n250 AUTH PLAIN LOGIN\r\n235 2.7.0 welcome\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 taken\r\n"))
    serve("smtp-expired", smtp(["STARTTLS", "AUTH PLAIN"], "expired"))
    serve("smtp-self", smtp(["STARTTLS", "AUTH PLAIN"], "self"))
    serve("smtp-other-host", smtp(["STARTTLS", "AUTH PLAIN"], "other-host"))
    serve("smtp-old", smtp(["STARTTLS", "AUTH PLAIN"], "good", old=True))
    serve("smtp-good", smtp(["STARTTLS", "AUTH PLAIN"], "good"))
    serve("smtp-words", smtp(["STARTTLS", "AUTH PLAIN"], "good", words="\x1b]52;c;ZXZpbA==\x07\x1b[2Jtaken \x9b1;1H\u202e"))

    def greeting(name, line):
        while True:
            line.sendall(b"220-welcome to a server that says much\r\n" * 1000)
    serve("smtp-greeting", greeting)
    ready("all", 1)
    while os.getppid() != 1:
        time.sleep(1)


main()
