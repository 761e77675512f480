import type { World } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../configuration/configuration.ts';
import { findQuestionProviders } from './question-providers.ts';

const bare = await readConfiguration('/nowhere/config.yaml');
const onKubernetes = { ...bare, environments: { prod: { contexts: ['prod'] } } };
const onBoth = { ...bare, environments: { prod: { contexts: ['prod'], aws: {} } } };
const world = {
  targets: [{ provider: 'aws', name: 'prod', environment: 'prod' }],
} as unknown as World;

describe('the providers that a question may be about', () => {
  it.each([
    ['any, where nothing is configured', { configuration: bare, world: null }, undefined],
    ['the configured one', { configuration: onKubernetes, world: null }, ['kubernetes']],
    ['both that are configured', { configuration: onBoth, world: null }, ['aws', 'kubernetes']],
    ['the one that a flag names', { configuration: onBoth, world: null, regions: ['eu-west-1'] }, ['aws']],
    ['a context’s', { configuration: onBoth, world: null, context: 'staging' }, ['kubernetes']],
    [
      'both that flags name',
      { configuration: bare, world: null, context: 'staging', profile: 'ops' },
      ['aws', 'kubernetes'],
    ],
    ['a recorded world’s, whatever is configured', { configuration: onKubernetes, world, context: 'prod' }, ['aws']],
  ])('are %s', (_, hints, expected) => {
    expect(findQuestionProviders(hints)).toEqual(expected);
  });
});
