import { setTimeout as sleep } from 'node:timers/promises';
import jsonata from 'jsonata';
import { z } from 'zod';

// The part of the Amazon States Language that our definitions use, with JSONata: every field that is
// not here is refused, so that nothing of a definition goes unexecuted.
// https://states-language.net/spec.html

const assignable = z.record(z.string(), z.unknown());
const output = { Output: z.unknown().optional(), Assign: assignable.optional() };
const onFailure = {
  Retry: z
    .array(
      z.strictObject({
        ErrorEquals: z.array(z.string()).min(1),
        IntervalSeconds: z.number().default(1),
        MaxAttempts: z.number().default(3),
        BackoffRate: z.number().default(2),
        MaxDelaySeconds: z.number().default(Infinity),
        JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
      }),
    )
    .default([]),
  Catch: z
    .array(z.strictObject({ ErrorEquals: z.array(z.string()).min(1), Next: z.string(), ...output }))
    .default([]),
};
const following = { Next: z.string().optional(), End: z.literal(true).optional() };

const stateSchema = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('Pass'), ...output, ...following }),
  z.strictObject({
    Type: z.literal('Wait'),
    Seconds: z.union([z.number(), z.string()]),
    ...output,
    ...following,
  }),
  z.strictObject({ Type: z.literal('Succeed'), Output: z.unknown().optional() }),
  z.strictObject({ Type: z.literal('Fail'), Error: z.string(), Cause: z.string() }),
  z.strictObject({
    Type: z.literal('Choice'),
    Choices: z.array(z.strictObject({ Condition: z.string(), Next: z.string() })).min(1),
    Default: z.string(),
  }),
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    // Or one expression that gives all of them.
    Arguments: z.union([z.record(z.string(), z.unknown()), z.string()]),
    TimeoutSeconds: z.number().optional(),
    ...onFailure,
    ...output,
    ...following,
  }),
  z.strictObject({
    Type: z.literal('Map'),
    ItemReader: z.strictObject({
      Resource: z.string(),
      ReaderConfig: z.strictObject({ InputType: z.literal('JSON') }),
      Arguments: z.record(z.string(), z.unknown()),
    }),
    ItemSelector: z.unknown(),
    ItemProcessor: z.strictObject({
      ProcessorConfig: z.strictObject({
        Mode: z.literal('DISTRIBUTED'),
        ExecutionType: z.literal('STANDARD'),
      }),
      StartAt: z.string(),
      get States() {
        return z.record(z.string(), stateSchema);
      },
    }),
    MaxConcurrency: z.number(),
    ToleratedFailurePercentage: z.number(),
    ...onFailure,
    ...output,
    ...following,
  }),
]);

const definitionSchema = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(z.string(), stateSchema),
});

type State = z.infer<typeof stateSchema>;
type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
type Machine = Pick<z.infer<typeof definitionSchema>, 'StartAt' | 'States'>;

/** A failure as the Amazon States Language knows it: a name to catch, and a text. */
export class StatesError extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** What the interpreter leaves to others. */
export interface World {
  /**
   * Does what a Task's resource stands for.
   *
   * @param stop aborted when the task has timed out or its result is no longer wanted
   * @throws StatesError
   */
  call(resource: string, args: Record<string, unknown>, stop: AbortSignal): Promise<unknown>;
  /** Seconds to wait, before a retry or because a state says so. */
  wait?: (seconds: number) => Promise<void>;
  /** Told of every state that is entered. */
  onState?(name: string): void;
}

/** Where an execution stands: `$states.context`, as far as it is known. */
export interface Context {
  readonly Execution: { readonly Id: string; readonly Input: unknown };
}

interface Scope {
  readonly world: World;
  readonly context: Record<string, unknown>;
  readonly stop: AbortSignal;
  /** What was assigned so far. */
  variables: Record<string, unknown>;
}

/**
 * Executes a definition.
 *
 * @returns the output
 * @throws StatesError when the execution fails
 */
export async function execute(
  definition: unknown,
  context: Context,
  world: World,
  stop: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  const scope: Scope = { world, context: { ...context }, stop, variables: {} };
  return runStates(definitionSchema.parse(definition), context.Execution.Input, scope);
}

