# world.py FOLDER - every connected service in one small server, each with the manners of the real one, and any fault
# between it and us.
#
# The service NAME lies below http://127.0.0.1:PORT/NAME; PORT is written to FOLDER/port.  What customers write is one
# line "SECONDS TEXT" in FOLDER/NAME.in, what the service took from us a line in FOLDER/NAME.out.
# FOLDER/NAME.faults holds lines KIND ACTION [ARGUMENT]...; the first line of a request's kind (pull, more, log, send,
# check, or * for any) is taken out and done.  Fields are separated by tabs:
#   answer STATUS [HEADERS [BODY]]	that instead; headers are separated by ~
#   after STATUS [HEADERS [BODY]]	it is done, and that comes all the same
#   with HEADERS	the good answer with more headers
#   reset-before	the line breaks before anything is done;  reset-after, reset-half-head, half, garbage, html, empty,
#			deep, nul, twisted, gzip, bomb, endless: it is done, and that comes of the answer
#   slow MS		it comes late;  hang: nothing comes
# While FOLDER/circle or FOLDER/blank is there, pages have no end.
# What it knows stands in its folder, and nowhere else: NAME.said, of each thing it took all that it keeps of it, and
# telegram.floor, the first update that was not confirmed.  A folder that is put back is the world as it was then.
# FOLDER/latency holds the milliseconds that an answer may be late, from none to so many.
# A second port, in FOLDER/foreign, is another host: it keeps what it is asked in FOLDER/foreign.log.
import email.utils, gzip, http.server, json, os, random, re, socket, socketserver, struct, sys, threading, time
import urllib.parse

top = sys.argv[1]
lock = threading.Lock()
WE, PAGE = '100200300400500', 25


def iso(at, zone='.000Z'):
    return time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(at)) + zone


def mode(name):
    return os.path.exists(os.path.join(top, name))


def rest(rows, n, size=PAGE):
    """One page of rows, and where the next one begins; behind the last one the second again (circle), or nothing, for
    ever (blank)."""
    if mode('circle') and n + size >= len(rows):
        return rows[n:n + size] or rows[:size], size
    if mode('blank') and n:
        return [], n + size
    return rows[n:n + size], (n + size if n + size < len(rows) else None)


class Service:
    kinds = ()

    def __init__(self, name):
        self.name, self.path = name, os.path.join(top, name)

    @property
    def said(self):
        try:
            with open(self.path + '.said', encoding='utf-8') as f:
                return [json.loads(line) for line in f]
        except FileNotFoundError:
            return []

    def kind(self, q):
        return next((k for pattern, k in self.kinds if re.search(pattern, q.method + ' ' + q.path + '?' + q.query)), 'else')

    def rows(self):
        """What customers wrote: (number, seconds, text)."""
        try:
            with open(self.path + '.in', encoding='utf-8') as f:
                lines = f.read().splitlines()
        except FileNotFoundError:
            return []
        return [(n + 1, int(l.split(' ', 1)[0]), l.split(' ', 1)[1]) for n, l in enumerate(lines)]

    def take(self, text, **more):
        one = dict(more, text=text, at=int(time.time()), n=len(self.said) + 1)
        with open(self.path + '.said', 'a', encoding='utf-8') as f:
            f.write(json.dumps(one) + '\n')
        with open(self.path + '.out', 'a', encoding='utf-8') as f:
            f.write(text + '\n')
        return one


