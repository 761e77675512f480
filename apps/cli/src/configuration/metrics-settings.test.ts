import { describe, expect, it } from 'vitest';
import { metricsSettingsSchema, toTransportOptions } from './metrics-settings.ts';

const url = 'https://prometheus.example.com/prefix';
const accepts = (settings: object): boolean => metricsSettingsSchema.safeParse({ url, ...settings }).success;

describe('the settings of a Prometheus', () => {
  it.each([
    {},
    { token: { environment: 'TOKEN' } },
    { username: 'reader', password: { file: '~/.prometheus' } },
    { token: { command: ['pass', 'show', 'prometheus'] }, headers: { 'X-Scope-OrgID': { environment: 'TENANT' } } },
    { ca_file: '/etc/ca.pem' },
  ])('may be %j', (settings) => {
    expect(accepts(settings)).toBe(true);
  });

  it.each([
    { token: 'secret' },
    { token: {} },
    { token: { environment: 'A', file: 'b' } },
    { token: { command: [] } },
    { token: { environment: 'a b' } },
    { username: 'reader' },
    { password: { file: 'a' } },
    { username: 'reader', password: { file: 'a' }, token: { file: 'b' } },
    { headers: { 'a\r\nb': { file: 'a' } } },
    { url: 'https://alice:secret@prometheus.example.com' },
    { url: 'prometheus.example.com' },
  ])('may not be %j', (settings) => {
    expect(accepts(settings)).toBe(false);
  });

  it('become what the transport takes', () => {
    const settings = { url, username: 'reader', password: { environment: 'P' }, ca_file: '/etc/ca.pem' };
    expect(toTransportOptions(settings, 'Prometheus')).toEqual({
      url,
      product: 'Prometheus',
      login: { kind: 'basic', username: 'reader', password: { kind: 'environment', variable: 'P' } },
      caFile: '/etc/ca.pem',
    });
    expect(
      toTransportOptions({ url, token: { file: '/t' }, headers: { A: { command: ['x'] } } }, 'Prometheus'),
    ).toEqual({
      url,
      product: 'Prometheus',
      login: { kind: 'bearer', token: { kind: 'file', path: '/t' } },
      headers: { A: { kind: 'command', command: ['x'] } },
    });
  });
});
