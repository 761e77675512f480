/** Why no plan can be made: what is wrong, where, and what to do about it. */
export interface PlanProblem {
  /** Such as `inputs.window`, `steps.list_pods.with.namespace` or `filters.workload`. */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
  /** Set when the question itself named the value: then it is to be asked back, not an error of a command. */
  readonly asked?: true;
}