async function runStates({ StartAt, States }: Machine, input: unknown, scope: Scope) {
  let name: string | undefined = StartAt;
  let value = input;
  while (name !== undefined) {
    const state: State | undefined = States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    // It may have been stopped while it waited.
    throwOwnReason(scope.stop);
    scope.world.onState?.(name);
    scope.context['State'] = { Name: name, RetryCount: 0 };
    [name, value] = await runState(state, value, scope);
  }
  return value;
}

/** The next state, if there is one, and its input. */
type Step = readonly [next: string | undefined, value: unknown];

async function runState(state: State, input: unknown, scope: Scope): Promise<Step> {
  const seen = { input };
  switch (state.Type) {
    case 'Pass':
      return leave(state, input, seen, scope);
    case 'Wait':
      await (scope.world.wait ?? waitSeconds)(Number(await evaluate(state.Seconds, seen, scope)));
      return leave(state, input, seen, scope);
    case 'Succeed':
      return [undefined, await outputOf(state.Output, input, seen, scope)];
    case 'Fail': {
      const cause = await evaluate(state.Cause, seen, scope);
      throw new StatesError(state.Error, String(cause));
    }
    case 'Choice': {
      for (const { Condition, Next } of state.Choices) {
        if ((await evaluate(Condition, seen, scope)) === true) return [Next, input];
      }
      return [state.Default, input];
    }
    case 'Task':
      return attempt(state, input, scope, () => runTask(state, input, scope));
    case 'Map':
      return attempt(state, input, scope, () => runMap(state, input, scope));
  }
}

/** Does the work of a state until it succeeds, is caught, or has failed for good. */
async function attempt(
  state: StateOf<'Task' | 'Map'>,
  input: unknown,
  scope: Scope,
  work: () => Promise<unknown>,
): Promise<Step> {
  const attempts = new Map<object, number>();
  for (let retryCount = 0; ; retryCount += 1) {
    scope.context['State'] = { ...(scope.context['State'] as object), RetryCount: retryCount };
    try {
      const result = await work();
      return await leave(state, result, { input, result }, scope);
    } catch (error) {
      if (!(error instanceof StatesError) || scope.stop.aborted) throw error;
      const retrier = state.Retry.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      const made = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
      if (retrier !== undefined && made < retrier.MaxAttempts) {
        attempts.set(retrier, made + 1);
        const { IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier;
        const longest = Math.min(IntervalSeconds * BackoffRate ** made, MaxDelaySeconds);
        const seconds = JitterStrategy === 'FULL' ? Math.random() * longest : longest;
        await (scope.world.wait ?? waitSeconds)(seconds);
        continue;
      }
      const catcher = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      if (catcher === undefined) throw error;
      const errorOutput = { Error: error.error, Cause: error.cause };
      return leave(catcher, errorOutput, { input, errorOutput }, scope);
    }
  }
}

async function waitSeconds(seconds: number): Promise<void> {
  await sleep(seconds * 1000);
}

function matches(names: readonly string[], { error }: StatesError): boolean {
  return names.some((name) => {
    if (name === 'States.ALL') return error !== 'States.Runtime';
    if (name === 'States.TaskFailed') return error !== 'States.Timeout';
    return name === error;
  });
}

async function runTask(state: StateOf<'Task'>, input: unknown, scope: Scope): Promise<unknown> {
  const args = (await evaluate(state.Arguments, { input }, scope)) as Record<string, unknown>;
  const halt = haltedBy(scope.stop);
  const { TimeoutSeconds } = state;
  const timer =
    TimeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          halt.abort(new StatesError('States.Timeout', `${TimeoutSeconds} seconds have passed`));
        }, TimeoutSeconds * 1000);
  try {
    const result = await scope.world.call(state.Resource, args, halt.signal);
    // A task that ends because it was told to has not succeeded.
    throwOwnReason(halt.signal);
    return result;
  } catch (error) {
    throwOwnReason(halt.signal);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @throws the StatesError that a part was stopped for, if it was */
function throwOwnReason({ reason }: AbortSignal): void {
  if (reason instanceof StatesError) throw reason;
}

/** A controller that can stop a part and is stopped with the whole. */
function haltedBy(stop: AbortSignal): AbortController {
  const halt = new AbortController();
  const abort = (): void => {
    halt.abort(stop.reason);
  };
  if (stop.aborted) abort();
  else stop.addEventListener('abort', abort, { once: true });
  return halt;
}

/** Each item is an execution of its own, with its own variables. */
async function runMap(state: StateOf<'Map'>, input: unknown, scope: Scope): Promise<unknown> {
  const items = await readItems(state, input, scope);
  const outputs: unknown[] = [];
  const halt = haltedBy(scope.stop);
  const stop = halt.signal;
  let failed = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length && !stop.aborted; index = next++) {
      const child: Scope = { ...scope, stop, variables: {}, context: { ...scope.context } };
      const itemScope = { ...scope, context: { ...scope.context } };
      itemScope.context['Map'] = { Item: { Index: index, Value: items[index] } };
      const itemInput = await evaluate(state.ItemSelector, { input }, itemScope);
      try {
        outputs[index] = await runStates(state.ItemProcessor, itemInput, child);
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        failed += 1;
        if ((failed / items.length) * 100 > state.ToleratedFailurePercentage) {
          halt.abort(
            new StatesError(
              'States.ExceedToleratedFailureThreshold',
              `${failed} of ${items.length} items failed`,
            ),
          );
        }
      }
    }
  };
  const workers = Math.min(state.MaxConcurrency || items.length, items.length);
  await Promise.all(Array.from({ length: workers }, work));
  throwOwnReason(stop);
  return outputs.filter((each) => each !== undefined);
}

