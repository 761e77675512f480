/** One kind of secret: what it is called in place of itself, and how it looks. */
export interface SecretKind {
  readonly name: string;
  /** Group 1, where there is one, is the secret; what is around it stays. */
  readonly pattern: RegExp;
}

/**
 * Secrets by their published formats, most specific first. Sources: the vendors' pages on token formats and the rules
 * of gitleaks and GitHub secret scanning. Ids that are no secrets (access key ids, digests, UUIDs, account numbers)
 * are left alone: an access key id names a key, and people ask about it.
 */
export const secretKinds: readonly SecretKind[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    name: 'aws-secret-key',
    pattern:
      /(?:aws_?secret_?(?:access_?)?key|secret_?access_?key|secretAccessKey|SecretAccessKey)["']?\s*[:=\s]\s*["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  {
    name: 'aws-session-token',
    pattern:
      /(?:aws_?session_?token|session_?token|SessionToken|security_?token)["']?\s*[:=\s]\s*["']?([A-Za-z0-9/+=]{60,})/gi,
  },
  { name: 'anthropic-key', pattern: /(?<!\w)sk-ant-[\w-]{20,}/g },
  { name: 'openai-key', pattern: /(?<!\w)sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}(?!\w)/g },
  { name: 'github-token', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { name: 'gitlab-token', pattern: /(?<!\w)gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{20,}/g },
  { name: 'slack-token', pattern: /(?<!\w)xox[abeoprs]-[\w-]{10,}|xapp-\d-[\w-]{10,}/g },
  { name: 'slack-webhook', pattern: /hooks\.slack\.com\/(?:services|workflows)\/([\w/]{20,})/g },
  { name: 'google-api-key', pattern: /(?<!\w)AIza[\w-]{35}(?!\w)/g },
  { name: 'google-oauth', pattern: /(?<!\w)(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/g },
  { name: 'stripe-key', pattern: /(?<!\w)(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{20,}/g },
  { name: 'npm-token', pattern: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g },
  { name: 'pypi-token', pattern: /(?<!\w)pypi-[\w-]{50,}/g },
  { name: 'docker-token', pattern: /(?<!\w)dckr_(?:pat|oat)_[\w-]{20,}/g },
  { name: 'vault-token', pattern: /(?<!\w)(?:hv[bsr]\.[\w-]{20,}|s\.[A-Za-z0-9]{24}(?!\w))/g },
  { name: 'sendgrid-key', pattern: /(?<!\w)SG\.[\w-]{16,}\.[\w-]{16,}/g },
  { name: 'twilio-key', pattern: /(?<!\w)SK[0-9a-f]{32}(?!\w)/g },
  {
    name: 'datadog-key',
    pattern: /(?:dd|datadog)[_-]?(?:api|app(?:lication)?)[_-]?key["']?\s*[:=\s]\s*["']?([0-9a-f]{32,40})(?!\w)/gi,
  },
  { name: 'azure-key', pattern: /(?:AccountKey|SharedAccessKey|sig)=([A-Za-z0-9+/%]{30,}={0,2})/g },
  { name: 'terraform-token', pattern: /(?<!\w)[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/g },
  { name: 'jwt', pattern: /(?<!\w)eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?/g },
  {
    name: 'kubeconfig-data',
    pattern: /(?:client-key-data|client-certificate-data|token-data)["']?\s*:\s*["']?([A-Za-z0-9+/=]{40,})/g,
  },
  { name: 'bootstrap-token', pattern: /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])/g },
  { name: 'url-password', pattern: /[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s@/]{1,200})@/gi },
  { name: 'bearer', pattern: /\bbearer\s+([\w.~+/-]{16,}=*)/gi },
  { name: 'basic-auth', pattern: /\bbasic\s+([A-Za-z0-9+/]{12,}={0,2})(?![\w+/])/gi },
  {
    name: 'presigned',
    pattern: /[?&](?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|sig)=([^&\s]{16,})/gi,
  },
  {
    name: 'password',
    pattern:
      /(?:pass(?:word|wd|phrase)?|pwd|passwort|kennwort|contrase(?:ñ|n)a|mot de passe|senha|wachtwoord|パスワード|密码)["']?\s*(?:[:=：]|\bis\b|\bist\b|\bes\b|\best\b)\s*["']?([^\s"',;]{4,200})/gi,
  },
  {
    name: 'secret',
    pattern:
      /(?:[a-z0-9]+[_-])*(?:secret|token|api[_-]?key|apikey|client[_-]?secret|private[_-]?key|encryption[_-]?key|credentials?)["']?\s*[:=]\s*["']?([^\s"',;]{8,400})/gi,
  },
];
