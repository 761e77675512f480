import { nameOf } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import type { Analyzer, TriageFindingDefinition } from '../../draft.ts';
import { wayBack } from './revision.ts';
import { faultOf, sufferingContainers } from './suffering.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-140',
  title: 'Container may not run as the user it would run as',
  role: 'fault',
  severity: 'high',
  decided:
    'The kubelet refuses to make a container: `runAsNonRoot` holds and the image or `runAsUser` says root, or the image names its user by a name that cannot be checked.',
  thresholds: {},
  source: 'kubelet, kuberuntime/security_context.go (verifyRunAsNonRoot), Kubernetes 1.20 to 1.36',
  remedy: 'State `runAsUser` with a number other than 0, or build the image with a numeric USER.',
};

const asRoot = /^container has runAsNonRoot and image will run as root/;
const byName = /^container has runAsNonRoot and image has non-numeric user \(([^)]{0,100})\)/;
const breaks = /^container's runAsUser breaks non-root policy/;

/** Containers that runAsNonRoot keeps from starting. */
export const security: Analyzer = {
  name: 'security',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: sufferingContainers(snapshot).flatMap((one) => {
      const { trouble, pod, container, workload } = one;
      const why = trouble.kind === 'not-created' ? whyOf(trouble.message) : null;
      if (why === null) return [];
      return [
        faultOf(snapshot, one, {
          code: definition.code,
          tier: 'status',
          severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
          title: `${nameOf(workload)}: container ${container.name} must not run as root, and ${why.short}`,
          detail: `securityContext demands runAsNonRoot; ${why.long} Image: ${quote(container.image)}.`,
          evidence: snapshot.cite(
            pod,
            [...(container.statusPath ?? []), 'state', 'waiting', 'message'],
            [...container.specPath, 'securityContext'],
            ['spec', 'securityContext'],
          ),
          mechanism: 'the kubelet refuses to make the container',
          remediations: wayBack(snapshot, workload),
          data: { container: container.name },
        }),
      ];
    }),
  }),
};

function whyOf(message: string): { readonly short: string; readonly long: string } | null {
  const text = message.slice(0, 4096);
  if (asRoot.test(text)) {
    return { short: 'its image does', long: 'the image runs as root and no runAsUser says otherwise.' };
  }
  if (breaks.test(text)) return { short: 'its runAsUser is 0', long: 'its runAsUser is 0, which is root.' };
  const user = byName.exec(text)?.[1];
  if (user === undefined) return null;
  return {
    short: `its image names its user ${quote(user)}`,
    long: `the image names its user ${quote(user)}, and only a number can be checked.`,
  };
}
