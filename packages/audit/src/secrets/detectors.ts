/** One way to tell a secret by its text. */
export interface SecretDetector {
  /** Such as `aws-access-key-id`. */
  readonly kind: string;
  /** Global. If it has a group `value`, only that group is the secret. No pattern backtracks more than a line's length. */
  readonly pattern: RegExp;
  /** A second look at what the pattern found; true for a secret. */
  readonly test?: (found: string) => boolean;
}

/** Words that stand where a secret would. */
const placeholder =
  /^(?:\$|%|<|\{\{|\*+$|x{3,}$|\.{3}|\[secret|null\b|none\b|true\b|false\b|redacted|masked|hidden|changeme\b|required\b|optional\b|your[-_ ])/i;

const isReal = (found: string): boolean => !placeholder.test(found);

const hasDigitAndLetter = (found: string): boolean => /\d/.test(found) && /[A-Za-z]/.test(found) && isReal(found);

/** Whether base 64 text says `user:password`. */
function isLogin(found: string): boolean {
  const text = Buffer.from(found, 'base64').toString('latin1');
  return /^[\x20-\x7e]{1,200}:[\x20-\x7e]{1,200}$/.test(text);
}

/** Pieces of names: words, and the hex digits that are put after them. */
const piece = /(?<![A-Za-z0-9])(?:[a-z]{4,}|[0-9a-f]{8,})(?![A-Za-z0-9])/g;

/**
 * Whether text looks drawn by lot: capitals, small letters and digits that keep changing. Names in camel case change
 * seldom; hex digits and base 32 lack one of the three.
 */
function isRandom(found: string): boolean {
  const rest = found.replaceAll(piece, '');
  const classes = [...rest].map(classOf);
  const count = (wanted: string): number => classes.filter((one) => one === wanted).length;
  const changes = classes.filter((one, index) => index > 0 && one !== classes[index - 1]).length;
  const isMixed = count('small') >= 4 && count('capital') >= 4 && count('digit') >= 2;
  return rest.length >= 20 && isMixed && changes / rest.length >= 0.4;
}

function classOf(character: string): 'small' | 'capital' | 'digit' | 'other' {
  if (/[a-z]/.test(character)) return 'small';
  if (/[A-Z]/.test(character)) return 'capital';
  return /\d/.test(character) ? 'digit' : 'other';
}

/**
 * How each kind of secret looks, the telling ones first. Formats are those that the issuers publish for secret
 * scanning; what has no format of its own is found by the word before it, or by looking random.
 */
export const detectors: readonly SecretDetector[] = [
  {
    kind: 'private-key',
    pattern: /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  },
  { kind: 'putty-key', pattern: /PuTTY-User-Key-File-\d[\s\S]*/g },
  { kind: 'age-key', pattern: /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{40,}/g },
  { kind: 'kubernetes-secret', pattern: /\bkind["']?\s*:\s*["']?Secret\b[\s\S]*?(?:data|stringData)["']?\s*:[\s\S]*/g },
  {
    kind: 'kubeconfig-key',
    pattern: /\bclient-key-data["']?\s*:\s*["']?(?<value>[A-Za-z0-9+/=]{20,})/g,
  },
  { kind: 'aws-access-key-id', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { kind: 'aws-session-token', pattern: /\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+]{40,}={0,2}/g },
  {
    kind: 'aws-secret-key',
    pattern: /secret.?access.?key["']?\s*[:=]\s*["']?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
  },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/g },
  { kind: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[A-Za-z0-9_-]{20,}/g },
  { kind: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { kind: 'slack-webhook', pattern: /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,}/g },
  { kind: 'anthropic-key', pattern: /\bsk-ant-[a-z]{2,8}\d{2}-[A-Za-z0-9_-]{20,}/g },
  {
    kind: 'openai-key',
    pattern: /\bsk-(?:(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,}\b)/g,
  },
  { kind: 'stripe-key', pattern: /\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,})/g },
  { kind: 'google-api-key', pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  {
    kind: 'google-oauth',
    pattern: /\b(?:GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,}|1\/\/0[A-Za-z0-9_-]{30,})/g,
  },
  { kind: 'azure-account-key', pattern: /(?:Account|SharedAccess)Key=(?<value>[A-Za-z0-9+/]{40,}={0,2})/g },
  { kind: 'azure-sas', pattern: /[?&]sig=(?<value>[A-Za-z0-9%+/]{30,}={0,2})/g },
  {
    kind: 'azure-client-secret',
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'pypi-token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{40,}/g },
  { kind: 'docker-token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { kind: 'sendgrid-key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { kind: 'twilio-key', pattern: /\bSK[0-9a-f]{32}\b/g },
  { kind: 'vault-token', pattern: /\bhv[bsr]\.[A-Za-z0-9_-]{20,}/g },
  { kind: 'digitalocean-token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g },
  { kind: 'terraform-token', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}/g },
  { kind: 'grafana-token', pattern: /\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b/g },
  { kind: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g },
  {
    kind: 'authorization-header',
    pattern: /\bauthorization["']?\s*[:=]\s*["']?(?:[A-Za-z]+\s+)?(?<value>[^\s"',;]{8,})/gi,
    test: isReal,
  },
  { kind: 'bearer-token', pattern: /\bbearer\s+(?<value>[A-Za-z0-9+/_.~-]{16,}={0,2})/gi, test: hasDigitAndLetter },
  { kind: 'basic-login', pattern: /\bbasic\s+(?<value>[A-Za-z0-9+/]{8,}={0,2})/gi, test: isLogin },
  { kind: 'docker-login', pattern: /["']auth["']\s*:\s*["'](?<value>[A-Za-z0-9+/]{8,}={0,2})["']/g, test: isLogin },
  {
    kind: 'url-login',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,100}:(?<value>[^\s/@]{1,200})@/gi,
    test: isReal,
  },
  {
    kind: 'password',
    pattern: /(?:pass(?:word|wd|phrase)|\bpwd)["']?\s{0,3}[:=]\s{0,3}["']?(?<value>[^\s"',;&]{4,200})/gi,
    test: (found) => isReal(found) && !found.startsWith('/'),
  },
  {
    kind: 'named-secret',
    pattern:
      /(?:secret|token|api.?key|access.?key|private.?key|credentials?)["']?\s{0,3}[:=]\s{0,3}["']?(?<value>[A-Za-z0-9+/_.~-]{12,200}={0,2})/gi,
    test: (found) => hasDigitAndLetter(found) && !/^[a-z]+(?:[-./][a-z0-9]+)+$/.test(found),
  },
  {
    kind: 'random-text',
    pattern: /(?<![A-Za-z0-9+/_-])(?!sha\d{1,3}-)[A-Za-z0-9+/_-]{24,200}={0,2}(?![A-Za-z0-9+/_-])/g,
    test: isRandom,
  },
];
