import { environmentFrom } from './draft';
import type { Field } from './field';

/** ConfigMaps by name. */
export type Maps = ReadonlyMap<string, Field>;

/** Variables of a container, with what ConfigMaps say; what Secrets hold is missing. */
export function variablesFrom(container: Field, maps: Maps, job: string): Record<string, string> {
  const environment: Record<string, string> = {};
  const needed = (field: Field, name: string, secret: Field) => {
    const key = secret.get('key').text();
    field.missing(
      `jobs.${job}.secrets.${name}: is ${key === undefined ? 'in' : `${key} of`} the Secret ${secret.get('name').text() ?? ''}; put it into Secrets Manager or SSM and write its ARN`,
    );
    secret.pass();
  };
  const declared = namesOf(container);
  const set = (name: string, text: string, field: Field) => {
    const value = expanded(text, environment, (other) => {
      if (declared.includes(other))
        field.missing(`jobs.${job}.environment.${name}: write the value of $(${other}) into it`);
    });
    if (value === '') field.lost('is empty, and ECS drops a variable without a value');
    else environment[name] = value;
  };
  for (const source of container.get('envFrom').items()) {
    const prefix = source.get('prefix').text() ?? '';
    const secret = source.get('secretRef');
    if (secret.exists) needed(source, '<each of its keys>', secret);
    const reference = source.get('configMapRef');
    if (!reference.exists) continue;
    const map = maps.get(reference.get('name').text() ?? '');
    reference.get('optional');
    if (map === undefined) {
      source.missing(
        `jobs.${job}.environment: the ConfigMap ${reference.get('name').text() ?? ''} is in none of the files`,
      );
    }
    Object.assign(
      environment,
      environmentFrom(
        (map?.get('data').entries() ?? []).map(([key, value]) => [`${prefix}${key}`, value]),
      ),
    );
  }
  for (const variable of container.get('env').items()) {
    const name = variable.get('name').text() ?? '';
    const from = variable.get('valueFrom');
    if (!from.exists) {
      set(name, variable.get('value').text() ?? '', variable);
      continue;
    }
    const secret = from.get('secretKeyRef');
    const map = from.get('configMapKeyRef');
    if (secret.exists) needed(variable, name, secret);
    else if (map.exists) {
      const [called, key] = [map.get('name').text() ?? '', map.get('key').text() ?? ''];
      const known = maps.get(called);
      const value = known?.get('data').get(key).text();
      map.get('optional');
      if (value !== undefined) environment[name] = value;
      else
        variable.missing(
          `jobs.${job}.environment.${name}: the ConfigMap ${called} ${known === undefined ? 'is in none of the files' : `has no ${key}`}`,
        );
    } else {
      variable.lost(
        `${name} is what Kubernetes knows of its pod; ECS tells by ECS_CONTAINER_METADATA_URI_V4`,
      );
      from.pass();
    }
  }
  return environment;
}

export function namesOf(container: Field): (string | undefined)[] {
  const variables = container.get('env').items();
  return variables.map((variable) => variable.get('name').text());
}

/** With the variables in `$(NAME)`; `$$(NAME)` is a text. */
export function expanded(
  text: string,
  environment: Readonly<Record<string, string>>,
  unknown: (name: string) => void,
): string {
  return text.replaceAll(/\$(\$|\((\w+)\))/g, (written, dollar: string, name?: string) => {
    if (name === undefined) return dollar;
    if (environment[name] === undefined) unknown(name);
    return environment[name] ?? written;
  });
}
