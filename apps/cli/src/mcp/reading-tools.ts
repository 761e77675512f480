import type { FindingDefinition, Json } from '@cloudops/spec';
import { z } from 'zod';
import { findFinding, listFindings } from '../findings.ts';
import { withAuditLog } from '../state.ts';
import { renderVerification } from '../verification.ts';
import { parseArguments } from './check-arguments.ts';
import { cleanText } from './clean-text.ts';
import type { ObjectSchema } from './output-schema.ts';
import { readsHere, type Tool } from './tool.ts';

const text = { type: 'string' } as const;
const definitionSchema: ObjectSchema = {
  type: 'object',
  properties: { code: text, title: text, role: text, severity: text, decided: text, remedy: text },
  required: ['code', 'title', 'role', 'severity', 'decided', 'remedy'],
};

/** The finding codes, in short. */
export const listFindingsTool: Tool = {
  name: 'list_findings',
  title: 'List finding codes',
  description: 'Every code that a finding can have, with its title and severity. explain_finding has the rest.',
  inputSchema: {
    type: 'object',
    properties: { prefix: { ...text, description: 'Only codes that begin so, such as CPU-.' } },
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: { findings: { type: 'array', items: { type: 'object' } } },
    required: ['findings'],
  },
  annotations: readsHere,
  async call(call, { paths, assets }) {
    const { prefix = '' } = parseArguments(
      z.strictObject({ prefix: z.string().max(20).exactOptional() }),
      call.arguments,
    );
    const all = await listFindings({ paths, assets });
    const found = all.filter(({ code }) => code.startsWith(prefix.toUpperCase()));
    const lines = found.map(({ code, severity, title }) => `${code} (${severity}): ${title}`);
    return {
      text: lines.join('\n') || `No code begins with "${cleanText(prefix)}".`,
      structured: { findings: found.map(({ code, title, role, severity }) => ({ code, title, role, severity })) },
    };
  },
};

/** What one code means. */
export const explainFindingTool: Tool = {
  name: 'explain_finding',
  title: 'Explain a finding code',
  description: 'What a finding code means, how it is decided, and what an operator does about it.',
  inputSchema: {
    type: 'object',
    properties: { code: { ...text, description: 'Such as CPU-104.' } },
    required: ['code'],
    additionalProperties: false,
  },
  outputSchema: definitionSchema,
  annotations: readsHere,
  async call(call, { paths, assets }) {
    const { code } = parseArguments(z.strictObject({ code: z.string().min(1).max(60) }), call.arguments);
    const found: FindingDefinition = await findFinding(code, { paths, assets });
    return {
      text: `${found.code} (${found.severity}, ${found.role}): ${found.title}\nDecided: ${found.decided}\nRemedy: ${found.remedy}`,
      structured: { ...found } as unknown as Readonly<Record<string, Json>>,
    };
  },
};

/** Whether the log of all this was tampered with. */
export const verifyAuditLogTool: Tool = {
  name: 'verify_audit_log',
  title: 'Verify the audit log',
  description:
    'Recomputes this machine’s audit log, which holds all that these tools read and planned, and names the first bad record. Asks none of the places outside: a person can, at the command line.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
  outputSchema: { type: 'object', properties: { verification: { type: 'object' } }, required: ['verification'] },
  annotations: readsHere,
  async call(call, { paths }) {
    parseArguments(z.strictObject({}), call.arguments);
    const verification = await withAuditLog(paths, (log) => log.verify({ anchors: [] }));
    const screen = { width: 100, color: false, unicode: true, verbose: false };
    return {
      text: renderVerification(verification, 'human', screen),
      structured: { verification: verification as unknown as Json },
      ...(verification.kind === 'broken' ? { isError: true } : {}),
    };
  },
};
