import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Runs the program in a Node.js that takes itself for another version. */
function runAs(version: string) {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const loader = `data:text/javascript,${encodeURIComponent(script)}`;
  return spawnSync(process.execPath, ['--import', loader, program, 'version'], { encoding: 'utf8' });
}

describe('a Node.js that is too old', () => {
  it.each(['18.20.4', '20.19.0', '22.18.1'])('such as %s is named, with what to do', (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^Error: .*22\\.19.*${version}.*\\n {2}→ .*\\n$`));
  });

  it('is none of those that the package names', () => {
    expect(runAs('22.19.0')).toMatchObject({ status: 0, stderr: '' });
  });
});
