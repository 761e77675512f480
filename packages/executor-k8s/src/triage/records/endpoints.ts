/** An address that a setting names: a host, with a port where one is stated. No credentials, no path. */
export type Endpoint = string;

const host = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62})(?:\\.[a-zA-Z0-9-]{1,63}){0,8}\\.?';
// What stands before the last `@` is a login, whose password may hold an `@` that nobody encoded.
const withScheme = new RegExp(
  `[a-z][a-z0-9+.-]{1,20}://(?:[^\\s/,]{0,300}@)?(${host})(?::(\\d{1,5}))?(?![\\w.-])(?![^\\s/,]{0,300}@)`,
  'gi',
);
const hostAndPort = new RegExp(`(?:^|[\\s,;=@(])(${host}):(\\d{1,5})(?![\\w.:@-])`, 'g');
const hostAlone = new RegExp(`^${host}$`);
/** Names of settings whose value is a host even without a port. */
const hostSetting =
  /(^|[_.-])(host|hostname|addr|address|server|servers|endpoint|service|svc|url|uri|dsn|broker|brokers|upstream|backend|target)s?$/i;
/** Names of settings that hold what one logs in with: `admin:12345` there is no address. */
const secretSetting =
  /(^|[^a-z])(auth|basic|cred|credentials?|login|pass|passwd|password|secret|token|api_?key)([^a-z]|$)/i;
const portSetting = /(^|[_.-])port$/i;
const longestText = 8192;
const mostEndpoints = 10;

/** The addresses in a setting's value, in order, without repeats. */
export function endpointsIn(name: string, value: string): readonly Endpoint[] {
  const text = value.slice(0, longestText);
  const found = new Set<Endpoint>();
  for (const pattern of secretSetting.test(name) ? [withScheme] : [withScheme, hostAndPort]) {
    for (const [, address = '', port] of text.matchAll(pattern)) if (isHost(address)) found.add(join(address, port));
  }
  const bare = text.trim();
  if (found.size === 0 && hostSetting.test(name) && hostAlone.test(bare) && isHost(bare)) found.add(join(bare));
  return [...found].slice(0, mostEndpoints);
}

/** The port that a setting such as `DB_PORT` states; null for any other. */
export function portIn(name: string, value: string): number | null {
  return portSetting.test(name) && /^\d{1,5}$/.test(value) ? Number(value) : null;
}

/** A name, not a number or an address: those name no Service. */
function isHost(text: string): boolean {
  return /[a-z]/i.test(text) && text.length <= 253;
}

function join(address: string, port?: string): Endpoint {
  const name = address.replace(/\.$/, '').toLowerCase();
  return port === undefined ? name : `${name}:${Number(port)}`;
}
