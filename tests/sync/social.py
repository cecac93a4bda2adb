# social.py FOLDER - a homeserver and a Mastodon server with the manners of the real ones, for social.t.
#
# Writes its port to FOLDER/port.  What people say is one JSON object a line in FOLDER/matrix (events of the room) and
# FOLDER/mastodon (statuses that mention us) and FOLDER/direct (conversations, two a page); what we say is kept in FOLDER/said.  A file FOLDER/faults holds lines
# PATH-PART ACTION, each done once: limit, fail, reset-before, reset-after, garbage, half.
# While FOLDER/hour is there, what was said before is not known again by its key.
# FOLDER/stream says what becomes of a stream: open (FOLDER/ring, one line an event), none, page, endless, end, garbage,
# silent, or elsewhere.
import http.server, json, os, socketserver, sys, time, urllib.parse

top = sys.argv[1]
room, txns, keys = '!room:example.org', {}, {}


def lines(name):
    try:
        with open(os.path.join(top, name), encoding='utf-8') as f:
            return [json.loads(l) for l in f if l.strip()]
    except FileNotFoundError:
        return []


def keep(name, what):
    with open(os.path.join(top, name), 'a', encoding='utf-8') as f:
        f.write(json.dumps(what, ensure_ascii=False, sort_keys=True) + '\n')


def fault(path):
    try:
        with open(os.path.join(top, 'faults')) as f:
            rows = [l.split() for l in f if l.strip()]
    except FileNotFoundError:
        return None
    for i, (part, action) in enumerate(rows):
        if part in path:
            del rows[i]
            with open(os.path.join(top, 'faults'), 'w') as f:
                f.writelines(' '.join(r) + '\n' for r in rows)
            return action
    return None


def sync(query):
    """Each line of FOLDER/matrix is an event; a page holds two, so that gaps have to be closed."""
    events, since = lines('matrix'), int(query.get('since', ['s0'])[0][1:])
    fresh = events[since:]
    if not fresh:
        return {'next_batch': 's%d' % since}
    shown = fresh[-2:]
    receipts = [{'type': 'm.receipt', 'content': e['receipt']} for e in fresh if 'receipt' in e]
    return {'next_batch': 's%d' % len(events), 'rooms': {'join': {room: {
        'timeline': {'limited': len(fresh) > 2, 'prev_batch': 't%d' % (len(events) - len(shown)),
                     'events': [e for e in shown if 'receipt' not in e]},
        'state': {'events': []}, 'ephemeral': {'events': receipts}, 'summary': {'m.joined_member_count': 2}}}}}


def history(query):
    events = lines('matrix')
    start, to = int(query['from'][0][1:]), int(query.get('to', ['s0'])[0][1:])
    low = max(to, start - 3)
    chunk = [e for e in reversed(events[low:start]) if 'receipt' not in e]
    out = {'chunk': chunk, 'start': 't%d' % start}
    if low > to:
        out['end'] = 't%d' % low
    return out


def matrix(method, path, query, body):
    if path.endswith('/account/whoami'):
        return {'user_id': '@shop:example.org', 'device_id': 'D'}
    if path.endswith('/sync'):
        return sync(query)
    if path.endswith('/messages'):
        return history(query)
    if '/media/download/' in path:
        return b'%PDF-1.4 an invoice'
    if path.endswith('/upload'):
        keep('said', {'upload': query['filename'][0], 'bytes': len(body)})
        return {'content_uri': 'mxc://example.org/up%d' % len(body)}
    txn = path.split('/')[-1]
    if txn not in txns:
        txns[txn] = '$ours%d' % (len(txns) + 1)
        keep('said', dict(json.loads(body), txn=txn.count('.')))
    return {'event_id': txns[txn]}


