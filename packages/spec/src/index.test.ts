import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as spec from './index.ts';

describe('the public API', () => {
  it('is exactly this list', () => {
    expect(Object.keys(spec).sort()).toMatchInlineSnapshot(`
      [
        "CloudOpsError",
        "analysisSchema",
        "approvalRequirementSchema",
        "auditEvents",
        "auditRecordSchema",
        "changeOutcomeSchema",
        "changeSightingSchema",
        "changeVerificationSchema",
        "decisionSchema",
        "defineAction",
        "defineChange",
        "defineProvider",
        "envelopeSchema",
        "evidenceRefSchema",
        "figureSchema",
        "findingSchema",
        "intentSchema",
        "maximumPlanFileBytes",
        "notCheckedSchema",
        "observationSchema",
        "planFileSchema",
        "planSchema",
        "plannedChangeSchema",
        "playbookSchema",
        "pluginManifestSchema",
        "principalSchema",
        "proofTiers",
        "remediationSchema",
        "reportSchema",
        "resourceRefSchema",
        "ruledOutSchema",
        "runSchema",
        "severities",
        "stepResultSchema",
        "unknownKinds",
        "worldSchema",
      ]
    `);
  });

  it.each(Object.entries(spec).filter(([name]) => name.endsWith('Schema')))(
    '%s can be published as JSON Schema',
    (_, value) => {
      const schema = z.toJSONSchema(value as z.ZodType, { target: 'draft-2020-12', io: 'input' });
      expect(schema.$schema).toContain('2020-12');
    },
  );
});

describe('an intent', () => {
  const intent: spec.Intent = {
    intent_type: 'diagnose',
    target: { resource_type: 'cluster', scope: null, filters: {} },
    goal: 'high-cpu',
    confidence: 0.9,
    question: 'why?',
    language: 'en',
    parser: { kind: 'local' },
  };

  it('survives JSON', () => {
    expect(spec.intentSchema.parse(JSON.parse(JSON.stringify(intent)))).toEqual(intent);
  });

  it.each([[{ confidence: 1.1 }], [{ goal: 1 }], [{ extra: true }], [{ question: undefined }]])(
    'with %j is refused',
    (change) => {
      expect(spec.intentSchema.safeParse({ ...intent, ...change }).success).toBe(false);
    },
  );
});
