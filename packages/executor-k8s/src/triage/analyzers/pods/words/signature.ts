import { hostIn, pathIn, portOf, type Reader, reader } from './line-reader.ts';
import { noAddress, refused } from './peer-signature.ts';

/** What a line of a log says, as far as a signature knows it. */
export type Saying =
  | { readonly kind: 'credentials'; readonly user: string }
  | { readonly kind: 'too-many-connections' }
  | { readonly kind: 'missing-variable'; readonly name: string }
  | { readonly kind: 'missing-file'; readonly path: string }
  | { readonly kind: 'missing-library'; readonly name: string }
  | { readonly kind: 'read-only'; readonly path: string }
  | { readonly kind: 'permission'; readonly path: string; readonly port: number | null }
  | { readonly kind: 'no-space'; readonly path: string }
  | { readonly kind: 'address-in-use'; readonly port: number | null }
  | { readonly kind: 'heap'; readonly runtime: string }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'certificate'; readonly why: string; readonly isExpired: boolean; readonly host: string }
  | { readonly kind: 'bad-flag'; readonly flag: string }
  | { readonly kind: 'bad-config'; readonly path: string }
  | {
      readonly kind: 'forbidden';
      readonly namespace: string;
      readonly account: string;
      readonly verb: string;
      readonly resource: string;
    }
  | {
      readonly kind: 'peer';
      readonly how: 'refused' | 'timeout' | 'no-address';
      readonly host: string;
      readonly port: number | null;
    };

const forbidden: Reader = (line) => {
  const match =
    /User "system:serviceaccount:([a-z0-9.-]{1,253}):([a-z0-9.-]{1,253})" cannot (\w{1,40}) resource "([^"]{1,253})"/.exec(
      line.replaceAll('\\"', '"'),
    );
  if (match === null) return null;
  const [, namespace = '', account = '', verb = '', resource = ''] = match;
  return { kind: 'forbidden', namespace, account, verb, resource };
};

const credentials = reader(
  [
    /Access denied for user '([^']{1,100})'/,
    /password authentication failed for user "?([^"\s]{1,100})/,
    /Login failed for user '([^']{1,100})'/i,
    /\brole "([^"]{1,100})" does not exist/,
    /\b(?:WRONGPASS|NOAUTH)\b/,
    /invalid username-password pair|ERR invalid password/i,
    /ORA-01017|MongoSecurityException/,
    /no pg_hba\.conf entry for host "[^"]{1,100}", user "([^"]{1,100})"/,
    /\bACCESS_REFUSED\b|PLAIN login refused: user '([^']{1,100})'/,
    /(?:SASL|SCRAM|LDAP|SMTP|IMAP|MongoServerError|MongoError|AuthenticationFailed|Auth(?:entication)?(?:Error|Exception)?)[^\n]{0,60}authentication (?:failed|failure|error)/i,
    /\bauthentication (?:failed|failure)\b|\bauth(?:entication)? error\b|login (?:incorrect|failed)/i,
    /InvalidAccessKeyId|SignatureDoesNotMatch|security token included in the request is (?:invalid|expired)|ExpiredToken\b/,
    /invalid (?:api[- ]?key|credentials|client[_ ]secret|access token|password)|bad credentials|incorrect password|wrong password/i,
    /\b(?:status(?: code)?|HTTP|error|response|returned|got)[ :=]{0,3}401\b|\b401 Unauthorized\b/i,
  ],
  (user) => ({ kind: 'credentials', user }),
);

const tooMany = reader(
  [
    /too many connections|too many clients already|remaining connection slots are reserved|max number of clients reached|max_user_connections|ORA-00018|too many open connections/i,
  ],
  () => ({ kind: 'too-many-connections' }),
);

const variable = '[`\'"$]{0,2}([A-Z][A-Z0-9_]{2,100})[`\'"]?';
const long = '[`\'"$]{0,2}([A-Z][A-Z0-9]{0,60}_[A-Z0-9_]{1,60})[`\'"]?(?![a-z])';
const isAbsent =
  "(?:(?:is|was|are|has|have|env var(?:iable)?)? ?(?:not (?:set|defined|found|present|provided|been set|specified)|unset|missing|required|undefined|empty|blank)|(?:must|should|needs to|has to) be (?:set|defined|provided|specified|given)|(?:must not|cannot|may not|can't) be (?:empty|blank|null|undefined))\\b";
