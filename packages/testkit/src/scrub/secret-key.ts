/** Names whose values are secrets, wherever they stand in a name of any spelling. */
const secretWords: RegExp =
  /password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|signingkey|encryptionkey|clientkeydata|credential|authorization|cookie|connectionstring|dockerconfig|sessionkey|accountkey|sharedkey|licensekey|webhookurl/;

/** Whole names that are secrets, though other names hold the same letters. */
const secretNames: ReadonlySet<string> = new Set([
  'pass',
  'pwd',
  'auth',
  'pin',
  'otp',
  'salt',
  'dsn',
  'sig',
  'jwt',
  'pat',
]);

/** Endings that make a name speak about a secret instead of being one, such as `secretName` or `token-file`. */
const harmlessEnding: RegExp =
  /(names?|refs?|file|path|dir|folder|ttl|seconds|timeout|type|kind|namespace|version|count|total|enabled|policy|audiences?|issuer|provider|bytes|limit|class|mode)$/;

/** Whether the value under this name is a secret, going by the name alone. */
export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (secretNames.has(plain) || /(pwd|passwort|masterauth|(?<!by|com|tres|over)pass)$/.test(plain)) return true;
  return secretWords.test(plain) && !harmlessEnding.test(plain);
}

/** Whether a value under a secret's name is a switch or a figure, which tells nothing. */
export function isHarmlessValue(value: string): boolean {
  return /^(|true|false|null|none|nil|yes|no|on|off|enabled|disabled|\d{1,3})$/i.test(value);
}
