import { createRandom } from '../../world/shuffle.ts';

/** A secret that was made up, with the way it shows up in a text. */
export interface Planted {
  readonly kind: string;
  /** What must not be kept. */
  readonly value: string;
  /** How it stands in a line of a log or a message. */
  readonly shown: string;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const base64 = `${upper}${lower}${digits}`;
const hex = '0123456789abcdef';

type Pick = (alphabet: string, length: number) => string;

function createPick(seed: number): Pick {
  const random = createRandom(seed, 'planted');
  return (alphabet, length) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('');
}

/** Tokens that show what they are. Written in parts, so that no scanner takes this file for a leak. */
const tokens: Readonly<Record<string, (pick: Pick) => string>> = {
  'aws-access-key-id': (pick) => `AK${'IA'}${pick(`${upper}234567`, 16)}`,
  'aws-session-key-id': (pick) => `AS${'IA'}${pick(`${upper}234567`, 16)}`,
  jwt: (pick) => `ey${'J'}${pick(base64, 20)}.ey${'J'}${pick(base64, 40)}.${pick(base64, 43)}`,
  'github-token': (pick) => `gh${'p_'}${pick(base64, 36)}`,
  'github-app': (pick) => `gh${'s_'}${pick(base64, 36)}`,
  'github-fine': (pick) => `github_${'pat_'}${pick(base64, 22)}_${pick(base64, 59)}`,
  gitlab: (pick) => `glp${'at-'}${pick(base64, 20)}`,
  slack: (pick) => `xo${'xb-'}${pick(digits, 12)}-${pick(digits, 12)}-${pick(base64, 24)}`,
  'slack-webhook': (pick) => `hooks.slack${'.com'}/services/T${pick(upper, 8)}/B${pick(upper, 8)}/${pick(base64, 24)}`,
  openai: (pick) => `s${'k-'}${pick(base64, 20)}A${pick(base64, 27)}`,
  'openai-project': (pick) => `s${'k-'}proj-${pick(base64, 20)}A${pick(base64, 27)}`,
  anthropic: (pick) => `s${'k-'}ant-api03-${pick(base64, 60)}A-${pick(base64, 20)}`,
  stripe: (pick) => `s${'k_'}live_${pick(base64, 24)}`,
  'google-api': (pick) => `AI${'za'}${pick(base64, 35)}`,
  'google-oauth': (pick) => `ya${'29.'}${pick(base64, 40)}`,
  npm: (pick) => `np${'m_'}${pick(base64, 36)}`,
  sendgrid: (pick) => `S${'G.'}${pick(base64, 22)}.${pick(base64, 43)}`,
  vault: (pick) => `hv${'s.'}${pick(base64, 24)}Q`,
  'hugging-face': (pick) => `h${'f_'}${pick(base64, 34)}`,
  databricks: (pick) => `da${'pi'}${pick(hex, 32)}`,
  'docker-hub': (pick) => `dckr${'_pat_'}${pick(base64, 27)}`,
  telegram: (pick) => `${pick(digits, 9)}:A${'A'}${pick(base64, 33)}`,
  'age-key': (pick) => `AGE-SECRET${'-KEY-1'}${pick(`${upper}${digits}`, 58)}`,
  pem: (pick) =>
    `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${pick(base64, 64)}\n${pick(base64, 64)}\n-----END ${'RSA PRIVATE'} KEY-----`,
};

/** Values that only the name they stand under gives away. */
const named: Readonly<Record<string, (value: string) => string>> = {
  'password-assigned': (value) => `DB_PASSWORD=${value}`,
  'password-yaml': (value) => `password: ${value}`,
  'password-json': (value) => `{"password":"${value}"}`,
  'password-escaped': (value) => `request {\\"password\\":\\"${value}\\"} sent`,
  'password-nested': (value) => `level=info msg="connect with password=${value} now"`,
  'password-flag': (value) => `started with --db-password ${value} --verbose`,
  'password-spoken': (value) => `the password is ${value}`,
  'password-sql': (value) => `CREATE USER x IDENTIFIED BY '${value}'`,
  'password-mysql': (value) => `mysql -h db -uroot -p${value} shop`,
  'api-key': (value) => `X-Api-Key: ${value}`,
  'client-secret': (value) => `client_secret="${value}"`,
  'token-query': (value) => `GET /hook?id=7&access_token=${value}&page=2`,
  bearer: (value) => `Authorization: Bearer ${value}`,
  basic: (value) => `sent header Basic ${Buffer.from(`admin:${value}`).toString('base64')}`,
  'url-password': (value) => `postgres://shop:${value}@db.shop.svc:5432/shop`,
  'url-user': (value) => `https://${value}@sentry.example.com/1`,
  'connection-string': (value) => `Server=db;User=sa;Password=${value};Encrypt=true`,
  'aws-secret-key': (value) => `aws_secret_access_key = ${value}`,
  'azure-key': (value) => `DefaultEndpointsProtocol=https;AccountKey=${value};EndpointSuffix=core`,
  cookie: (value) => `Set-Cookie: ${value}`,
  'curl-user': (value) => `curl -u admin:${value} http://db`,
  'redis-password': (value) => `redis-cli -h cache -a ${value} ping`,
};

function needle(kind: string, value: string): string {
  return kind === 'basic' ? Buffer.from(`admin:${value}`).toString('base64').replace(/=+$/, '') : value;
}

/** All of them, new ones for each place, so that a leak tells where it came from. */
export function createPlanted(place: number): readonly Planted[] {
  const pick = createPick(place);
  const shown = Object.entries(tokens).map(([kind, make]) => {
    const value = make(pick);
    return { kind, value, shown: `got ${value} from it` };
  });
  const hidden = Object.entries(named).map(([kind, show]) => {
    const value = pick(base64, 24);
    return { kind, value: needle(kind, value), shown: show(value) };
  });
  return [...shown, ...hidden];
}

/** A short password, which no form and no entropy gives away. */
export function createPlain(place: number): string {
  return `hunter-${createPick(place)(lower, 9)}`;
}
