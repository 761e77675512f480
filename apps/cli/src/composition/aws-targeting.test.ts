import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { auditSettingsSchema } from '../configuration/audit-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { mcpSettingsSchema } from '../configuration/mcp-settings.ts';
import { chooseAws } from './aws-targeting.ts';

const prod = { profile: 'main', organization_role: 'Reader', regions: ['eu-west-1'] };
const configured: Configuration = {
  environments: { prod: { contexts: [], aws: prod }, dev: { contexts: ['kind'] } },
  default_scope: 'prod',
  kubernetes: { node_proxy: false },
  aws: {},
  model: { parser: 'local', fallback: true, cache: true, names: [] },
  audit: auditSettingsSchema.parse({ origin: 'test' }),
  auth: {},
  mcp: mcpSettingsSchema.parse({}),
  plugins: {},
  reports: { webhooks: {} },
  telemetry: { otlp: {}, usage: {} },
  update: {},
};
const bare: Configuration = { ...configured, environments: {} };

describe('the choice of an AWS target', () => {
  it('says aloud that nothing is configured, and that this counts as prod', () => {
    const choice = chooseAws(null, {}, bare);
    expect(choice).toMatchObject({ environment: 'prod', settings: {} });
    expect(choice.note).toContain('counts as prod');
    expect(chooseAws('dev', {}, bare).note).toContain('Is it really "dev"?');
  });

  it('takes the default environment and says so when the question names none', () => {
    expect(chooseAws(null, {}, configured)).toEqual({
      environment: 'prod',
      settings: prod,
      note: 'No environment was named; reading "prod".',
    });
    expect(chooseAws('prod', {}, configured).note).toBeNull();
  });

  it('refuses an environment without accounts instead of reading another', () => {
    const choose = (): unknown => chooseAws('dev', {}, configured);
    expect(choose).toThrow(CloudOpsError);
    expect(choose).toThrow('The environment "dev" has no AWS accounts.');
  });

  it('lets flags win, and knows the environment of a profile', () => {
    expect(chooseAws('dev', { profile: 'main', regions: ['us-east-1'] }, configured)).toEqual({
      environment: 'prod',
      settings: { ...prod, regions: ['us-east-1'] },
      note: null,
    });
    expect(chooseAws(null, { profile: 'other' }, configured)).toMatchObject({
      environment: 'prod',
      settings: { profile: 'other' },
    });
  });
});
