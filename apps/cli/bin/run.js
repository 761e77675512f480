#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

const [argument, ...rest] = process.argv.slice(2);
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  // Before anything is loaded that an older one cannot read.
  process.stderr.write(
    `Error: CloudOps needs Node.js 22.19 or newer, and this is ${process.versions.node}. [NODE_TOO_OLD]\n  → Install a newer Node.js, or the binary that needs none.\n`,
  );
  process.exitCode = 2;
} else if (rest.length === 0 && ['version', '--version', '-v'].includes(argument)) {
  // Answered before anything is loaded: as quick as Node itself starts.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  // A signal while the program loads is kept for it, so that it ends with a status and a document of its own.
  let early;
  const keep = (signal) => {
    if (early !== undefined) process.exit(130);
    early = signal;
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, keep);
  module.enableCompileCache?.();
  process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
  // No top-level await: a closed pipe would warn about it.
  import('../lib/main.js').then(({ main }) => {
    const ended = main(import.meta.url, early);
    // Only now, when others listen: a signal on its way to nobody would be lost.
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, keep);
    return ended;
  });
}