const missingVariable = reader(
  [
    new RegExp(`[Ee]nv(?:ironment)?[ _-]?(?:var(?:iable)?s?)?:? ${variable},? ${isAbsent}`),
    new RegExp(`(?:^|[^A-Za-z0-9_])${variable}(?: env(?:ironment)?(?: variable| var)?)? ${isAbsent}`),
    new RegExp(
      `(?:[Mm]issing|[Rr]equire[sd]?|[Uu]ndefined|[Uu]nset|[Nn]o value for|[Nn]ot set|[Pp]lease set|[Mm]ust set|[Nn]eeds?)(?: the)?(?: required| mandatory)?(?: env(?:ironment)?)?(?: (?:variables?|vars?|config(?:uration)?|settings?|keys?|value))?(?: for)?(?: (?:to )?specify)?(?: one of)?:? ${long}`,
    ),
    new RegExp(
      `[Ee]nv(?:ironment)?[ _-]?var(?:iable)?s? (?:not (?:set|found|defined)|missing|required|unset):? ${variable}`,
    ),
    /KeyError: '([A-Z][A-Z0-9_]{2,100})'/,
    /(?:^|[\s:])([A-Z][A-Z0-9_]{2,100}): (?:unbound variable|parameter (?:null or )?not set)/,
    /Set the ([A-Z][A-Z0-9_]{2,100}) environment variable/,
    /Could not resolve placeholder '([\w.-]{1,200})'/,
    /key not found: "([A-Z][A-Z0-9_]{2,100})"/,
  ],
  (name) => ({ kind: 'missing-variable', name }),
);

const noFile =
  "no such file or directory|file not found|does not exist|doesn't exist|NoSuchFileException|FileNotFoundException|ENOENT|FileNotFoundError|cannot find the (?:file|path)|could not find (?:file|a part of the path)|failed opening required|not found";
