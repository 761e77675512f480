import { describe, expect, it } from 'vitest';
import { findShapes } from './shapes.ts';

const find = (text: string, ...slots: readonly string[]) => findShapes(text, new Set(slots));

describe('findShapes', () => {
  it.each([
    ['stop I-0123456789ABCDEF0', 'instance', 'i-0123456789abcdef0'],
    ['rule sgr-0b2, sgr-0a1b2c3 and sgr-0b2c3d4', 'rule', 'sgr-0a1b2c3,sgr-0b2c3d4'],
    ['account 1234-5678-9012', 'account', '123456789012'],
    ['in eu-west-1b', 'region', 'eu-west-1'],
    ['in eu-west-1b', 'zone', 'eu-west-1b'],
    ['open to 0.0.0.0/0', 'source', '0.0.0.0/0'],
    ['resize it from t3.medium to t3.large', 'instance_type', 't3.large'],
    ['why does web-5d9c7b8f6-abcde crash', 'pod', 'web-5d9c7b8f6-abcde'],
    ['empty ip-10-0-1-2.ec2.internal', 'node', 'ip-10-0-1-2.ec2.internal'],
    ['is s3://acme-exports public', 'bucket', 'acme-exports'],
    ['User system:serviceaccount:ci:runner cannot list', 'user', 'system:serviceaccount:ci:runner'],
    ['host orders-db.c9a.eu-west-1.rds.amazonaws.com', 'database', 'orders-db'],
    ['cannot pull image acme/web:1.2', 'image', 'acme/web:1.2'],
    ['FunctionName=resize', 'function', 'resize'],
  ])('finds in %j the %s', (text, slot, value) => {
    expect(find(text, slot)).toEqual({ [slot]: value });
  });

  it.each([
    ['address 10.0.0.999', 'address'],
    ['new image of web cannot be pulled', 'image'],
    ['i-abc', 'instance'],
    ['sg-like things', 'group'],
  ])('finds in %j no %s', (text, slot) => {
    expect(find(text, slot)).toEqual({});
  });

  it('reads what alerts of Prometheus name', () => {
    const slots = ['namespace', 'workload', 'pod', 'container'];
    expect(find('Pod shop/web-5d9c7b8f6-abcde (nginx) is restarting', ...slots)).toEqual({
      namespace: 'shop',
      pod: 'web-5d9c7b8f6-abcde',
      container: 'nginx',
    });
    expect(find('HPA shop/web has been at its maximum', ...slots)).toEqual({ namespace: 'shop', workload: 'web' });
    expect(find('{namespace="shop", deployment="web"}', ...slots)).toEqual({ namespace: 'shop', workload: 'web' });
  });
});
