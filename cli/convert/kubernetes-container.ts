import { compact, isolation } from './draft';
import type { Field } from './field';
import { expanded, namesOf, variablesFrom, type Maps } from './kubernetes-variables';

/** A container of a pod, as the fields of a job or of a sidecar. */
export function containerFrom(container: Field, ofPod: Field, maps: Maps, job: string) {
  const own = container.get('securityContext');
  container.get('name');
  for (const key of ['imagePullPolicy', 'terminationMessagePath', 'terminationMessagePolicy']) {
    container.get(key);
  }
  container.get('ports').unsupported('a job takes no connections');
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']) {
    container.get(key).unsupported('a job is healthy when it ends with 0');
  }
  const environment = variablesFrom(container, maps, job);
  const resources = container.get('resources');
  const [requests, limits] = [resources.get('requests'), resources.get('limits')];
  for (const [key, field] of [...requests.entries(), ...limits.entries()]) {
    if (!['cpu', 'memory'].includes(key)) field.lost('is no size of Fargate');
  }
  // A task has one size. CPU is what the pod is promised: with less, it is slower. Memory is what it
  // may use at most: with less, it is killed.
  const [cpu, memory] = [
    [requests, limits].map((each) => each.get('cpu')),
    [limits, requests].map((each) => each.get('memory')),
  ].map((given) => given.find(({ exists }) => exists));
  const cpuUnits = cpu && cpuUnitsOf(cpu);
  const most = limits.get('cpu').exists ? cpuUnitsOf(limits.get('cpu')) : undefined;
  if (cpuUnits !== undefined && most !== undefined && most > cpuUnits)
    limits.get('cpu').differs(`is ${cpuUnits} CPU units here, which it asks for, and never more`);
  const declared = namesOf(container);
  const expand = (words: string[] | undefined) =>
    words?.map((word) =>
      expanded(word, environment, (name) => {
        // What the pod does not know stays as it is there, too: $(date) is the shell's.
        if (declared.includes(name)) container.note('lost', `$(${name}) is not put in here`);
      }),
    );
  return {
    fields: compact({
      image: container.get('image').text(),
      entryPoint: expand(container.get('command').texts()),
      command: expand(container.get('args').texts()),
      environment,
      workingDirectory: container.get('workingDir').text(),
      ...isolation(
        {
          user: userOf(own, ofPod),
          readonlyRootFilesystem: own.get('readOnlyRootFilesystem').flag(),
          dropCapabilities: own.get('capabilities').get('drop').texts(),
        },
        container,
      ),
    }),
    cpuUnits,
    memoryMiB: memory && mebibytesFrom(memory),
  };
}

function userOf(own: Field, ofPod: Field): string | undefined {
  for (const context of [own, ofPod]) {
    for (const key of ['allowPrivilegeEscalation', 'seccompProfile', 'runAsNonRoot']) {
      if (context.get(key).exists) context.get(key).pass();
    }
  }
  ofPod.get('fsGroup').unsupported('a volume belongs to root, unless its image says otherwise');
  const user = own.get('runAsUser').text() ?? ofPod.get('runAsUser').text();
  const group = own.get('runAsGroup').text() ?? ofPod.get('runAsGroup').text();
  return user === undefined ? undefined : group === undefined ? user : `${user}:${group}`;
}

function cpuUnitsOf(field: Field): number | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const [, count, milli] = /^([\d.]+)(m?)$/.exec(text) ?? [];
  if (count === undefined) field.lost(`must be CPUs such as 500m or 2, got ${text}`);
  return count === undefined
    ? undefined
    : Math.ceil((Number(count) * 1024) / (milli === 'm' ? 1000 : 1));
}

const bytesOf: Readonly<Record<string, number>> = {
  '': 1,
  k: 1000,
  Ki: 1024,
  M: 1000 ** 2,
  Mi: 1024 ** 2,
  G: 1000 ** 3,
  Gi: 1024 ** 3,
};

function mebibytesFrom(field: Field): number | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^([\d.]+)(Ki|Mi|Gi|k|M|G|)$/.exec(text) ?? [];
  if (count === undefined) field.lost(`must be memory such as 512Mi or 1Gi, got ${text}`);
  return count === undefined
    ? undefined
    : Math.ceil((Number(count) * (bytesOf[unit] ?? 1)) / 1024 ** 2);
}