def mastodon(method, path, query, body, headers):
    us = {'id': '1', 'username': 'acme', 'acct': 'acme', 'url': 'https://social.example/@acme', 'display_name': 'Acme'}
    statuses = lines('mastodon')
    if path.endswith('.png'):
        return b'\x89PNG\r\n\x1a\n a picture'
    if path.endswith('/verify_credentials'):
        return us
    if path.endswith('/instance'):
        return {'configuration': {'statuses': {'max_characters': 700}}}
    if path.endswith('/notifications'):
        notes = [{'id': s['id'], 'type': 'mention', 'created_at': s['created_at'], 'account': s['account'], 'status': s}
                 for s in statuses if int(s['id']) > int(query.get('min_id', ['0'])[0])]
        return list(reversed(notes[:25]))
    if path.endswith('/conversations'):
        talks = [{'id': 'c' + s['id'], 'accounts': [s['account']], 'last_status': s} for s in reversed(lines('direct'))
                 if int(s['id']) < int(query.get('max_id', ['99999'])[0])]
        more = '<http://%s%s?max_id=%s>; rel="next"' % (headers['Host'], path, talks[1]['last_status']['id']) \
            if len(talks) > 2 else None
        return talks[:2], 'Link', more
    if path.endswith('/context'):
        known = {s['id']: s for s in statuses + list(keys.values())}
        above, one = [], known.get(path.split('/')[-2])
        while one and one.get('in_reply_to_id') in known:
            one = known[one['in_reply_to_id']]
            above.insert(0, one)
        return {'ancestors': above, 'descendants': []}
    if path.endswith('/accounts/1/statuses'):
        return list(reversed([s for s in keys.values() if int(s['id']) > int(query.get('min_id', ['0'])[0])]))
    if path.endswith('/media'):
        keep('said', {'media': len(body) > 0})
        return {'id': '77', 'type': 'image', 'url': 'https://files.example/77.png'}
    if path.endswith('/api/v1/statuses') and method == 'POST':
        key = headers['Idempotency-Key']
        if os.path.exists(os.path.join(top, 'hour')):   # an hour later it knows no key of before
            for old in [k for k in keys if len(k) == 32]:
                keys['old ' + old] = keys.pop(old)
        if key not in keys:
            said = json.loads(body)
            keys[key] = {'id': str(9000 + len(keys)), 'account': us, 'mentions': [],
                         'created_at': time.strftime('%Y-%m-%dT%H:%M:%S.000Z', time.gmtime()), 'content': said['status'], 'visibility': said['visibility'],
                         'in_reply_to_id': said.get('in_reply_to_id')}
            keep('said', said)
        return keys[key]
    return []


def stream(handler):
    """Server-Sent Events, for as long as FOLDER/stream says the same."""
    def mode():
        try:
            with open(os.path.join(top, 'stream')) as f:
                return f.read().strip()
        except FileNotFoundError:
            return 'none'

    what, sent = mode(), len(lines('ring'))
    if what == 'none':
        return handler.answer(404, {'error': 'Not Found'})
    if what == 'elsewhere':
        return handler.answer(302, {}, ('Location', 'http://localhost:%d/api/v1/streaming/elsewhere' % port))
    handler.close_connection = True
    kind = b'text/html' if what == 'page' else b'text/event-stream'
    say = handler.wfile.write
    say(b'HTTP/1.1 200 OK\r\nContent-Type: ' + kind + b'\r\nConnection: close\r\n\r\n:)\n')
    while mode() == what and what != 'end':
        if what == 'garbage':
            say(os.urandom(3000) + b'\n\ndata\x00:\n\r\n:\n')
        elif what == 'endless':
            say(b'data: ' + b'x' * 3000000)
        elif what == 'open':
            fresh = lines('ring')
            say(b':thump\n')
            for event in fresh[sent:]:
                say(b'event: notification\ndata: ' + json.dumps(event).encode() + b'\n\n')
            sent = len(fresh)
        time.sleep(0.1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def answer(self, status, out, *more):
        data = out if isinstance(out, bytes) else json.dumps(out).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def serve(self):
        url = urllib.parse.urlsplit(self.path)
        query, path = urllib.parse.parse_qs(url.query), urllib.parse.unquote(url.path)
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        keep('log', self.command + ' ' + self.path)
        if '/streaming/' in path:
            keep('streams', path + (' with' if 'Authorization' in self.headers else ' without') + ' token')
            if path.endswith('/elsewhere'):
                return self.answer(401, {'error': 'The access token is invalid'})
            try:
                return stream(self)
            except OSError:
                return None
        action = fault(path)
        if action == 'reset-before':
            self.close_connection = True
            return
        if action == 'limit':
            return self.answer(429, {'errcode': 'M_LIMIT_EXCEEDED', 'error': 'Too many requests', 'retry_after_ms': 400},
                               ('Retry-After', '1'))
        if action == 'fail':
            return self.answer(500, {'error': 'broken'})
        if path.startswith('/_matrix/'):
            out = matrix(self.command, path, query, body)
        else:
            out = mastodon(self.command, path, query, body, self.headers)
        if action == 'reset-after':
            self.close_connection = True
            return
        if action == 'garbage':
            out = b'\x00\xff<html>'
        if action == 'half':
            data = json.dumps(out).encode()
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % len(data) + data[:len(data) // 2])
            self.close_connection = True
            return
        if isinstance(out, tuple):
            return self.answer(200, out[0], *([out[1:]] if out[2] else []))
        self.answer(200, out)

    do_GET = do_POST = do_PUT = do_DELETE = serve


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


server = Server(('127.0.0.1', 0), Handler)
port = server.server_address[1]
with open(os.path.join(top, 'port.new'), 'w') as f:
    f.write(str(port))
os.rename(os.path.join(top, 'port.new'), os.path.join(top, 'port'))
server.serve_forever()
