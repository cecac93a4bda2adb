#!/usr/bin/env python3
"""line.py - an SMTP server that ends connections as servers do: line.py FOLDER

FOLDER/mode is read at each connection: `keep`, `421 N` (says 421 to the mail after the Nth of a connection and closes),
`drop` (closes without a word after each mail).  FOLDER/log gets a line for each connection and each mail it took,
FOLDER/port its port.
"""
import os
import socketserver
import sys

FOLDER = sys.argv[1]


def note(line):
    with open(os.path.join(FOLDER, 'log'), 'a', encoding='utf-8') as f:
        f.write(line + '\n')


class Line(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(words.encode() + b'\r\n')

    def handle(self):
        with open(os.path.join(FOLDER, 'mode'), encoding='utf-8') as f:
            mode = f.read().split()
        mails = 0
        note('connection')
        self.say('220 line')
        while True:
            command = self.rfile.readline().decode('latin-1').strip()
            word = command[:4].upper()
            if not command or word == 'QUIT':
                return
            if word == 'MAIL' and mode[0] == '421' and mails == int(mode[1]):
                self.say('421 enough for one connection')
                return
            if word != 'DATA':
                self.say('250 ok')
                continue
            self.say('354 go on')
            text = b''
            while not text.endswith(b'\r\n.\r\n'):
                text += self.rfile.readline()
            mails += 1
            note('mail ' + [s for s in text.decode('latin-1').split('\r\n') if s.startswith('Message-ID:')][0])
            self.say('250 taken')
            if mode[0] == 'drop':
                return


socketserver.TCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), Line) as server:
    with open(os.path.join(FOLDER, 'port.new'), 'w', encoding='utf-8') as f:
        f.write(str(server.server_address[1]))
    os.rename(os.path.join(FOLDER, 'port.new'), os.path.join(FOLDER, 'port'))
    server.serve_forever()
