import { text, type Values } from './values';

/** What the definition of a state machine says of the runs of its job. */
export interface Machine {
  readonly name: string;
  /** ARN of the task definition, or the reference to it. */
  readonly taskDefinition: string;
  readonly spot: boolean;
  /** Whether a task has a public address; nothing where the plan cannot know yet. */
  readonly publicIp: boolean | undefined;
  /** Names of the state machines that it starts. */
  readonly starts: readonly string[];
  /** State transitions of a run without trouble; those of batches are not in it. */
  readonly transitions: number;
}

interface State {
  readonly Next?: string;
  readonly Default?: string;
}

interface Definition {
  readonly StartAt?: string;
  readonly States?: Readonly<Record<string, State>>;
}

export function machineOf(values: Values): Machine {
  const definition = withoutReferences(text(values['definition']));
  const publicIp = /"AssignPublicIp":"(ENABLED|DISABLED)"/.exec(definition)?.[1];
  return {
    name: text(values['name']),
    taskDefinition: /"TaskDefinition":"([^"]*)"/.exec(definition)?.[1] ?? '',
    spot: definition.includes('FARGATE_SPOT'),
    publicIp: publicIp === undefined ? undefined : publicIp === 'ENABLED',
    starts: [...definition.matchAll(/"StateMachineArn":"[^"]*:stateMachine:([^"]+)"/g)].flatMap(
      ([, name]) => name ?? [],
    ),
    transitions: transitionsOf(definition),
  };
}

/** References make a synthesized definition something that is not JSON yet. */
function withoutReferences(definition: string): string {
  return definition
    .replaceAll(/\$\{jsonencode\([^}]*\)\}/g, '[]')
    .replaceAll(/\$\{[^}]*\}/g, (reference) => reference.replaceAll('"', "'"));
}

function transitionsOf(definition: string): number {
  // Before an apply it may not be known at all.
  if (definition === '') return 0;
  const { StartAt, States = {} } = JSON.parse(definition) as Definition;
  const passed = new Set<string>();
  for (let name = StartAt; name !== undefined && !passed.has(name);) {
    passed.add(name);
    const { Next, Default } = States[name] ?? {};
    name = Next ?? Default;
  }
  // The start is one, too.
  return passed.size + 1;
}
