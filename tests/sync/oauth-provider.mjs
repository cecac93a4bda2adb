// oauth-provider.mjs MODULES PORT: an authorization server that others wrote (npm: oidc-provider), in the place of a
// Matrix homeserver's: only what the homeserver itself says is said here.
import http from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const found = createRequire(process.argv[2] + '/').resolve('oidc-provider');
const { Provider } = await import(pathToFileURL(found));
const port = Number(process.argv[3]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  scopes: ['openid', 'offline_access', 'urn:matrix:client:api:*'],
  features: { registration: { enabled: true }, deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: () => 40, RefreshToken: () => 3600, Session: () => 3600, Grant: () => 3600,
    Interaction: () => 600, DeviceCode: () => 600, AuthorizationCode: () => 60, IdToken: () => 600 },
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
});
const serve = provider.callback();

http.createServer(async (req, res) => {
  console.log(req.method, req.url.replace(/\?.*/, ''));
  if (req.url === '/_matrix/client/v1/auth_metadata')
    req.url = '/.well-known/openid-configuration';
  if (!req.url.startsWith('/_matrix/')) {
    serve(req, res);
    return;
  }
  const token = await provider.AccessToken.find((req.headers.authorization || '').slice(7));
  const good = token && !token.isExpired && token.scope.includes('urn:matrix:client:api:*');
  res.writeHead(good ? 200 : 401, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(!good ? { errcode: 'M_UNKNOWN_TOKEN', error: 'Token is not active' } :
    req.url.includes('whoami') ? { user_id: `@${token.accountId}:example.org`, device_id: 'D' } : { next_batch: 's1' }));
}).listen(port, '127.0.0.1', () => console.log('ready'));
