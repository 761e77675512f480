// Intent alone: a chat bot that knows what it is asked. It does nothing about it.
//   echo 'why is checkout down in prod?' | node src/intent-bot.ts
import { createInterface } from 'node:readline';
import { createLocalParser, parseIntent } from '@cloudops/intent';
import { type Catalog, CloudOpsError, type IntentOutcome, type Playbook } from '@cloudops/spec';

const inputs = { service: { type: 'string', description: 'Which service.' } } as const;
const runbook = (name: string, intent_type: string, examples: readonly string[]): Playbook => ({
  ...{ api_version: 'cloudops/v1', inputs, steps: [], planned: { needs: 'somebody who reads it' }, findings: [] },
  metadata: { name, version: '1.0.0', title: name, description: name, examples },
  triggers: [{ intent_type, goal: name }],
});
const playbooks = [
  runbook('service-down', 'diagnose', [
    'why is checkout down in prod?',
    'is the shop down?',
    'service is not reachable',
  ]),
  runbook('who-is-on-call', 'inspect', ['who is on call?', 'who has the pager this week?']),
];
const catalog: Catalog = {
  entries: playbooks.map((playbook) => ({ playbook, digest: 'sha256:0', origin: 'project' })),
};
const parser = createLocalParser(); // or createModelParser(), with a key

function answer(outcome: IntentOutcome): string {
  if (outcome.kind === 'matched') return `That is ${outcome.playbook} in ${outcome.intent.target.scope ?? 'prod'}.`;
  const says = outcome.kind === 'clarify' ? outcome.question : outcome.reason;
  const choices = outcome.kind === 'refused' ? [] : outcome.choices.map(({ example }) => `“${example}”`);
  return choices.length === 0 ? says : `${says} Ask me ${choices.join(' or ')}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(answer(await parseIntent(line, { catalog, parser, environments: ['prod', 'staging'] })));
  } catch (error) {
    if (!CloudOpsError.isInstance(error)) throw error;
    console.log(`${error.message} [${error.code}]`);
  }
}
