import { redacted } from './redacted.ts';

/** Finds one kind of secret by its own form, wherever it stands in a text. */
export interface Detector {
  /** What it finds, such as `aws-access-key-id`. */
  readonly kind: string;
  /** Global. */
  readonly pattern: RegExp;
  /** As for `String.replace`; the whole match is redacted unless stated. */
  readonly replacement?: string;
}

/**
 * Forms that issuers document for their own tokens. Prefixes as in https://docs.github.com/code-security/secret-scanning and
 * https://github.com/gitleaks/gitleaks; anything after the prefix is taken, whatever its length, since a cut token is one too.
 */
export const detectors: readonly Detector[] = [
  { kind: 'pem', pattern: /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g },
  { kind: 'pem-base64', pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]+/g },
  { kind: 'age-key', pattern: /AGE-SECRET-KEY-1[0-9A-Z]+/g },
  { kind: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,3}/g },
  { kind: 'aws-access-key-id', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { kind: 'github', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})/g },
  { kind: 'gitlab', pattern: /\b(?:glpat|gldt|glrt|glcbt|glptt|glsoat|glagent)-[A-Za-z0-9_.-]{16,}/g },
  { kind: 'slack', pattern: /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g },
  { kind: 'slack-webhook', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]+/g },
  { kind: 'discord-webhook', pattern: /discord(?:app)?\.com\/api\/webhooks\/[A-Za-z0-9/_-]+/g },
  // A capital letter keeps apart names of pods such as sk-learn-7d9f8b6c5d-x2x4z.
  { kind: 'model-api-key', pattern: /\b(?:sk|rk|pk)-(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{16,}/g },
  { kind: 'model-api-key-hex', pattern: /\bsk-[0-9a-f]{32,}\b/g },
  { kind: 'stripe', pattern: /\b(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{8,}/g },
  { kind: 'google-api-key', pattern: /\bAIza[A-Za-z0-9_-]{30,}/g },
  {
    kind: 'google-oauth',
    pattern: /\b(?:ya29\.[A-Za-z0-9_-]{10,}|GOCSPX-[A-Za-z0-9_-]{10,}|1\/\/0[A-Za-z0-9_-]{20,})/g,
  },
  { kind: 'npm', pattern: /\bnpm_[A-Za-z0-9]{20,}/g },
  { kind: 'pypi', pattern: /\bpypi-AgE[A-Za-z0-9_-]{12,}/g },
  { kind: 'docker-hub', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}/g },
  { kind: 'hugging-face', pattern: /\bhf_[A-Za-z0-9]{20,}/g },
  { kind: 'sendgrid', pattern: /\bSG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  { kind: 'twilio', pattern: /\bSK[0-9a-f]{32}\b/g },
  { kind: 'telegram', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g },
  { kind: 'vault', pattern: /\bhv[sbr]\.(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{16,}/g },
  { kind: 'databricks', pattern: /\bdapi[0-9a-f]{32}\b/g },
  { kind: 'digital-ocean', pattern: /\bdo[opr]_v1_[0-9a-f]{32,}/g },
  { kind: 'shopify', pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}/g },
  { kind: 'grafana', pattern: /\bgl(?:sa|c)_[A-Za-z0-9+/=_-]{20,}/g },
  { kind: 'linear', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{16,}/g },
  { kind: 'new-relic', pattern: /\bNR(?:AK|II|RA)-[A-Za-z0-9-]{16,}/g },
  {
    kind: 'authorization',
    pattern:
      /\b(Bearer|Basic|Negotiate)(\s{1,4})(?!(?:auth|tokens?|authentication|authorization|realm|challenge|scheme|credentials?|header)\b)[A-Za-z0-9+/=_.~:-]{6,}/gi,
    replacement: `$1$2${redacted}`,
  },
  {
    kind: 'azure-signature',
    pattern: /\b(sig|AccountKey|SharedAccessKey|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=[^\s&;"']+/gi,
    replacement: `$1=${redacted}`,
  },
  // An image such as docker-pullable://nginx:1.2@sha256:… has the form of a URL with a password.
  {
    kind: 'url-password',
    pattern: /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/"'<>:]{0,200}:[^\s/"'<>]{0,500}@(?!sha\d+:)/gi,
    replacement: `$1${redacted}@`,
  },
  { kind: 'url-token', pattern: /(https?:\/\/)[^\s/@"'<>:]{1,500}@(?!sha\d+:)/gi, replacement: `$1${redacted}@` },
  {
    kind: 'mysql-password',
    pattern: /(\b(?:mysql|mariadb)[\w-]{0,20}\b[^\n|;&]{0,300}?\s-p)[^\s"']+/g,
    replacement: `$1${redacted}`,
  },
  {
    kind: 'user-option',
    pattern: /(\s(?:-u\s{0,4}|--user[= ]))([^\s:"'/]+):[^\s"']+/g,
    replacement: `$1$2:${redacted}`,
  },
  {
    kind: 'redis-password',
    pattern: /(\bredis-cli\b[^\n|;&]{0,300}?\s-a\s{1,4})[^\s"']+/g,
    replacement: `$1${redacted}`,
  },
  { kind: 'sshpass', pattern: /(\bsshpass\s{1,4}-p\s{0,4})[^\s"']+/g, replacement: `$1${redacted}` },
];

const pemEnd: RegExp = /-----END [A-Z0-9 ]+-----/;

/** Redacts the end of a PEM block whose beginning was cut off, as the tail of a log may show it. */
export function scrubPemTail(text: string): string {
  const end = pemEnd.exec(text);
  if (end === null) return text;
  let start = end.index;
  while (start > 0 && /[A-Za-z0-9+/=\s\\]/.test(text.charAt(start - 1))) start -= 1;
  return `${text.slice(0, start)}${redacted}${text.slice(end.index + end[0].length)}`;
}