class Telegram(Service):
    kinds = ('getUpdates', 'pull'), ('sendMessage', 'send')

    def floor(self, offset):
        """What is below has been confirmed, and is forgotten."""
        known = 0
        if os.path.exists(self.path + '.floor'):
            with open(self.path + '.floor') as f:
                known = int(f.read())
        if offset > known:
            with open(self.path + '.floor', 'w') as f:
                f.write(str(offset))
        return max(offset, known)

    def serve(self, q):
        if q.path.endswith('getUpdates'):
            floor = self.floor(q.json.get('offset', 0))
            return {'ok': True, 'result': [{'update_id': n, 'message': self.message(n, at, text)}
                                           for n, at, text in self.rows() if n >= floor][:q.json['limit']]}
        chat = q.json['chat_id']
        one = self.take(q.json['text'])
        return {'ok': True, 'result': {'message_id': 10**6 + one['n'], 'date': one['at'], 'text': one['text'],
                                       'chat': {'id': chat, 'type': 'private'}}}

    def message(self, n, at, text):
        who = 100 + n % 3
        return {'message_id': n, 'date': at, 'text': text, 'chat': {'id': who, 'type': 'private'},
                'from': {'id': who, 'is_bot': False, 'first_name': 'C%d' % who}}


class Twilio(Service):
    kinds = ('POST .*/Messages.json', 'send'), ('Messages.json.*[?&]From=', 'check'), ('PageToken', 'more'), \
        ('Calls.json', 'pull')
    US = '+390212345678'

    def row(self, sid, frm, to, direction, status, text, at):
        when = email.utils.formatdate(at)
        return {'sid': sid, 'from': frm, 'to': to, 'direction': direction, 'status': status, 'body': text,
                'num_media': '0', 'date_created': when, 'date_sent': when, 'date_updated': when, 'error_code': None}

    def all(self):
        rows = [(at, self.row('SM%032x' % n, '+39333000%04d' % (n % 3), self.US, 'inbound', 'received', text, at))
                for n, at, text in self.rows()]
        rows += [(s['at'], self.ours(s)) for s in self.said]
        return [r for _, r in sorted(rows, key=lambda r: (r[0], r[1]['sid']), reverse=True)]

    def ours(self, s):
        return self.row('SMf%031x' % s['n'], self.US, s['to'], 'outbound-api', 'delivered', s['text'], s['at'])

    def serve(self, q):
        if q.method == 'POST':
            return 201, self.ours(self.take(q.form['Body'], to=q.form['To']))
        if not q.path.endswith('Messages.json'):
            one = re.search(r'Messages/(SM\w+)\.json', q.path)
            if one:
                return next(r for r in self.all() if r['sid'] == one.group(1))
            return {os.path.basename(q.path)[:-5].lower(): [], 'next_page_uri': None}
        rows = [r for r in self.all() if q.args.get('From', r['from']) == r['from'] and
                q.args.get('To', r['to']) == r['to']]
        after = q.args.get('PageToken')
        at = next((i + 1 for i, r in enumerate(rows) if r['sid'] == after), 0)
        page, more = rest(rows, at)
        return {'messages': page, 'next_page_uri': '%s?PageSize=%s&PageToken=%s' % (
            q.path, q.args['PageSize'], page[-1]['sid'] if page else after) if more else None}


class Graph(Service):
    """Conversations of Messenger and Instagram, comments under one post."""
    def paging(self, chunk, more):
        return {'data': chunk, 'paging': {'cursors': {'after': str(more)}, 'next': 'https://x'} if more else {}}

    def page(self, rows, q, size=PAGE):
        return self.paging(*rest(rows, int(q.args.get('after', 0)), size))

    def talk(self, who):
        """Newest first."""
        rows = [(at, n, {'id': 'm_%d' % n, 'from': {'id': who, 'name': 'C' + who}, 'message': text})
                for n, at, text in self.rows() if str(700 + n % 3) == who]
        rows += [(s['at'], s['n'], {'id': 'm_us%d' % s['n'], 'from': {'id': WE}, 'message': s['text']})
                 for s in self.said if s.get('to') == who]
        return [dict(m, created_time=iso(at, '+0000')) for at, n, m in sorted(rows, key=lambda r: r[:2], reverse=True)]

    def talks(self, q):
        rows = []
        for who in {str(700 + n % 3) for n, _, _ in self.rows()}:
            said = self.talk(who)
            rows.append({'id': 't_' + who, 'updated_time': said[0]['created_time'], 'can_reply': True,
                         'participants': {'data': [{'id': who, 'name': 'C' + who}, {'id': WE}]},
                         'messages': self.paging(*rest(said, 0, 20))})
        return self.page(sorted(rows, key=lambda t: t['updated_time'], reverse=True), q)

    def say(self, q):
        return {'recipient_id': q.json['recipient']['id'],
                'message_id': 'm_us%d' % self.take(q.json['message']['text'], to=q.json['recipient']['id'])['n']}

    def serve(self, q):
        words = q.path.strip('/').split('/')
        if words[-1] == 'messages' and q.method == 'POST':
            return self.say(q)
        if words[-1] == 'messages':
            return self.page(self.talk(words[0][2:]), q, 20)
        if words[-1] == 'conversations':
            return self.talks(q)
        return self.posts(q, words)


