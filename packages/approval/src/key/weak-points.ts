/**
 * Every encoding of a point of small order on Curve25519, without its sign bit, the lowest byte first. Under such a "key"
 * signatures can be made without any secret, and OpenSSL 3.0, which Node 22 may come with, accepts them.
 * Source: RFC 8032, section 5.1.7; the same list as libsodium's `ge25519_has_small_order`.
 */
const weakPoints: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Whether anybody can sign under this point. */
export function isWeakPoint(point: Uint8Array): boolean {
  const unsigned = Buffer.from(point);
  unsigned[31] = (unsigned[31] ?? 0) & 0x7f;
  return weakPoints.has(unsigned.toString('hex'));
}
