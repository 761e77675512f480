import { execFile, spawnSync } from 'node:child_process';
import { type CliUser, program } from './run-cli.ts';

/** Starts a program at a terminal of its own, answers its first question, and prints all that it showed, then its status. */
const atTerminal = `
import os, pty, sys
answer = sys.argv[1].encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown, has_answered = b'', False
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if part == b'':
        break
    shown += part
    if not has_answered and b'[y/N] ' in shown:
        has_answered = True
        os.write(terminal, answer)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown + b'\\n%d' % os.waitstatus_to_exitcode(status))
`;

/** Whether a terminal can be had here: Node has none to give, Python has. */
export const hasTerminal: boolean = spawnSync('python3', ['-c', 'import pty']).status === 0;

/** Runs a command as somebody sees it who sits before a terminal of no known width, and types one answer. */
export function runAtTerminal(
  { home }: CliUser,
  args: readonly string[],
  answer: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const env = { HOME: home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'xterm' };
  const command = ['-c', atTerminal, answer, process.execPath, program, ...args];
  return new Promise((resolve, reject) => {
    execFile('python3', command, { cwd: home, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout) => {
      if (error !== null) return reject(error);
      const at = stdout.lastIndexOf('\n');
      resolve({ status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) });
    });
  });
}
