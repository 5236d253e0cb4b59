import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What AWS says of a service's requests; see https://smithy.io/2.0/spec/constraint-traits.html. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface Operation {
  readonly http: { readonly requestUri: string };
  readonly input?: { readonly shape: string };
}

export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly flattened?: boolean;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** Whether it holds any value. */
  readonly document?: boolean;
}

interface Member {
  readonly shape: string;
  readonly locationName?: string;
  readonly location?: string;
  readonly queryName?: string;
}

/** Where the name under which requests are signed is not that of the folder. */
const folders: Readonly<Record<string, string>> = {
  elasticfilesystem: 'efs',
  monitoring: 'cloudwatch',
  states: 'stepfunctions',
};

/** The models of botocore, which moto brings along. */
export class ServiceModels {
  readonly #find: () => string | undefined;
  #folder: string | undefined;
  readonly #models = new Map<string, ServiceModel | undefined>();

  /** @param find the folder of botocore, when first asked; nothing where there is none */
  constructor(find: () => string | undefined) {
    this.#find = find;
  }

  /** Nothing where there is no model of the service. */
  of(service: string): ServiceModel | undefined {
    if (!this.#models.has(service)) {
      // To read one takes up to a third of a second.
      this.#folder ??= this.#find() ?? '';
      this.#models.set(service, readModel(this.#folder, folders[service] ?? service));
    }
    return this.#models.get(service);
  }
}

function readModel(folder: string, service: string): ServiceModel | undefined {
  const versions = join(folder, 'data', service);
  if (folder === '' || !existsSync(versions)) return undefined;
  const newest = readdirSync(versions)
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1);
  const file = join(versions, newest ?? '', 'service-2.json');
  const text = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  const { operations, shapes } = JSON.parse(text.toString()) as ServiceModel;
  return { operations, shapes };
}
