import type { Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpressionEvaluator } from './evaluator.ts';
import { IpAddress } from './ip-address.ts';
import { Quantity } from './quantity.ts';

fc.configureGlobal({ seed: 20_260_101 });

const evaluator = createExpressionEvaluator();
const pods = [
  { name: 'a', cpu: 3, meta: { namespace: 'x' } },
  { name: 'b', cpu: 9, meta: { namespace: 'y' } },
  { name: 'c', cpu: 3, meta: { namespace: 'x' } },
];

function evaluate(expression: string, item: Json = pods): unknown {
  return evaluator.evaluate(expression, { inputs: { count: 2 }, item });
}

describe('Kubernetes functions', () => {
  it.each<[string, unknown]>([
    ['quantity("1.5Gi").isGreaterThan(quantity("1G"))', true],
    ['quantity("500m").isLessThan(quantity("0.5"))', false],
    ['quantity("250m") == quantity("0.25")', true],
    ['quantity("1e3").asInteger()', 1000],
    ['quantity("1E").isGreaterThan(quantity("1P"))', true],
    ['quantity("250m").asApproximateFloat()', 0.25],
    ['quantity("1Ki").add(quantity("24")).asInteger()', 1048],
    ['quantity("2").sub(1).compareTo(quantity("1"))', 0],
    ['string(quantity("250m").add(quantity("1")))', '1.25'],
    ['quantity("-5").sign()', -1],
    ['quantity("100u").isInteger()', false],
    ['quantity(2)', '2'],
    ['isQuantity("10Mi")', true],
    ['isQuantity("10MB")', false],
    ['isQuantity("")', false],
    ['cidr("10.0.0.0/8").containsIP("10.200.3.4")', true],
    ['cidr("10.0.0.0/8").containsIP(ip("11.0.0.1"))', false],
    ['cidr("::/0").containsIP("10.0.0.1")', false],
    ['cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")', true],
    ['cidr("10.1.0.0/16").containsCIDR(cidr("10.0.0.0/8"))', false],
    ['cidr("10.1.2.3/16").masked()', '10.1.0.0/16'],
    ['cidr("10.1.2.3/16").prefixLength()', 16],
    ['string(cidr("10.1.2.3/16").ip())', '10.1.2.3'],
    ['isCIDR("10.0.0.0/33")', false],
    ['ip("::1").isLoopback()', true],
    ['ip("169.254.169.254").isLinkLocalUnicast()', true],
    ['ip("fe80::1").isLinkLocalUnicast()', true],
    ['ip("224.0.0.1").isLinkLocalMulticast()', true],
    ['ip("10.0.0.1").isGlobalUnicast()', true],
    ['ip("0.0.0.0").isUnspecified()', true],
    ['ip("2001:DB8::0:1") == ip("2001:db8::1")', true],
    ['ip("2001:db8::1").family()', 6],
    ['isIP("010.0.0.1")', false],
    ['isIP("::ffff:10.0.0.1")', false],
    ['isIP("fe80::1%eth0")', false],
    ['isIP("1::2::3")', false],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it('adds quantities exactly', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const sum = Quantity.parse(`${a}m`)?.add(Quantity.parse(`${b}m`) ?? Quantity.fromInteger(0n));
        expect(sum?.compareTo(Quantity.parse(`${a + b}m`) ?? Quantity.fromInteger(-1n))).toBe(0n);
        expect(Quantity.parse(String(sum))?.toString()).toBe(String(sum));
      }),
    );
  });

  it('writes addresses that read back the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = IpAddress.parse(text);
        if (address !== undefined) expect(IpAddress.parse(address.toString())?.equals(address)).toBe(true);
        if (!text.includes(':')) expect(address?.toString()).toBe(text);
      }),
    );
  });
});

describe('collection functions', () => {
  it.each<[string, unknown]>([
    ['sum(item.map(p, p.cpu))', 15],
    ['sum([1, 2, 3])', 6],
    ['sum([1, 0.5])', 1.5],
    ['sum([])', 0],
    ['sum(item.map(p, quantity("250m")))', '0.75'],
    ['top(item, 1, "cpu").map(p, p.name)', ['b']],
    ['top(item, inputs.count, "cpu").map(p, p.name)', ['b', 'a']],
    ['top(item, 9, "meta.namespace").map(p, p.name)', ['b', 'a', 'c']],
    ['top([3, 1, 2], 2)', [3, 2]],
    ['group(item, "meta.namespace").map(g, g.key)', ['x', 'y']],
    ['group(item, "meta.namespace").map(g, sum(g.items.map(p, p.cpu)))', [6, 9]],
    ['group(item, "cpu").map(g, g.key)', [3, 9]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each<[string, RegExp]>([
    ['sum(item)', /an object where a number belongs/],
    ['top(item, 1, "memory")', /an item has no "memory"/],
    ['top(item, 1, "constructor.name")', /an item has no/],
    ['top(item, -1, "cpu")', /whole number from 0/],
    ['top([1, "a"], 1)', /mixes numbers and text/],
    ['group(item, "meta")', /scalars only/],
  ])('refuses %s', (expression, message) => {
    expect(() => evaluate(expression)).toThrow(message);
  });

  it('returns the very items of the list', () => {
    expect((evaluate('top(item, 1, "cpu")') as unknown[])[0]).toBe(pods[1]);
  });
});