class Messenger(Graph):
    kinds = ('POST .*/messages', 'send'), ('/t_.*after=', 'more'), ('/t_', 'check'), ('conversations', 'pull')


class Facebook(Graph):
    kinds = ('POST', 'send'), ('/feed', 'pull'), ('after=', 'more'), ('/comments', 'check')

    def comments(self):
        rows = [(at, n, {'id': '9_%d' % n, 'message': text, 'from': {'id': str(700 + n), 'name': 'C%d' % n}})
                for n, at, text in self.rows()]
        rows += [(s['at'], s['n'], {'id': '9_us%d' % s['n'], 'message': s['text'], 'from': {'id': WE},
                                    'parent': {'id': s['to']}}) for s in self.said]
        return [dict(c, created_time=iso(at, '+0000')) for at, n, c in sorted(rows, key=lambda r: r[:2], reverse=True)]

    def posts(self, q, words):
        if words[-1] == 'feed':
            return {'data': [{'id': '9', 'message': 'New lamps', 'created_time': iso(time.time() - 9999, '+0000'),
                              'from': {'id': WE}, 'comments': self.page(self.comments(), q)}]}
        if q.method == 'POST':
            return {'id': '9_us%d' % self.take(q.json['message'], to=words[0])['n']}
        return self.page([c for c in self.comments() if words[0] in ('9', c.get('parent', {}).get('id'))], q)


class Instagram(Graph):
    """Every second customer writes under our picture."""
    kinds = ('POST', 'send'), ('/t_.*after=|comments|replies.*after=', 'more'), ('/t_|/replies', 'check'), \
        ('conversations', 'pull'), ('/media', 'log')

    def rows(self, comments=False):
        return [r for r in super().rows() if (r[0] % 2 == 0) == comments]

    def comments(self):
        out = []
        for n, at, text in self.rows(True):
            said = [{'id': '8us%d' % s['n'], 'text': s['text'], 'username': 'acme', 'timestamp': iso(s['at'], '+0000')}
                    for s in self.said if s.get('under') == '8%d' % n]
            out.insert(0, {'id': '8%d' % n, 'text': text, 'username': 'c%d' % n, 'timestamp': iso(at, '+0000'),
                           'replies': {'data': said}})
        return out

    def posts(self, q, words):
        if words[-1] == 'media':
            all = self.comments()
            return {'data': [{'id': '80', 'caption': 'Lamps', 'timestamp': iso(time.time() - 9999, '+0000'),
                              'comments_count': len(all), 'comments': self.paging(*rest(all, 0))}]}
        if words[-1] == 'comments':
            return self.page(self.comments(), q)
        if words[-1] == 'replies' and q.method == 'POST':
            return {'id': '8us%d' % self.take(q.args['message'], under=words[0])['n']}
        if words[-1] == 'replies':
            return next(c['replies'] for c in self.comments() if c['id'] == words[0])
        return {'data': []} if words[-1] == 'tags' else {'id': WE, 'username': 'acme'}


class Whatsapp(Graph):
    kinds = ('POST', 'send'), ('message_templates', 'pull'), ('message_history', 'check')

    def say(self, q):
        one = self.take(q.json['text']['body'])
        return {'messaging_product': 'whatsapp', 'messages': [{'id': 'wamid.us%d' % one['n']}]}

    def posts(self, q, words):
        return {'data': []}