async function readItems(
  { ItemReader: { Resource, Arguments } }: StateOf<'Map'>,
  input: unknown,
  scope: Scope,
): Promise<unknown[]> {
  const args = (await evaluate(Arguments, { input }, scope)) as Record<string, unknown>;
  try {
    const read = (await scope.world.call(Resource, args, scope.stop)) as { Body: string };
    return z.array(z.unknown()).parse(JSON.parse(read.Body));
  } catch (error) {
    throw new StatesError('States.ItemReaderFailed', String(error));
  }
}

/** What `$states` holds beside the context, at this point of a state. */
type Seen = Readonly<Record<string, unknown>>;

async function leave(
  state: { Output?: unknown; Assign?: Record<string, unknown>; Next?: string | undefined },
  value: unknown,
  seen: Seen,
  scope: Scope,
): Promise<Step> {
  const result = await outputOf(state.Output, value, seen, scope);
  // All of them are worked out before any of them has changed.
  const assigned = (await evaluate(state.Assign ?? {}, seen, scope)) as Record<string, unknown>;
  scope.variables = { ...scope.variables, ...assigned };
  return [state.Next, result];
}

async function outputOf(template: unknown, value: unknown, seen: Seen, scope: Scope) {
  return template === undefined ? value : await evaluate(template, seen, scope);
}

/** Fills in every `{% … %}` of a template. */
async function evaluate(template: unknown, seen: Seen, scope: Scope): Promise<unknown> {
  if (typeof template === 'string') {
    const [, expression] = /^\{%(.*)%\}$/s.exec(template) ?? [];
    return expression === undefined ? template : evaluateExpression(expression, seen, scope);
  }
  if (Array.isArray(template)) {
    return Promise.all(template.map((each) => evaluate(each, seen, scope)));
  }
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluate(value, seen, scope)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluateExpression(text: string, seen: Seen, { context, variables }: Scope) {
  let value: unknown;
  try {
    const expression = jsonata(text);
    // A function that Step Functions adds.
    expression.registerFunction('parse', (json: string) => JSON.parse(json) as unknown);
    value = await expression.evaluate(undefined, { ...variables, states: { ...seen, context } });
  } catch (error) {
    throw new StatesError('States.QueryEvaluationError', `${text}: ${messageOf(error)}`);
  }
  if (value === undefined) {
    throw new StatesError('States.QueryEvaluationError', `${text} gives nothing`);
  }
  // JSONata marks its own arrays; what is handed on is plain JSON.
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
