import { alphabets, createLot, type Lot } from './lot.ts';

/** A made-up secret, as it would stand in a text. */
export interface SyntheticSecret {
  readonly kind: string;
  /** What must not be left in a masked text. */
  readonly secret: string;
  readonly text: string;
}

/** Parts are joined here and nowhere written together, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join('');

const { base32, base36, base62, base64, base64url, bech32, hex } = alphabets;

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwt(lot: Lot): string {
  const claims = { sub: lot.text(8, base36), iat: 1_700_000_000 + lot.below(1e6) };
  return [encode({ alg: 'HS256', typ: 'JWT' }), encode(claims), lot.text(43, base64url)].join('.');
}

function pem(lot: Lot): string {
  const line = (word: string): string =>
    join('-----', word, ' ', ['RSA ', 'EC ', '', 'OPENSSH '][lot.below(4)] ?? '', 'PRIVATE', ' KEY-----');
  const body = Array.from({ length: 1 + lot.below(4) }, () => lot.text(64, base64)).join('\n');
  // Also cut off, as in a log line.
  return lot.below(2) === 0 ? `${line('BEGIN')}\n${body}\n${line('END')}` : `${line('BEGIN')}\n${body}`;
}

/** How a secret of each kind is made. */
const makers: Readonly<Record<string, (lot: Lot) => string>> = {
  'aws-access-key-id': (lot) => join(lot.below(2) === 0 ? 'AK' : 'AS', 'IA', lot.text(16, base32)),
  'aws-session-token': (lot) => join('IQoJb3Jp', 'Z2lu', lot.text(120 + lot.below(80), base64)),
  'github-token': (lot) => join('gh', 'pousr'.charAt(lot.below(5)), '_', lot.text(36, base62)),
  'gitlab-token': (lot) => join('gl', 'pat', '-', lot.text(20, base62)),
  'slack-token': (lot) =>
    join('xo', 'x', 'bpr'.charAt(lot.below(3)), '-', lot.text(12, '0123456789'), '-', lot.text(24, base62)),
  'slack-webhook': (lot) =>
    join(
      'hooks.',
      'slack',
      '.com/',
      'services/T',
      lot.text(8, base32),
      '/B',
      lot.text(8, base32),
      '/',
      lot.text(24, base62),
    ),
  'anthropic-key': (lot) => join('sk', '-ant', '-api03-', lot.text(86, base64url), 'AA'),
  'openai-key': (lot) => join('sk', lot.below(2) === 0 ? '-proj-' : '-', lot.text(48, base62)),
  'stripe-key': (lot) => join('s', 'k_', lot.below(2) === 0 ? 'live' : 'test', '_', lot.text(24, base62)),
  'google-api-key': (lot) => join('AI', 'za', lot.text(35, base62)),
  'google-oauth': (lot) => join('GOC', 'SPX-', lot.text(28, base62)),
  'azure-client-secret': (lot) => join(lot.text(3, base62), '8', 'Q~', lot.text(33, base62)),
  'npm-token': (lot) => join('np', 'm_', lot.text(36, base62)),
  'pypi-token': (lot) => join('py', 'pi-', 'AgE', lot.text(150, base64url)),
  'sendgrid-key': (lot) => join('S', 'G.', lot.text(22, base62), '.', lot.text(43, base62)),
  'twilio-key': (lot) => join('S', 'K', lot.text(32, hex)),
  'vault-token': (lot) => join('hv', 's.', lot.text(24 + lot.below(70), base62)),
  'digitalocean-token': (lot) => join('do', 'p_v1_', lot.text(64, hex)),
  'docker-token': (lot) => join('dckr', '_pat_', lot.text(27, base62)),
  'terraform-token': (lot) => join(lot.text(14, base62), '.atlas', 'v1.', lot.text(67, base62)),
  'age-key': (lot) => join('AGE-', 'SECRET-', 'KEY-1', lot.text(58, bech32)),
  jwt,
  'private-key': pem,
  'random-text': (lot) => join('Aa0', lot.text(40, base62)),
};

/** Secrets that are told by what stands before them. */
const phrases: Readonly<Record<string, (lot: Lot) => readonly [before: string, secret: string, after: string]>> = {
  'aws-secret-key': (lot) => [join('aws_', 'secret_access_', 'key = '), lot.text(40, base64), '\n'],
  'azure-account-key': (lot) => [
    'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=',
    `${lot.text(86, base64)}==`,
    ';',
  ],
  'azure-sas': (lot) => ['https://shop.blob.example/c?sv=2024-11-04&sig=', `${lot.text(43, base62)}%3D`, '&se=2026'],
  'bearer-token': (lot) => ['curl -H "X-Auth: Bearer ', `a1${lot.text(30, base36)}`, '"'],
  'authorization-header': (lot) => ['Authorization: token ', `a1${lot.text(38, hex)}`, ' was refused'],
  'basic-login': (lot) => ['sent Basic ', Buffer.from(`admin:${lot.text(12, base62)}`).toString('base64'), ''],
  'docker-login': (lot) => [
    '{"auths":{"r.example":{"auth":"',
    Buffer.from(`bot:${lot.text(14, base62)}`).toString('base64'),
    '"}}}',
  ],
  'url-login': (lot) => ['dial postgres://shop:', lot.text(10, base62), '@db.example:5432/shop failed'],
  password: (lot) => [
    ['DB_PASSWORD=', 'password: ', '"dbPassword":"', 'passwd = '][lot.below(4)] ?? '',
    lot.text(9, base62),
    '" ',
  ],
  'named-secret': (lot) => [
    ['client_secret=', 'api-key: ', '"token": "', 'credentials='][lot.below(4)] ?? '',
    `a1${lot.text(18, base36)}`,
    '"',
  ],
  'kubeconfig-key': (lot) => ['users:\n- user:\n    client-key-data: ', lot.text(120, base64), '\n'],
  'kubernetes-secret': (lot) => [
    '',
    `kind: Secret\nmetadata:\n  name: db\ndata:\n  pw: ${Buffer.from(lot.text(9, base62)).toString('base64')}`,
    '',
  ],
};

const sentences: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `why does ${secret} not work?`,
  (secret) => `{"value":"${secret}"}`,
  (secret) => `403 for (${secret}), tried 3 times`,
  (secret) => `--env=KEY=${secret}`,
];

/** So many secrets of each kind, always the same. */
export function syntheticSecrets(ofEach: number): readonly SyntheticSecret[] {
  const lot = createLot(20_260);
  const each = Array.from({ length: ofEach }, (_, index) => index);
  const bare = Object.entries(makers).flatMap(([kind, make]) =>
    each.map((index) => {
      const secret = make(lot);
      return { kind, secret, text: (sentences[index % sentences.length] ?? String)(secret) };
    }),
  );
  const told = Object.entries(phrases).flatMap(([kind, make]) =>
    each.map(() => {
      const [before, secret, after] = make(lot);
      return { kind, secret, text: before + secret + after };
    }),
  );
  return [...bare, ...told];
}