class X(Service):
    kinds = ('POST', 'send'), ('/tweets', 'check'), ('pagination_token', 'more'), ('/mentions', 'pull')

    def serve(self, q):
        if q.method == 'POST':
            return 201, {'data': {'id': str(2 * 10**18 + self.take(q.json['text'])['n']), 'text': q.json['text']}}
        if q.path.endswith('/tweets'):
            return {'data': [{'id': str(2 * 10**18 + s['n']), 'author_id': WE, 'text': s['text'],
                              'created_at': iso(s['at'])} for s in reversed(self.said)]}
        rows = [{'id': str(10**18 + n), 'author_id': str(700 + n), 'conversation_id': str(10**18 + n), 'text': text,
                 'created_at': iso(at)} for n, at, text in self.rows() if 10**18 + n > int(q.args.get('since_id', 0))]
        page, more = rest(rows[::-1], int(q.args.get('pagination_token', '0')), 100)
        return {'data': page, 'meta': dict({'next_token': str(more)} if more else {}, result_count=len(page))}


class Tiktok(Service):
    kinds = ('POST', 'send'), ('reply/list', 'check'), ('video/list', 'pull'), ('comment/list', 'more')

    def one(self, id, text, at, **more):
        return dict(more, comment_id=id, video_id='70', text=text, create_time=at)

    def ours(self, root):
        return [self.one('77%d' % s['n'], s['text'], s['at'], owner=True, username='acme') for s in self.said
                if s['to'] == root]

    def comments(self):
        return [self.one('71%d' % n, text, at, owner=False, username='c%d' % n, unique_identifier='u%d' % n,
                         replies=len(self.ours('71%d' % n)), reply_list=self.ours('71%d' % n))
                for n, at, text in self.rows()][::-1]

    def serve(self, q):
        if q.method == 'POST':
            return self.good({'comment_id': '77%d' % self.take(q.json['text'], to=q.json['comment_id'])['n']})
        if 'video/list' in q.path:
            return self.good({'videos': [{'item_id': '70', 'create_time': int(time.time()) - 9999, 'caption': 'Lamps',
                                          'comments': len(self.rows()) + len(self.said)}], 'has_more': False})
        rows = self.ours(q.args['comment_id']) if 'reply' in q.path else self.comments()
        page, more = rest(rows, int(q.args.get('cursor', 0)), 30)
        return self.good({'comments': page, 'has_more': more is not None, 'cursor': more or 0})

    def good(self, data):
        return {'code': 0, 'message': 'OK', 'request_id': 'r', 'data': data}