const missingFile = reader(
  [
    /(?:nginx: \[emerg\] open\(\) |cannot load certificate |file_get_contents\(|fopen\()["']?(\/[\w.@%+~/-]{2,300})[^\n]{0,80}(?:No such file or directory)/,
    new RegExp(
      `(?:^|[\\s'"\`:=([])(\\/[\\w.@%+~/-]{2,300})['"\`)\\]]{0,2}[:,]? ?(?:\\([^)]{0,60})?(?:is |was )?(?:${noFile})`,
      'i',
    ),
    new RegExp(`(?:${noFile})[^/\\n]{0,60}?['"\`]?(\\/[\\w.@%+~/-]{1,300})`, 'i'),
  ],
  (path) => ({ kind: 'missing-file', path }),
);

const missingLibrary = reader(
  [
    /Cannot find module '([^']{1,200})'|Error \[ERR_MODULE_NOT_FOUND\]: Cannot find (?:package|module) '([^']{1,200})'/,
    /(?:ModuleNotFoundError|ImportError): No module named '?([\w.]{1,200})/,
    /(?:ClassNotFoundException|NoClassDefFoundError): ([\w.$/]{1,200})/,
    /error while loading shared libraries: ([^\s:]{1,200})/,
    /cannot load such file -- ([^\s(]{1,200})/,
    /version `([^']{1,100})' not found/,
    /Could not find or load main class ([\w.$]{1,200})|Unable to access jarfile (\S{1,200})/,
    /Could not load file or assembly '([^',]{1,200})/,
    /ImportError: cannot import name '([\w.]{1,200})'/,
    /Class "([\w\\]{1,200})" not found/,
    /UnsupportedClassVersionError: ([\w.$/]{1,200})/,
    /(compatible framework version|Framework: 'Microsoft\.[\w.]{1,60}', version '[^']{1,40}')/,
  ],
  (name) => ({ kind: 'missing-library', name }),
);

const readOnly = reader([/read-only file ?system|EROFS/i], (_, line) => ({ kind: 'read-only', path: pathIn(line) }));
const noSpace = reader(
  [/no space left on device|ENOSPC|disk quota exceeded|disk is full|not enough space on the disk/i],
  (_, line) => ({
    kind: 'no-space',
    path: pathIn(line),
  }),
);
const inUse = reader(
  [
    /:(\d{1,5})\)?[:\s][^\n]{0,60}(?:address already in use|Only one usage of each socket address)/i,
    /(?:EADDRINUSE|address already in use|bind\(\) to)[^\n]{0,80}?[:\s](\d{2,5})\b/i,
    /port (\d{1,5}) (?:is|was) already (?:in use|allocated)/i,
    /address already in use|EADDRINUSE/i,
  ],
  (port) => ({ kind: 'address-in-use', port: portOf(port) }),
);
const permission = reader(
  [
    /listen [^\n]{0,40}:(\d{1,5}): bind: permission denied/i,
    /EACCES: permission denied,? [^\n]{0,20}:(\d{1,5})\b/,
    /bind\(\) to [^\n]{0,40}:(\d{1,5}) failed \(13: Permission denied/,
    /permission denied(?! for (?:table|schema|relation|database|sequence|function))|\bEACCES\b|operation not permitted|\bEPERM\b|AccessDeniedException|Access to the path '[^']{1,300}' is denied/i,
  ],
  (port, line) => ({ kind: 'permission', path: pathIn(line), port: portOf(port) }),
);
const heap = reader(
  [
    /java\.lang\.(OutOfMemoryError(?:: [\w ]{1,60})?)/,
    /(JavaScript heap out of memory)/,
    /fatal error: (runtime: (?:out of memory|cannot allocate memory))/,
    /^(MemoryError)\b|: (MemoryError)\b/,
    /(Allowed memory size of \d{1,15} bytes exhausted)/,
    /(std::bad_alloc|OutOfMemoryException|memory allocation of \d{1,15} bytes failed|GC overhead limit exceeded|failed to allocate memory|NoMemoryError|Cannot allocate memory)/,
  ],
  (runtime) => ({ kind: 'heap', runtime }),
);
const schema = reader(
  [
    /relation "([^"]{1,200})" (?:does not exist|already exists)/,
    /no such table: (\S{1,200})|(ORA-00942)|(ValidationFailedException)/,
    /Table '([^']{1,200})' (?:doesn't exist|already exists)/,
    /Unknown column '([^']{1,200})'|column "?([\w.]{1,200})"? (?:of relation "[^"]{1,200}" )?does not exist/,
    /Unknown database '([^']{1,200})'|database "([^"]{1,200})" does not exist/,
    /permission denied for (?:table|schema|relation|database|sequence|function) "?([\w.]{1,200})/,
    /(pending migrations?|Dirty database version \d{1,10}|schema version mismatch|migrations have failed validation|migrations? (?:is |are )?(?:pending|not applied|missing))/i,
  ],
  (name) => ({ kind: 'schema', name }),
);
const certificate = reader(
  [
    /(x509: [^"\n]{1,160})/,
    /(certificate has expired|CERT_HAS_EXPIRED|certificate verify failed(?:: [^()\n]{1,100})?)/i,
    /(unable to get local issuer certificate|self[- ]signed certificate(?: in certificate chain)?|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate|remote certificate (?:is|was) (?:invalid|rejected)[^\n]{0,60}|PKIX path building failed|ERR_TLS_CERT_ALTNAME_INVALID|unknown certificate authority)/i,
    /(CertificateExpiredException|SSLHandshakeException[^\n]{0,100})/,
  ],
  (why, line) => ({ kind: 'certificate', why, isExpired: /expired|not yet valid/i.test(why), host: hostIn(line) }),
);
const badFlag = reader(
  [
    /flag provided but not defined: (-\S{1,100})/,
    /unknown (?:long )?(?:flag|option|argument|shorthand flag|command)s?:? ?[`'"]{0,2}(-{0,2}[\w.][\w.=-]{0,100})/i,
    /unrecognized (?:arguments?|options?|command[- ]line option)s?:? ?[`'"]{0,2}(-{1,2}[\w.=-]{1,100})/i,
    /(?:invalid|illegal|bad) option(?: --|:)? ?[`'"]{0,2}(-{0,2}[\w-]{1,100})/i,
    /Unrecognized VM option '?([\w:+=-]{1,100})/,
    /(?:unexpected argument|Found argument) '([^']{1,100})'/,
    /unrecognized configuration parameter "([^"]{1,100})"/,
    /no such option: (-{1,2}[\w-]{1,100})/,
  ],
  (flag) => ({ kind: 'bad-flag', flag }),
);
const badConfig = reader(
  [
    /unknown directive|Error during parsing|FATAL CONFIG FILE ERROR|found in configuration file|configuration file \S{1,300} test failed|unknown variable '|AH00526/i,
    /(?:Json|Yaml|Toml)(?:Parse|Processing|Mapping|Reader)?Exception|Psych::SyntaxError|scanner\.Scanner(?:Exception|Error)|could not parse the (?:JSON|YAML|XML) file/i,
    /nginx: \[emerg\] (?!host not found|bind)/,
    /(?:yaml|toml): (?:line \d+|unmarshal|cannot|mapping|invalid|did not)|error converting YAML|YAMLException|ScannerError|mapping values are not allowed/i,
    /cannot unmarshal |invalid character '.{1,4}' (?:looking|after|in)|Unexpected token .{1,20} in JSON|JSONDecodeError|Expecting value: line \d+/,
    /(?:failed|unable|could not|couldn't|error) (?:to )?(?:parse|parsing|decode|decoding|load|loading|read|reading|unmarshal) (?:the )?(?:\w+ )?config(?:uration)?/i,
    /invalid (?:config(?:uration)?|setting)\b|config(?:uration)? (?:is |file is )?(?:invalid|malformed)|config(?:uration)? (?:error|validation failed)|(?:syntax|parse|parsing) error (?:in|at|on|near)/i,
  ],
  (_, line) => ({ kind: 'bad-config', path: pathIn(line) }),
);

/**
 * In the order in which they decide a line. Sources: the words of MySQL, PostgreSQL, SQL Server, Oracle, Redis, MongoDB,
 * RabbitMQ, SQLite, nginx, Kubernetes; of the Go, Java, Node.js, Python, Ruby, PHP, Rust and .NET runtimes; of glibc and
 * of common flag parsers.
 */
const readers: readonly Reader[] = [
  forbidden,
  credentials,
  tooMany,
  schema,
  heap,
  noSpace,
  readOnly,
  inUse,
  permission,
  certificate,
  noAddress,
  refused,
  missingLibrary,
  missingVariable,
  badFlag,
  missingFile,
  badConfig,
];

const longestLine = 2000;

/** What one line of a log says; null when no signature fits. */
export function readLine(line: string): Saying | null {
  const text = line.slice(0, longestLine);
  for (const read of readers) {
    const found = read(text);
    if (found !== null) return found;
  }
  return null;
}
