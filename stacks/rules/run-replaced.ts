/**
 * The error of an execution, or the reason of a task, that was stopped because another run takes its place:
 * nobody is notified of it.
 */
export const runReplaced = 'RunReplaced';