class Bluesky(Service):
    """Every second customer writes a direct message."""
    kinds = ('createRecord|sendMessage', 'send'), ('getRecord|getMessages.*limit=50', 'check'), ('getLog', 'log'), \
        ('cursor=|getMessages', 'more'), ('listNotifications', 'pull')
    DID, POST = 'did:plc:acmeacmeacmeacmeacmeacme', 'app.bsky.feed.post'

    def did(self, n):
        return 'did:plc:c%023d' % n

    def notes(self):
        return [{'uri': 'at://%s/%s/3k%d' % (self.did(n), self.POST, n), 'cid': 'bafy%d' % n, 'reason': 'mention',
                 'author': {'did': self.did(n), 'handle': 'c%d.example' % n}, 'indexedAt': iso(at),
                 'record': {'$type': self.POST, 'text': text, 'createdAt': iso(at)}}
                for n, at, text in self.rows() if n % 2][::-1]

    def talk(self):
        """Oldest first, all in one conversation."""
        rows = [(at, n, {'id': str(n), 'text': text, 'sender': {'did': self.did(1)}}) for n, at, text in self.rows()
                if n % 2 == 0]
        rows += [(s['at'], s['n'], {'id': 'us%d' % s['n'], 'text': s['text'], 'sender': {'did': self.DID}})
                 for s in self.said if 'key' not in s]
        return [dict(m, rev='r', sentAt=iso(at), **{'$type': 'chat.bsky.convo.defs#messageView'})
                for at, n, m in sorted(rows, key=lambda r: r[0])]

    def serve(self, q):
        return getattr(self, q.path.split('.')[-1], self.unknown)(q)

    def unknown(self, q):
        return 404, {'error': 'NotFound', 'message': 'XRPC method not found'}

    def getProfile(self, q):
        return {'did': q.args['actor'], 'handle': 'c.example', 'followersCount': 12}

    def getSession(self, q):
        return {'did': self.DID, 'handle': 'acme.example'}

    def listNotifications(self, q):
        below = int(q.args.get('cursor', 10**9))
        below = 10**9 if mode('circle') and below <= 1 else below
        page, more = rest([n for n in self.notes() if int(n['cid'][4:]) < below], 0)
        return dict({'cursor': page[-1]['cid'][4:]} if more else {}, notifications=page)

    def getLog(self, q):
        talk = self.talk()
        at = int(q.args.get('cursor', len(talk)))
        return {'cursor': str(min(at + PAGE, len(talk))), 'logs': [
            {'$type': 'chat.bsky.convo.defs#logCreateMessage', 'rev': 'r', 'convoId': 'k1', 'message': m,
             'relatedProfiles': [{'did': self.did(1), 'handle': 'c.example'}]} for m in talk[at:at + PAGE]]}

    def listConvos(self, q):
        return {'convos': [dict(self.getConvo(q)['convo'], lastMessage=self.talk()[-1])] if self.talk() else []}

    def getConvo(self, q):
        return {'convo': {'id': 'k1', 'rev': 'r', 'status': 'accepted', 'members': []}}

    def getMessages(self, q):
        page, more = rest(self.talk()[::-1], int(q.args.get('cursor', 0)))
        return dict({'cursor': str(more)} if more else {}, messages=page)

    def sendMessage(self, q):
        return {'id': 'us%d' % self.take(q.json['message']['text'])['n'], 'rev': 'r'}

    def createRecord(self, q):
        if any(s.get('key') == q.json['rkey'] for s in self.said):
            return 400, {'error': 'InvalidRequest', 'message': 'Record already exists'}
        one = self.take(q.json['record']['text'], key=q.json['rkey'])
        return self.record(one)

    def record(self, one):
        return {'uri': 'at://%s/%s/%s' % (self.DID, self.POST, one['key']), 'cid': 'bafyus%d' % one['n']}

    def getRecord(self, q):
        one = next((s for s in self.said if s.get('key') == q.args['rkey']), None)
        if not one:
            return 400, {'error': 'RecordNotFound', 'message': 'Could not locate record'}
        return dict(self.record(one), value={'text': one['text']})


class Matrix(Service):
    kinds = ('PUT .*/send/', 'send'), ('/sync', 'pull'), ('/messages', 'more')

    def events(self):
        return [{'type': 'm.room.message', 'event_id': '$e%d' % n, 'sender': '@c%d:x.example' % (n % 3),
                 'origin_server_ts': at * 1000, 'content': {'msgtype': 'm.text', 'body': text}}
                for n, at, text in self.rows()]

    def serve(self, q):
        events = self.events()
        if q.path.endswith('/sync'):
            since = int(q.args.get('since', 's0')[1:])
            shown = events[max(since, len(events) - 10):]
            if not shown:
                return {'next_batch': 's%d' % since}
            return {'next_batch': 's%d' % len(events), 'rooms': {'join': {'!r:x.example': {
                'timeline': {'limited': len(events) - len(shown) > since, 'events': shown,
                             'prev_batch': 't%d' % (len(events) - len(shown))},
                'state': {'events': []}, 'ephemeral': {'events': []}, 'summary': {'m.joined_member_count': 2}}}}}
        if q.path.endswith('/messages'):
            start, to = int(q.args['from'][1:]), int(q.args.get('to', 's0')[1:])
            low = max(to, start - PAGE)
            return dict({'end': 't%d' % low} if low > to else {}, start='t%d' % start, chunk=events[low:start][::-1])
        txn = q.path.split('/')[-1]
        one = next((s for s in self.said if s['key'] == txn), None) or self.take(q.json['body'], key=txn)
        return {'event_id': '$us%d' % one['n']}


