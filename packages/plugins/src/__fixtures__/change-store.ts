/** Changes a store in a process of its own: `change-store.ts FOLDER install|link|remove WHAT [STEP]`. Dies at the step, as by a power cut. */
import { FolderStore } from '../store/folder-store.ts';

const [folder = '', action = '', what = '', dieAt = ''] = process.argv.slice(2);
const reserved = { providers: [], commands: [], playbooks: [] };
const store: FolderStore = new FolderStore({ folder, reserved, variables: process.env }, (step) => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL');
});

if (action === 'install') await (await store.stage(what)).accept();
else if (action === 'link') await store.link(what);
else await store.remove(what);
