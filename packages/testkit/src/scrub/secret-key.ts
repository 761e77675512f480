/** Names whose values are secrets, wherever they stand in a name of any spelling. */
const secretWords: RegExp =
  /password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|signingkey|encryptionkey|clientkeydata|credential|authorization|cookie|connectionstring|dockerconfig|sessionkey|accountkey|sharedkey|licensekey|webhookurl|presharedkey|userdata|customergatewayconfiguration|keymaterial/;

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
  'psk',
  'plaintext',
]);

/** Names that only hold the letters of a secret's: `HttpTokens` says whether an instance's metadata asks for one. */
const harmlessNames: ReadonlySet<string> = new Set(['httptokens', 'instancemetadatatokens']);

/** Endings that make a name speak about a secret instead of being one, such as `secretName` or `token-file`. */
const harmlessEnding: RegExp =
  /(names?|refs?|file|path|dir|folder|ttl|seconds|timeout|type|kind|namespace|version|count|total|enabled|policy|audiences?|issuer|provider|bytes|limit|class|mode|arns?|lastused|date|manager)$/;

/** Whether the value under this name is a secret, going by the name alone. */
export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (harmlessNames.has(plain)) return false;
  if (secretNames.has(plain) || /(pwd|passwort|masterauth|(?<!by|com|tres|over)pass)$/.test(plain)) return true;
  return secretWords.test(plain) && !harmlessEnding.test(plain);
}

/** Whether everything under this name is secret, however it is wrapped, as EC2 wraps `userData`. */
export function isOpaqueSecret(key: string): boolean {
  return /^(?:userdata|customergatewayconfiguration)$/.test(key.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** Whether a value under a secret's name is a switch or a figure, which tells nothing. */
export function isHarmlessValue(value: string): boolean {
  return /^(|true|false|null|none|nil|yes|no|on|off|enabled|disabled|\d{1,3})$/i.test(value);
}
