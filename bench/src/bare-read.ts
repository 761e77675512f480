import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { parse } from 'yaml';

// The floor that an answer is held against: lists, page by page, parsed and thrown away. Arguments: a kubeconfig, then
// the paths of the lists; nodes and all pods unless stated. A list that is not served counts as empty.
const kubeconfig = parse(await readFile(process.argv[2] ?? '', 'utf8'));
const { server, 'certificate-authority-data': authority } = kubeconfig.clusters[0].cluster;
const agent = new https.Agent({ keepAlive: true, ca: Buffer.from(authority, 'base64') });
const headers = { authorization: `Bearer ${kubeconfig.users[0].user.token}`, accept: 'application/json' };

function read(path: string): Promise<{ items?: unknown[]; metadata?: { continue?: string } }> {
  return new Promise((resolve, reject) => {
    const request = https.get(new URL(path, server), { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

let objects = 0;
const given = process.argv.slice(3);
for (const path of given.length > 0 ? given : ['/api/v1/nodes', '/api/v1/pods']) {
  let token = '';
  do {
    const mark = path.includes('?') ? '&' : '?';
    const page = await read(`${path}${mark}limit=500${token && `&continue=${encodeURIComponent(token)}`}`);
    objects += page.items?.length ?? 0;
    token = page.metadata?.continue ?? '';
  } while (token !== '');
}
process.stdout.write(`${objects}\n`);
agent.destroy();
