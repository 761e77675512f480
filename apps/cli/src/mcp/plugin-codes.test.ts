import { describe, expect, it } from 'vitest';
import { connectStdio, textOf } from '../__fixtures__/mcp.ts';
import { writePlugin } from '../__fixtures__/plugin.ts';
import { createUser } from '../__fixtures__/scene.ts';

describe('the finding codes of a plugin', { timeout: 60_000 }, () => {
  it('are explained to a model, as those of its playbooks are offered', async () => {
    const user = createUser();
    const linked = await user.run(['plugins', 'link', writePlugin(user, { finding: 'ROT-101' }), '--yes']);
    expect(linked.status).toBe(0);
    const { client } = await connectStdio(user, []);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('acme-turnips');
    const explained = await client.callTool({ name: 'explain_finding', arguments: { code: 'ROT-101' } });
    expect(textOf(explained)).toMatch(/^ROT-101 \(high, fault\): Rot/);
    const listed = await client.callTool({ name: 'list_findings', arguments: { prefix: 'ROT-' } });
    expect(textOf(listed)).toBe('ROT-101 (high): Rot');
  });
});
