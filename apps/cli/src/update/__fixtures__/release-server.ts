import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { readSigningKey, type SigningKey, signMinisign } from '../../../../../packaging/src/sign.ts';
import type { ReleaseArtifact, ReleaseIndex } from '../release-index.ts';

/** A key made for a test. */
export function createSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return readSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** A program that says that it is a version of CloudOps, and does nothing else. */
export function fakeBinary(version: string, padding = 0): Buffer {
  const filler = createHash('shake256', { outputLength: Math.max(1, padding) })
    .update(version)
    .digest('base64');
  return Buffer.from(`#!/bin/sh\necho "cloudops/${version} test"\nexit 0\n${filler}\n`);
}

/** What a release says of a binary. */
export function describeArtifact(version: string, binary: Buffer): { artifact: ReleaseArtifact; packed: Buffer } {
  const packed = gzipSync(binary);
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const artifact = {
    platform: 'test-x64',
    file: `cloudops-${version}-test-x64.gz`,
    size: packed.length,
    sha256: sha256(packed),
    binary_size: binary.length,
    binary_sha256: sha256(binary),
  };
  return { artifact, packed };
}

/** A server of releases that can lie. */
export interface ReleaseServer {
  readonly origin: string;
  readonly url: string;
  /** By path; what is changed here is served at once. */
  readonly files: Map<string, Buffer>;
  /** Each request that came, as `PATH RANGE`. */
  readonly requests: string[];
  /** Answers instead of the files; true when it did. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Signs and serves an index. */
  publish(index: ReleaseIndex, key: SigningKey): void;
  /** Puts a binary beside the index. @returns what the index says of it. */
  add(version: string, binary: Buffer): ReleaseArtifact;
  close(): Promise<void>;
}

/** Starts a server on this machine. */
export async function startReleaseServer(): Promise<ReleaseServer> {
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    if (!release.intercept(request, response)) serve(files.get(request.url ?? ''), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const release: ReleaseServer = {
    origin,
    url: `${origin}/releases.json`,
    files,
    requests,
    intercept: () => false,
    publish(index, key) {
      const content = Buffer.from(JSON.stringify(index));
      files.set('/releases.json', content);
      files.set('/releases.json.minisig', Buffer.from(signMinisign(content, key, 'file:releases.json')));
    },
    add(version, binary) {
      const { artifact, packed } = describeArtifact(version, binary);
      files.set(`/${artifact.file}`, packed);
      return artifact;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return release;
}

function serve(content: Buffer | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  response.writeHead(from > 0 ? 206 : 200, from > 0 ? { 'content-range': range } : {});
  response.end(content.subarray(from));
}
