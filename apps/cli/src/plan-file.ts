import { readFile, writeFile } from 'node:fs/promises';
import { verifyPlanId } from '@cloudops/planner';
import { CloudOpsError, type Plan, planSchema } from '@cloudops/spec';
import { z } from 'zod';

/**
 * Reads a saved plan and checks that it is the one its id names.
 * @throws CloudOpsError `PLAN_UNREADABLE`, `PLAN_INVALID`.
 */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new CloudOpsError({
      code: 'PLAN_UNREADABLE',
      message: `The plan ${file} cannot be read: ${cause.message}`,
      nextSteps: ['Make one: cloudops plan "QUESTION" --out FILE'],
      cause,
    });
  });
  const parsed = planSchema.safeParse(parseJson(text, file));
  if (!parsed.success) throw invalid(file, z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' '));
  if (!verifyPlanId(parsed.data))
    throw invalid(file, 'its content was changed after it was made: the id does not match');
  return parsed.data;
}

/** Writes a plan to be read, mailed or reviewed. @throws CloudOpsError `PLAN_UNWRITABLE`. */
export async function writePlan(file: string, plan: Plan): Promise<void> {
  await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`).catch((cause: Error) => {
    throw new CloudOpsError({
      code: 'PLAN_UNWRITABLE',
      message: `The plan cannot be written to ${file}: ${cause.message}`,
      nextSteps: ['Name a file in a folder that exists and that you may write: --out FILE'],
      cause,
    });
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, (cause as Error).message);
  }
}

function invalid(file: string, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_INVALID',
    message: `The plan ${file} is not valid: ${why}`,
    nextSteps: ['Make it again: cloudops plan "QUESTION" --out FILE'],
  });
}
