import { describe, expect, it } from 'vitest';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser, quickQuestion, setScene } from '../__fixtures__/scene.ts';
import type { Fault } from '../__fixtures__/world-server.ts';

/** Names that clear the screen, set the title, turn text round and end a line. */
const hostile = 'x\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202e\\r\\n';
const faults: readonly Fault[] = [
  { on: /GET \/api/, kind: 'change', change: (body) => body.replace(/\bapi-[0-9a-z]{6,10}(?=[-"])/g, `api${hostile}`) },
];

interface Listed {
  readonly items: { readonly metadata: { readonly name: string }; spec?: Containers; containers?: object[] }[];
}
interface Containers {
  readonly containers: object[];
}

/** Gives each pod of the api Deployment 10,000 containers like its first. */
function crowd(body: string): string {
  const list = JSON.parse(body) as Listed;
  for (const { metadata, spec, containers } of list.items) {
    const all = spec?.containers ?? containers ?? [];
    if (!metadata.name.startsWith('api-')) continue;
    for (let number = 1; number < 10_000; number += 1) all.push({ ...all[0], name: `c${number}` });
  }
  return JSON.stringify(list);
}

describe.concurrent('a name with terminal escapes', () => {
  it.each(['human', 'json', 'jsonl', 'markdown', 'html'])('drives no terminal in the form %s', async (form) => {
    const { user } = await setScene({ faults });
    const result = await user.run([...quickQuestion, '-o', form, '--explain', '--verbose']);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('owned');
    if (!form.startsWith('json')) expect(result.stdout).not.toMatch(/\u202e/);
    expectTidy(result);
  });

  it('drives none in a message, a plan, or a list of runs either', async () => {
    const { user } = await setScene();
    const name = JSON.parse(`"${hostile}"`) as string;
    const results = [
      await user.run([...quickQuestion, '-n', name]),
      await user.run([...quickQuestion, '--context', name]),
      await user.run(['plan', `why is cpu high in ${name}?`]),
      await user.run(['findings', 'show', name]),
      await user.run(['runs', 'list']),
      await user.run(['audit', 'list']),
    ];
    for (const result of results) expectTidy(result);
  });
});

describe.concurrent('text of files that came from elsewhere', () => {
  const escapes = '\u001b]0;owned\u0007\u001b[2Jred\u009b31m';

  it('such as a playbook in a cloned repository drives no terminal', async () => {
    const user = createUser();
    const text = JSON.stringify(`Reads a node ${escapes}`);
    user.write(
      '.cloudops/playbooks/theirs.yaml',
      `api_version: cloudops/v1
metadata: { name: theirs, version: 1.0.0, title: ${text}, description: ${text}, examples: [${text}, 'which nodes?'] }
triggers: [{ intent_type: diagnose, goal: their-goal, resource_type: node }]
inputs: { node: { type: string, description: ${text}, default: ${text} } }
steps: [{ id: look, title: ${text}, action: kubernetes.health }]
findings: []
`,
    );
    const results = [await user.run(['playbooks', 'show', 'theirs']), await user.run(['playbooks', 'list'])];
    for (const result of results) {
      expect(result.stdout).toContain('Reads a node');
      expectTidy(result);
    }
  });

  it('such as the names of contexts drives none when init shows its guesses', async () => {
    const { user } = await setScene({}, { contexts: [`staging${escapes}`] });
    const result = await user.run(['init']);
    expect(result.stdout).toContain('owned');
    expectTidy(result);
  });

  it('drives none in the stack that --verbose adds', async () => {
    const result = await createUser().run(['investigate', 'why?', '--world', `./x${escapes}.json`, '--verbose']);
    expect(result.stderr).toMatch(/Caused by/);
    expect(result.stderr).toContain('owned');
    expect(result.stdout + result.stderr).not.toMatch(/[\u001b\u009b\u0007]/);
  });

  it('drives none in what record says of the answer', async () => {
    const { user } = await setScene();
    const out = ['--out', `mine${escapes.replaceAll('/', '')}.world.json`];
    const result = await user.run(['record', ...quickQuestion.slice(1), '--name', 'mine', ...out]);
    expect(result.stdout).toContain('owned');
    expectTidy(result);
  });
});

describe.concurrent('an object with 10,000 containers', () => {
  it('is read, and the report stays readable', async () => {
    const on = /GET \/(api\/v1|apis\/metrics\.k8s\.io\/v1beta1)\/pods/;
    const { user } = await setScene({ faults: [{ on, kind: 'change', change: crowd }] });
    const result = await user.run(quickQuestion);
    expect(result.status).toBe(0);
    expectTidy(result);
    expect(result.stdout.length).toBeLessThan(20_000);
    expect(result.durationMs).toBeLessThan(15_000);
  });
});
