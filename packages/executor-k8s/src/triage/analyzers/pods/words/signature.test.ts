import { describe, expect, it } from 'vitest';
import { readLine } from './signature.ts';

describe('a line of a log', () => {
  it.each([
    ["ERROR 1045 (28000): Access denied for user 'forum'@'10.1.0.7' (using password: YES)", { user: 'forum' }],
    ['FATAL: password authentication failed for user "shop"', { user: 'shop' }],
    ['pq: password authentication failed for user "shop"', { user: 'shop' }],
    ['WRONGPASS invalid username-password pair or user is disabled.', {}],
    ['NOAUTH Authentication required.', {}],
    ['MongoServerError: Authentication failed.', {}],
    ["com.mysql.cj.jdbc.exceptions: Access denied for user 'root'@'%'", { user: 'root' }],
    ['An error occurred (InvalidAccessKeyId) when calling the PutObject operation', {}],
    ['request failed: 401 Unauthorized', {}],
    ["Login failed for user 'sa'.", { user: 'sa' }],
  ])('tells of refused credentials: %s', (line, fields) => {
    expect(readLine(line)).toMatchObject({ kind: 'credentials', ...fields });
  });

  it.each([
    ['panic: DATABASE_URL is not set', 'DATABASE_URL'],
    ['fatal: environment variable TRACKER_REGION is not set', 'TRACKER_REGION'],
    ['Error: Missing required environment variable: API_KEY', 'API_KEY'],
    ["KeyError: 'REDIS_HOST'", 'REDIS_HOST'],
    ['/entrypoint.sh: line 4: S3_BUCKET: unbound variable', 'S3_BUCKET'],
    ['sh: QUEUE_NAME: parameter not set', 'QUEUE_NAME'],
    ['SMTP_HOST must be set', 'SMTP_HOST'],
    ['config error: required key PAYMENTS_TOKEN missing value', 'PAYMENTS_TOKEN'],
    ['Error: env var "JWT_SECRET" is required', 'JWT_SECRET'],
    ["java.lang.IllegalArgumentException: Could not resolve placeholder 'db.url' in value", 'db.url'],
    ['you need to specify one of MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD'],
  ])('names a missing variable: %s', (line, name) => {
    expect(readLine(line)).toEqual({ kind: 'missing-variable', name });
  });

  it.each([
    ['Error: open /etc/shipper.toml: no such file or directory', '/etc/shipper.toml'],
    ["FileNotFoundError: [Errno 2] No such file or directory: '/config/app.yaml'", '/config/app.yaml'],
    ["Error: ENOENT: no such file or directory, open '/app/config.json'", '/app/config.json'],
    [
      'java.io.FileNotFoundException: /etc/kafka/server.properties (No such file or directory)',
      '/etc/kafka/server.properties',
    ],
    ['stat /data/index: no such file or directory', '/data/index'],
    ['config file /etc/app.conf does not exist', '/etc/app.conf'],
  ])('names a missing file: %s', (line, path) => {
    expect(readLine(line)).toEqual({ kind: 'missing-file', path });
  });

  it.each([
    ['dial tcp 10.0.0.1:5432: connect: connection refused (connecting to db:5432)', 'refused', 'db', 5432],
    ['Error: connect ECONNREFUSED 10.0.0.1:6379', 'refused', '10.0.0.1', 6379],
    [
      'could not connect to server: Connection refused Is the server running on host "pg" (10.1.1.1) and accepting TCP/IP connections on port 5432?',
      'refused',
      'pg',
      5432,
    ],
    ['dial tcp: lookup redis on 10.96.0.10:53: no such host', 'no-address', 'redis', null],
    [
      'dial tcp: lookup mysql on 10.96.0.10:53: read udp 10.1.1.1:5->10.96.0.10:53: read: connection refused',
      'no-address',
      'mysql',
      null,
    ],
    ['Error: getaddrinfo ENOTFOUND cart-db', 'no-address', 'cart-db', null],
    ['java.net.UnknownHostException: kafka.data.svc', 'no-address', 'kafka.data.svc', null],
    ['nginx: [emerg] host not found in upstream "backend" in /etc/nginx/nginx.conf:12', 'no-address', 'backend', null],
    ['Get "http://pricing:8080/": context deadline exceeded', 'timeout', 'pricing', 8080],
    ["Can't connect to MySQL server on 'orders-db' (110)", 'timeout', 'orders-db', null],
    [
      'PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct',
      'refused',
      'db',
      5432,
    ],
    ['com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure', 'timeout', '', null],
    ['java.net.SocketTimeoutException: connect timed out', 'timeout', '', null],
    ['kafka.errors.NoBrokersAvailable: NoBrokersAvailable', 'timeout', '', null],
    ['Connection to node -1 (kafka/10.0.0.1:9092) could not be established. Broker may', 'timeout', '10.0.0.1', 9092],
    [
      'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
      'refused',
      '',
      null,
    ],
  ])('names a peer that is not reached: %s', (line, how, host, port) => {
    expect(readLine(line)).toEqual({ kind: 'peer', how, host, port });
  });

  it.each([
    ['Error: Could not find or load main class com.example.Main', 'missing-library'],
    ['Error: Unable to access jarfile /app/app.jar', 'missing-library'],
    ["/lib/libc.so.6: version `GLIBC_2.34' not found", 'missing-library'],
    ["ImportError: cannot import name 'x' from 'y'", 'missing-library'],
    ['PHP Fatal error:  Uncaught Error: Class "App\\Kernel" not found', 'missing-library'],
    ["Could not load file or assembly 'Shop, Version=1.0.0.0'", 'missing-library'],
    ["Could not find a part of the path '/etc/app/c.yaml'.", 'missing-file'],
    ['nginx: [emerg] open() "/etc/nginx/c.conf" failed (2: No such file or directory)', 'missing-file'],
    ['file_get_contents(/etc/app/c.yaml): failed to open stream: No such file or directory', 'missing-file'],
    ['no pg_hba.conf entry for host "10.1.1.1", user "shop", database "d"', 'credentials'],
    ['NoMemoryError: failed to allocate memory', 'heap'],
    ['*** FATAL CONFIG FILE ERROR (Redis 7.0.0) ***', 'bad-config'],
    ['Psych::SyntaxError: (config.yml): did not find expected key', 'bad-config'],
    ["mysqld: unknown variable 'x=1'", 'bad-config'],
    ['ORA-00942: table or view does not exist', 'schema'],
    ['The remote certificate is invalid according to the validation procedure', 'certificate'],
    ['ImproperlyConfigured: Set the DB_URL environment variable', 'missing-variable'],
  ])('is known in other languages: %s', (line, kind) => {
    expect(readLine(line)?.kind).toBe(kind);
  });

  it.each([
    ['FATAL: sorry, too many clients already', 'too-many-connections'],
    ['ERROR 1040 (HY000): Too many connections', 'too-many-connections'],
    ["OSError: [Errno 30] Read-only file system: '/tmp/render'", 'read-only'],
    ['mkdir /var/cache/nginx/client_temp: permission denied', 'permission'],
    ['listen tcp :80: bind: permission denied', 'permission'],
    ['write /data/wal/0001: no space left on device', 'no-space'],
    ['listen tcp :8080: bind: address already in use', 'address-in-use'],
    ['Error: listen EADDRINUSE: address already in use :::3000', 'address-in-use'],
    ['java.lang.OutOfMemoryError: Java heap space', 'heap'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'heap'],
    ['fatal error: runtime: out of memory', 'heap'],
    ['MemoryError', 'heap'],
    ['ERROR: relation "orders" does not exist at character 15', 'schema'],
    ["Unknown database 'shop'", 'schema'],
    ['sqlite3.OperationalError: no such table: users', 'schema'],
    ['x509: certificate has expired or is not yet valid', 'certificate'],
    ['x509: certificate signed by unknown authority', 'certificate'],
    ['Error: self signed certificate in certificate chain', 'certificate'],
    ["ModuleNotFoundError: No module named 'requests'", 'missing-library'],
    ["Error: Cannot find module '/app/server.js'", 'missing-library'],
    ['error while loading shared libraries: libssl.so.3: cannot open shared object file', 'missing-library'],
    ['flag provided but not defined: -colector.cpu', 'bad-flag'],
    ['error: unknown flag: --verbos', 'bad-flag'],
    ['FATAL: unrecognized configuration parameter "shared_bufers"', 'bad-flag'],
    ['yaml: line 3: mapping values are not allowed in this context', 'bad-config'],
    ["/etc/coredns/Corefile:4 - Error during parsing: Unknown directive 'forwrd'", 'bad-config'],
    ['failed to parse config: invalid character', 'bad-config'],
    [
      'pods is forbidden: User "system:serviceaccount:ci:runner" cannot list resource "pods" in API group "" in the namespace "ci"',
      'forbidden',
    ],
  ])('is known: %s', (line, kind) => {
    expect(readLine(line)?.kind).toBe(kind);
  });

  it.each([
    'LOG_LEVEL is set to debug',
    'listening on :8080',
    'starting tracker 1.2',
    'GET /healthz 200 1ms',
    'TypeError: x is undefined',
    'panic: runtime error: index out of range [3] with length 3',
    'loading price tables (this takes about 45 s)',
    'connected to db:5432',
    'received SIGTERM, shutting down',
    'HTTP server is required to run',
    '',
  ])('that is daily business, or has no signature, is not taken for one: %s', (line) => {
    expect(readLine(line)).toBeNull();
  });

  it('is read in bounded time, however long', () => {
    const started = performance.now();
    for (const text of [
      '/'.repeat(100_000),
      'a'.repeat(100_000),
      'A_'.repeat(50_000),
      ': '.repeat(50_000),
      "'/a".repeat(40_000),
    ])
      readLine(text);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