class Mastodon(Service):
    kinds = ('POST .*/statuses', 'send'), ('notifications.*max_id', 'more'), ('notifications', 'pull')

    def status(self, s):
        return {'id': str(10**9 + s['n']), 'created_at': iso(s['at']), 'visibility': 'public', 'mentions': [],
                'content': s['text'], 'account': {'id': '1', 'username': 'acme', 'acct': 'acme'},
                'in_reply_to_id': s.get('under')}

    def serve(self, q):
        if q.path.endswith('/verify_credentials'):
            return {'id': '1', 'username': 'acme', 'acct': 'acme', 'url': 'https://x.example/@acme'}
        if q.path.endswith('/instance'):
            return {'configuration': {'statuses': {'max_characters': 500}}}
        if q.path.endswith('/statuses') and q.method == 'POST':
            key = q.headers['Idempotency-Key']
            one = next((s for s in self.said if s['key'] == key), None)
            return self.status(one or self.take(q.json['status'].split(' ', 1)[1], key=key, under=q.json.get('in_reply_to_id')))
        if q.path.endswith('/context'):
            return {'ancestors': self.above(q.path.split('/')[-2]), 'descendants': []}
        if q.path.endswith('/1/statuses'):
            return [self.status(s) for s in self.said if 10**9 + s['n'] > int(q.args.get('min_id', 0))][::-1]
        if not q.path.endswith('/notifications'):
            return []
        rows = [self.note(*r) for r in self.rows() if r[0] < int(q.args.get('max_id', 10**9))]
        if 'min_id' in q.args:
            return [r for r in rows if int(r['id']) > int(q.args['min_id'])][:PAGE][::-1]
        return rows[::-1][:PAGE]

    def above(self, id):
        known = {r['status']['id']: r['status'] for r in (self.note(*r) for r in self.rows())}
        known.update({s['id']: s for s in map(self.status, self.said)})
        out, one = [], known.get(id)
        while one and one['in_reply_to_id'] in known:
            one = known[one['in_reply_to_id']]
            out.insert(0, one)
        return out

    def note(self, n, at, text):
        who = {'id': str(700 + n), 'username': 'c%d' % n, 'acct': 'c%d@x.example' % n}
        return {'id': str(n), 'type': 'mention', 'created_at': iso(at), 'account': who, 'status': {
            'id': str(1000 + n), 'created_at': iso(at), 'content': '<p>%s</p>' % text, 'visibility': 'public',
            'account': who, 'mentions': [{'id': '1', 'username': 'acme', 'acct': 'acme'}], 'in_reply_to_id': None}}


services = {c.__name__.lower(): c(c.__name__.lower()) for c in (Telegram, Twilio, Messenger, Facebook, Instagram, Whatsapp,
            X, Tiktok, Bluesky, Matrix, Mastodon)}


