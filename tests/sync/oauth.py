# oauth.py FOLDER - services that sign people in by OAuth and renew tokens, with the manners of the real ones, for
# oauth.t and renew.t: X, TikTok, Bluesky, Mastodon and a Matrix homeserver, told apart by the path /NAME/...
#
# Writes its port to FOLDER/port.  A token to renew with is good once: showing an old one again ends the sign-in, and
# "reuse" stands in FOLDER/said, with one line for each other thing that was asked.  FOLDER/life holds how many
# seconds an access token lives, FOLDER/no the error with which a renewal is refused, FOLDER/slow how often the device
# is told to wait, FOLDER/granted the scope that is given instead of what was asked for.
import base64, hashlib, http.server, json, os, socketserver, sys, time, urllib.parse

top = sys.argv[1]
count = 0
access, refresh, spent, codes, devices, clients = {}, {}, {}, {}, {}, {'app': 's3cret'}
session = {}


def control(name, otherwise=''):
    try:
        with open(os.path.join(top, name), encoding='utf-8') as f:
            return f.read().strip()
    except FileNotFoundError:
        return otherwise


def say(*words):
    with open(os.path.join(top, 'said'), 'a', encoding='utf-8') as f:
        f.write(' '.join(words) + '\n')


def fresh(kind):
    global count
    count += 1
    return '%s-%d-%s' % (kind, count, base64.urlsafe_b64encode(os.urandom(9)).decode())


def issue(service, scope=''):
    life = int(control('life', '7200'))
    a, r = fresh('at'), fresh('rt')
    access[a] = (service, time.time() + life)
    refresh[r] = service
    return {'token_type': 'bearer', 'access_token': a, 'refresh_token': r, 'expires_in': life,
            'scope': control('granted', scope)}


def good(service, token):
    was = access.get(token or '')
    return bool(was) and was[0] == service and was[1] > time.time()


def renew(service, token):
    """None where it is refused."""
    if control('no'):
        say(service, 'refused')
        return None
    if refresh.get(token) != service:
        if token in spent:
            say(service, 'reuse')
            for r in [r for r in refresh if refresh[r] == service]:
                del refresh[r]
        say(service, 'refused')
        return None
    del refresh[token]
    spent[token] = True
    for a in [a for a in access if access[a][0] == service]:
        del access[a]
    say(service, 'renewed')
    return issue(service)


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()


