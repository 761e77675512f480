import type { Finding, Json } from '@cloudops/spec';
import { analyzeNetwork } from '../analyze-network.ts';
import { exposureRules } from '../exposure/exposure-rules.ts';
import type { NetworkSettingsInput } from '../model/settings.ts';
import { group, networkInterface, stage } from './account.ts';

const ours: readonly string[] = exposureRules.definitions.map(({ code }) => code);

/** Findings of the exposure rules about steps. */
export function look(steps: ReturnType<typeof stage>, settings: NetworkSettingsInput = {}): readonly Finding[] {
  return analyzeNetwork({ scope: {}, settings: { rules: ours, ...settings }, steps }).findings;
}

/** Findings about one attached and reachable group with these rules. */
export function lookAt(rules: readonly Json[], settings: NetworkSettingsInput = {}): readonly Finding[] {
  const interfaces = [networkInterface('eni-1', ['sg-1'], { ipv6: '2600:1f18::5' })];
  return look(stage({ groups: [group('sg-1')], rules, interfaces }), settings);
}

/** Codes of findings, sorted, each with what it swallowed where that is asked for. */
export function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code }) => code).sort();
}

/** The only finding with a code. */
export function one(findings: readonly Finding[], code: string): Finding {
  const found = findings.filter((finding) => finding.code === code);
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new RangeError(`${found.length} findings ${code}: ${codes(findings)}`);
  return first;
}