def twist(v):
    """The same shape with other things in it than are promised."""
    if isinstance(v, dict):
        return {k: twist(x) for k, x in v.items()}
    if isinstance(v, list):
        return [twist(x) for x in v]
    return -2**63 if isinstance(v, str) else [] if isinstance(v, bool) else 'NaN' if v is not None else {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def fault(self, service, kind):
        try:
            with open(service.path + '.faults') as f:
                lines = f.read().splitlines()
        except FileNotFoundError:
            return ['']
        for i, line in enumerate(lines):
            if line.split('\t')[0] in (kind, '*'):
                del lines[i]
                with open(service.path + '.faults', 'w') as f:
                    f.writelines(l + '\n' for l in lines)
                return line.split('\t')[1:]
        return ['']

    def head(self, status, length, *more):
        self.send_response(status)
        for line in ('Content-Type: application/json',) + more:
            if not line.startswith('Content-Type') or line != 'Content-Type: application/json' or \
                    not any(m.startswith('Content-Type') for m in more):
                self.send_header(*line.split(': ', 1))
        if length is not None:
            self.send_header('Content-Length', str(length))
        self.end_headers()

    def put(self, status, data, *more):
        self.head(status, len(data), *more)
        self.wfile.write(data)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()

    def begin(self):
        url = urllib.parse.urlsplit(self.path)
        _, name, path = (url.path.split('/', 2) + ['', ''])[:3]
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        self.query, self.method, self.path = urllib.parse.unquote(url.query), self.command, '/' + urllib.parse.unquote(path)
        self.args = {k: v[-1] for k, v in urllib.parse.parse_qs(url.query).items()}
        self.json, self.form = {}, {k: v[-1] for k, v in urllib.parse.parse_qs(body.decode(errors='replace')).items()}
        try:
            self.json = json.loads(body)
        except ValueError:
            pass
        return services[name]

    def serve(self):
        with lock:
            service = self.begin()
            kind = service.kind(self)
            action, *args = self.fault(service, kind)
            with open(service.path + '.log', 'a') as f:
                f.write('%s %s %s?%s %s\n' % (kind, self.method, self.path, self.query, action))
            if action not in ('answer', 'reset-before', 'hang'):
                out = service.serve(self)
        try:
            with open(os.path.join(top, 'latency')) as f:
                time.sleep(random.random() * int(f.read()) / 1000)
        except FileNotFoundError:
            pass
        if action in ('answer', 'after'):
            return self.put(int(args[0]), (args + ['', ''])[2].encode(), *[h for h in (args + [''])[1].split('~') if h])
        if action == 'reset-before':
            return self.reset()
        if action == 'hang':
            self.close_connection = True
            return time.sleep(600)
        if action == 'slow':
            time.sleep(int(args[0]) / 1000)
        status, out = out if isinstance(out, tuple) else (200, out)
        self.spoil(action, status, json.dumps(twist(out) if action == 'twisted' else out).encode(), args)

    def spoil(self, action, status, data, args):
        spoilt = {'garbage': bytes(range(256)) * 4, 'empty': b'', 'deep': b'[' * 200000, 'nul': b'\0' * 5000,
                  'html': b'<!DOCTYPE html><html><body>It works!</body></html>'}
        if action == 'reset-after':
            self.reset()
        elif action == 'reset-half-head':
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: applica')
            self.reset()
        elif action == 'half':
            self.head(status, len(data))
            self.wfile.write(data[:len(data) // 2])
            self.close_connection = True
        elif action == 'gzip':
            self.put(status, b'\x1f\x8b\x08\0' + data, 'Content-Encoding: gzip')
        elif action == 'bomb':
            self.put(status, gzip.compress(b' ' * (64 << 20), 1), 'Content-Encoding: gzip')
        elif action == 'endless':
            self.close_connection = True
            self.head(status, None, 'Connection: close')
            try:
                while True:
                    self.wfile.write(b' ' * 65536)
            except OSError:
                pass
        elif action in spoilt:
            self.put(status, spoilt[action], 'Content-Type: text/html' if action == 'html' else 'X-Y: z')
        else:
            self.put(status, data, *(args[0].split('~') if action == 'with' else ()))

    do_GET = do_POST = do_PUT = do_DELETE = serve


class Foreign(Handler):
    def serve(self):
        with open(os.path.join(top, 'foreign.log'), 'a') as f:
            f.write('%s %s\n%s\n' % (self.command, self.path, self.headers))
        self.put(200, b'{}')

    do_GET = do_POST = do_PUT = do_DELETE = serve


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


foreign, server = Server(('127.0.0.1', 0), Foreign), Server(('127.0.0.1', 0), Handler)
threading.Thread(target=foreign.serve_forever, daemon=True).start()
for name, one in (('foreign', foreign), ('port', server)):
    with open(os.path.join(top, name + '.new'), 'w') as f:
        f.write(str(one.server_address[1]))
    os.rename(os.path.join(top, name + '.new'), os.path.join(top, name))
server.serve_forever()
