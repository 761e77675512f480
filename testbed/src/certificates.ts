import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, explicit, ia5, integer, octets, oid, sequence, set, tagged, time, truth, utf8 } from './der.ts';

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const year = 365 * 24 * 3600 * 1000;

/** A certificate and its private key, PEM. */
export interface KeyPair {
  readonly certificate: string;
  /** SEC 1 form, P-256. */
  readonly key: string;
}

/** An authority that can sign. */
export interface Authority extends KeyPair {
  readonly name: Buffer;
  readonly signer: KeyObject;
}

/** What a certificate says besides its key. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Kubernetes reads it as the user's group. */
  readonly organization?: string;
  /** Makes it a server's certificate for these names; else it is a client's. */
  readonly names?: readonly string[];
  readonly addresses?: readonly (readonly number[])[];
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function distinguishedName(commonName: string, organization?: string): Buffer {
  const part = (id: string, value: string): Buffer => set(sequence(oid(id), utf8(value)));
  return sequence(...(organization === undefined ? [] : [part('2.5.4.10', organization)]), part('2.5.4.3', commonName));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [truth()] : []), octets(value));
}

function leafExtensions(request: CertificateRequest): Buffer[] {
  const names = (request.names ?? []).map((name) => tagged(0x82, ia5(name)));
  const addresses = (request.addresses ?? []).map((address) => tagged(0x87, Buffer.from(address)));
  const usage = oid(request.names === undefined ? '1.3.6.1.5.5.7.3.2' : '1.3.6.1.5.5.7.3.1');
  const digitalSignature = bits(Buffer.from([0x80]), 7);
  return [
    extension('2.5.29.15', true, digitalSignature),
    extension('2.5.29.37', false, sequence(usage)),
    ...(request.names === undefined ? [] : [extension('2.5.29.17', false, sequence(...names, ...addresses))]),
  ];
}

interface Parts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** RFC 5280, section 4.1: TBSCertificate and its signature. */
function buildCertificate(parts: Parts, now: number): string {
  const algorithm = sequence(oid(ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    parts.issuer,
    sequence(time(new Date(now - 3_600_000)), time(new Date(now + year))),
    parts.subject,
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...parts.extensions)),
  );
  const signature = sign('sha256', body, { key: parts.signer, dsaEncoding: 'der' });
  return toPem('CERTIFICATE', sequence(body, algorithm, bits(signature, 0)));
}

function newKey(): { publicKey: KeyObject; privateKey: KeyObject; pem: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...pair, pem: pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString() };
}

/** A self-signed authority, valid for a year from `now` (milliseconds since the epoch). */
export function createAuthority(commonName: string, now: number): Authority {
  const { publicKey, privateKey, pem } = newKey();
  const name = distinguishedName(commonName);
  const extensions = [
    extension('2.5.29.19', true, sequence(truth())),
    extension('2.5.29.15', true, bits(Buffer.from([0x06]), 1)),
  ];
  const certificate = buildCertificate({ issuer: name, subject: name, publicKey, signer: privateKey, extensions }, now);
  return { certificate, key: pem, name, signer: privateKey };
}

/** A certificate signed by an authority, with a new key; valid for a year from `now`. */
export function issueCertificate(authority: Authority, request: CertificateRequest, now: number): KeyPair {
  const { publicKey, pem } = newKey();
  const subject = distinguishedName(request.commonName, request.organization);
  const extensions = leafExtensions(request);
  const parts = { issuer: authority.name, subject, publicKey, signer: authority.signer, extensions };
  return { certificate: buildCertificate(parts, now), key: pem };
}

/** The key pair that signs ServiceAccount tokens, PEM. */
export function createTokenKey(): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, pem } = newKey();
  return { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey: pem };
}
