import type { UnknownReason } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { look } from './__fixtures__/look.ts';

const reason: UnknownReason = { kind: 'denied', message: 'forbidden', needs: 'list flowschemas' };
const known = { status: 'present', output: {} };
const parts = { readyz: known, version: known, metrics_api: known, flow_control: known };

describe('gaps of what was read of the control plane', () => {
  it('are none where all parts are known, or nothing was asked', () => {
    expect(look({}, { steps: { health: { status: 'present', output: parts } } }).analysis.not_checked).toEqual([]);
    expect(look({}).analysis.not_checked).toEqual([]);
  });

  it('name the one part that was denied', () => {
    const output = { ...parts, flow_control: { status: 'unknown', reason } };
    const { not_checked: gaps } = look({}, { steps: { health: { status: 'present', output } } }).analysis;
    expect(gaps).toEqual([expect.objectContaining({ why: 'forbidden', needs: reason.needs })]);
  });

  it('name all of it when nothing was read', () => {
    const { not_checked: gaps } = look({}, { steps: { health: { status: 'unknown', reason } } }).analysis;
    expect(gaps).toEqual([expect.objectContaining({ what: 'health of the API server', why: 'forbidden' })]);
  });
});
