import * as spec from '@cloudops/spec';
import { z } from 'zod';
import type { GeneratedFile } from './generate.ts';

const published: Readonly<Record<string, z.ZodType>> = {
  intent: spec.intentSchema,
  playbook: spec.playbookSchema,
  plan: spec.planSchema,
  'plan-file': spec.planFileSchema,
  decision: spec.decisionSchema,
  'step-result': spec.stepResultSchema,
  run: spec.runSchema,
  finding: spec.findingSchema,
  analysis: spec.analysisSchema,
  report: spec.reportSchema,
  'audit-record': spec.auditRecordSchema,
  world: spec.worldSchema,
  'plugin-manifest': spec.pluginManifestSchema,
};

/** One JSON Schema (draft 2020-12) per value that crosses packages. */
export function generateSchemas(): readonly GeneratedFile[] {
  return Object.entries(published).map(([name, schema]) => ({
    path: `packages/spec/schemas/${name}.json`,
    text: `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`,
  }));
}
