import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeHealth } from '../src/analyze-health.js';

const up = { name: 'database', status: 'up' };
const down = { name: 'queue', status: 'restarting' };

describe('the health of acme', () => {
  it('has a finding for each part that is not up, with its proof', () => {
    const { output } = analyzeHealth({ status: 'present', output: { components: [up, down] } }, 'here');
    assert.deepEqual(
      output?.findings.map(({ code, resource, evidence }) => [code, resource.name, evidence[0]?.pointer]),
      [['ACME-101', 'queue', '/components/1/status']],
    );
  });

  it('is fine where all parts are up', () => {
    const { status, output } = analyzeHealth({ status: 'present', output: { components: [up] } }, 'here');
    assert.deepEqual([status, output?.findings], ['present', []]);
  });

  it('is unknown where it was not read', () => {
    const { status, output } = analyzeHealth({ status: 'unknown', reason: { message: 'no connection' } }, 'here');
    assert.equal(status, 'unknown');
    assert.equal(output?.not_checked[0]?.why, 'no connection');
  });
});