def bad(error, words):
    return 400, {'error': error, 'error_description': words}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def answer(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def bearer(self):
        head = self.headers.get('Authorization', '')
        return head[7:] if head.startswith('Bearer ') else None

    def client(self, form):
        """The client's id if it has proved who it is (or need not), else None."""
        head = self.headers.get('Authorization', '')
        name, secret = form.get('client_id'), form.get('client_secret')
        if head.startswith('Basic '):
            name, _, secret = base64.b64decode(head[6:]).decode().partition(':')
        return name if name == 'public' or (name in clients and clients[name] == secret) else None

    def authorize(self, service, query):
        """What a browser comes back with when somebody allows it, as a redirect."""
        state, redirect = query.get('state', ''), query.get('redirect_uri', '')
        say(service, 'authorize', query.get('client_id', query.get('client_key', '?')), query.get('scope', '-'),
            query.get('code_challenge_method', '-'), query.get('response_type', '?'))
        if control('deny'):
            out = {'error': 'access_denied', 'error_description': control('deny'), 'state': state}
        else:
            code = fresh('code')
            codes[code] = (service, redirect, query.get('code_challenge'), query.get('scope', ''))
            out = {'code': code, 'state': state}
        if redirect == 'urn:ietf:wg:oauth:2.0:oob':
            self.answer(200, out)
        else:
            self.answer(302, {}, [('Location', redirect + '?' + urllib.parse.urlencode(out))])

    def token(self, service, form, flat=True):
        client = self.client(form)
        if not client:
            return bad('invalid_client', 'the secret %s is wrong' % form.get('client_secret', '-'))
        grant = form.get('grant_type')
        if grant == 'refresh_token':
            new = renew(service, form.get('refresh_token'))
            return (200, new) if new else bad('invalid_grant', 'Value passed for the token was invalid.')
        if grant == 'authorization_code':
            code = form.get('code', form.get('auth_code'))
            was = codes.pop(code, None)
            if not was or was[0] != service or was[1] != form.get('redirect_uri'):
                return bad('invalid_grant', 'The code is not ours')
            if was[2] and challenge_of(form.get('code_verifier', '')) != was[2]:
                return bad('invalid_grant', 'PKCE verification failed')
            say(service, 'token', client)
            return 200, issue(service, was[3])
        if grant == 'urn:ietf:params:oauth:grant-type:device_code':
            return self.device_token(service, form, client)
        return bad('unsupported_grant_type', str(grant))

    def device_token(self, service, form, client):
        was = devices.get(form.get('device_code'))
        if not was:
            return bad('invalid_grant', 'no such device code')
        if was['asked'] and time.time() - was['asked'] < was['interval'] - 0.2:
            say(service, 'too-fast')
        was['asked'] = time.time()
        if was['slow'] > 0:
            was['slow'] -= 1
            was['interval'] += 5
            return bad('slow_down', 'slower')
        if control('deny'):
            return bad('access_denied', control('deny'))
        if control('device') != 'allow':
            return bad('authorization_pending', 'wait')
        say(service, 'token', client)
        return 200, issue(service, was['scope'])

    # -- one service each

    def x(self, method, path, query, form):
        if path == '/i/oauth2/authorize':
            return self.authorize('x', query)
        if path == '/2/oauth2/token':
            return self.answer(*self.token('x', form))
        if not good('x', self.bearer()):
            return self.answer(401, {'title': 'Unauthorized', 'status': 401, 'detail': 'Unauthorized'})
        say('x', 'asked')
        if path == '/2/users/me':
            return self.answer(200, {'data': {'id': '111', 'username': 'acme', 'name': 'Acme'}})
        return self.answer(200, {'meta': {'result_count': 0}})

    def tiktok(self, method, path, query, form):
        if path == '/v2/auth/authorize/':
            return self.authorize('tiktok', query)
        if path in ('/tt_user/oauth2/token/', '/tt_user/oauth2/refresh_token/'):
            status, body = self.token('tiktok', form)
            if status != 200:
                return self.answer(200, {'code': 40105, 'message': body['error_description'], 'data': {}})
            body.update(open_id='biz', refresh_token_expires_in=31536000)
            return self.answer(200, {'code': 0, 'message': 'OK', 'data': body})
        if not good('tiktok', self.headers.get('Access-Token')):
            return self.answer(200, {'code': 40105, 'message': 'Access token is incorrect or has been revoked.'})
        say('tiktok', 'asked')
        return self.answer(200, {'code': 0, 'message': 'OK', 'data': {
            'videos': [], 'has_more': False, 'username': 'acme', 'display_name': 'Acme'}})

    def bluesky(self, method, path, query, form):
        name = path.rsplit('/', 1)[-1]
        if name == 'com.atproto.server.createSession':
            if form.get('password') != 'app-pass':
                return self.answer(401, {'error': 'AuthenticationRequired', 'message': 'Invalid password'})
            say('bluesky', 'created')
        elif name == 'com.atproto.server.refreshSession':
            new = renew('bluesky', self.bearer())
            if not new:
                return self.answer(400, {'error': 'ExpiredToken', 'message': 'Token has been revoked'})
            return self.answer(200, {'accessJwt': new['access_token'], 'refreshJwt': new['refresh_token'],
                                     'did': 'did:plc:acme', 'handle': 'acme.example'})
        elif not good('bluesky', self.bearer()):
            return self.answer(400, {'error': 'ExpiredToken', 'message': 'Token has expired'})
        if name.startswith('com.atproto.server.'):
            new = issue('bluesky')
            return self.answer(200, {'accessJwt': new['access_token'], 'refreshJwt': new['refresh_token'],
                                     'did': 'did:plc:acme', 'handle': 'acme.example'})
        say('bluesky', 'asked')
        return self.answer(200, {'notifications': [], 'logs': [], 'convos': [], 'cursor': 'c'})

    def mastodon(self, method, path, query, form):
        if path == '/api/v1/apps':
            clients['masto'] = 'masto-s3cret'
            say('mastodon', 'app', form.get('client_name', '?'), form.get('redirect_uris', '?'), form.get('scopes', '?'))
            return self.answer(200, {'client_id': 'masto', 'client_secret': 'masto-s3cret'})
        if path == '/oauth/authorize':
            return self.authorize('mastodon', query)
        if path == '/oauth/token':
            status, body = self.token('mastodon', form)
            if status == 200:
                body = {'access_token': body['access_token'], 'token_type': 'Bearer', 'scope': body['scope'],
                        'created_at': int(time.time())}
            return self.answer(status, body)
        if not good('mastodon', self.bearer()):
            return self.answer(401, {'error': 'The access token is invalid'})
        if path == '/api/v1/accounts/verify_credentials':
            return self.answer(200, {'id': '1', 'username': 'acme', 'acct': 'acme', 'display_name': 'Acme'})
        return self.answer(200, [])

    def matrix(self, method, path, query, form):
        here = 'http://%s/matrix' % self.headers['Host']
        if path == '/_matrix/client/v1/auth_metadata':
            meta = {'issuer': here + '/', 'authorization_endpoint': here + '/auth', 'token_endpoint': here + '/token',
                    'registration_endpoint': here + '/reg', 'revocation_endpoint': here + '/revoke',
                    'response_types_supported': ['code'], 'response_modes_supported': ['query', 'fragment'],
                    'grant_types_supported': ['authorization_code', 'refresh_token'],
                    'code_challenge_methods_supported': ['S256']}
            if control('device'):
                meta['device_authorization_endpoint'] = here + '/device'
                meta['grant_types_supported'].append('urn:ietf:params:oauth:grant-type:device_code')
            if control('legacy'):
                return self.answer(404, {'errcode': 'M_UNRECOGNIZED', 'error': 'no OAuth here'})
            return self.answer(200, meta)
        if path == '/reg':
            say('matrix', 'app', json.dumps(form, sort_keys=True))
            return self.answer(201, {'client_id': 'public'})
        if path == '/auth':
            return self.authorize('matrix', query)
        if path == '/device':
            code = fresh('dev')
            devices[code] = {'asked': 0, 'interval': 1, 'slow': int(control('slow', '0')), 'scope': form.get('scope', '')}
            say('matrix', 'device', form.get('client_id', '?'), form.get('scope', '?'))
            return self.answer(200, {'device_code': code, 'user_code': 'WDJB-MJHT', 'verification_uri': here + '/link',
                                     'verification_uri_complete': here + '/link?user_code=WDJB-MJHT',
                                     'expires_in': int(control('expires', '1800')), 'interval': 1})
        if path == '/token':
            return self.answer(*self.token('matrix', form))
        if not good('matrix', self.bearer()):
            return self.answer(401, {'errcode': 'M_UNKNOWN_TOKEN', 'error': 'Token is not active', 'soft_logout': True})
        say('matrix', 'asked')
        if path.endswith('/account/whoami'):
            return self.answer(200, {'user_id': '@shop:example.org', 'device_id': 'D'})
        return self.answer(200, {'next_batch': 's1'})

    def handle_one(self, method):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        try:
            form = json.loads(body) if body.startswith('{') else dict(urllib.parse.parse_qsl(body))
        except ValueError:
            form = {}
        service, _, path = url.path[1:].partition('/')
        if path == 'first':       # for the test itself: a new sign-in, and the end of all access tokens
            return self.answer(200, issue(service))
        if path == 'over':
            access.clear()
            return self.answer(200, {})
        serve = {'x': self.x, 'tiktok': self.tiktok, 'bluesky': self.bluesky, 'mastodon': self.mastodon,
                 'matrix': self.matrix}.get(service)
        if not serve:
            return self.answer(404, {})
        return serve(method, '/' + path, dict(urllib.parse.parse_qsl(url.query)), form)

    def do_GET(self):
        self.handle_one('GET')

    def do_POST(self):
        self.handle_one('POST')


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


server = Server(('127.0.0.1', 0), Handler)
with open(os.path.join(top, 'port.new'), 'w') as f:
    f.write(str(server.server_address[1]))
# what an account starts with
for service in ('x', 'tiktok', 'matrix', 'bluesky'):
    first = issue(service)
    with open(os.path.join(top, service + '.access'), 'w') as f:
        f.write(first['access_token'] + '\n')
    with open(os.path.join(top, service + '.refresh'), 'w') as f:
        f.write(first['refresh_token'] + '\n')
os.rename(os.path.join(top, 'port.new'), os.path.join(top, 'port'))
server.serve_forever()
