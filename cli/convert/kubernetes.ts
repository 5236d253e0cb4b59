import { compact, jobName, type Draft, type JobDraft, type SidecarDraft } from './draft';
import type { Field } from './field';
import { containerFrom } from './kubernetes-container';
import type { Maps } from './kubernetes-variables';
import { sizeFrom } from './sizes';
import { scheduleFrom, withZone } from './schedule-words';

/**
 * CronJobs, with the ConfigMaps beside them.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/
 *
 * @param timeZone of a CronJob that names none
 */
export function convertKubernetes(
  roots: readonly Field[],
  timeZone: string | undefined,
  draft: Draft,
): void {
  const objects = roots.flatMap((root) => {
    if (root.peek('kind')?.text() !== 'List') return [root];
    root.get('kind', 'apiVersion');
    root.get('apiVersion');
    root.get('metadata').pass();
    return root.get('items').items();
  });
  const maps = new Map(
    objects
      .filter((object) => object.peek('kind')?.text() === 'ConfigMap')
      .map((object) => [object.peek('metadata')?.peek('name')?.text() ?? '', object]),
  );
  for (const object of objects) {
    const kind = object.get('kind').text();
    object.get('apiVersion');
    object.get('metadata').get('name');
    passWritten(object);
    if (kind === 'CronJob') convertCronJob(object, maps, timeZone, draft);
    else if (kind !== 'ConfigMap') {
      object.lost(
        `${kind ?? 'an object'} ${object.peek('metadata')?.peek('name')?.text() ?? ''}: only CronJobs become jobs`,
      );
      object.pass();
    }
  }
}

/** What the API server adds, which `kubectl get` shows. */
function passWritten(object: Field): void {
  object.get('status').pass();
  for (const key of ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid'])
    object.get('metadata').get(key).pass();
}

function convertCronJob(root: Field, maps: Maps, timeZone: string | undefined, draft: Draft): void {
  const metadata = root.get('metadata');
  const named = metadata.get('name');
  const called = named.text() ?? 'job';
  const name = jobName(called);
  for (const key of ['namespace', 'labels', 'annotations']) {
    metadata.get(key).unsupported('has no place here; tags of a job are those of AWS');
  }
  const spec = root.get('spec');
  const job = spec.get('jobTemplate').get('spec');
  const template = job.get('template');
  const pod = template.get('spec');
  for (const each of [template, spec.get('jobTemplate')]) {
    each.get('metadata').get('creationTimestamp');
    for (const [, field] of each.get('metadata').entries())
      field.unsupported('has no place here; tags of a job are those of AWS');
  }
  const [own, ...others] = pod.get('containers').items();
  if (own === undefined) return pod.refuse('the pod has no container');
  if (others.length > 0) {
    own.differs('is taken for the job, and ends the task; the other containers are its sidecars');
  }
  const security = pod.get('securityContext');
  const main = containerFrom(own, security, maps, name);
  const sidecars = [
    ...others.map((each) => sidecarFrom(each, security, maps, name, undefined)),
    ...initsFrom(pod.get('initContainers'), security, maps, name),
  ];
  ignore(spec, job, pod);
  const attempts = attemptsOf(job, pod);
  const { words, zone: inSchedule } = withZone(spec.get('schedule').text() ?? '');
  const zone = spec.get('timeZone').text() ?? inSchedule ?? timeZone;
  if (zone === undefined) {
    spec
      .get('schedule')
      .differs('goes by the clock of the cluster, and here UTC is taken: give --time-zone');
  }
  const deadline = spec.get('startingDeadlineSeconds');
  if (deadline.exists)
    deadline.differs('is how long AWS tries to deliver a firing here, at least 60 seconds');
  draft.jobs.push({
    place: named,
    called,
    job: compact<JobDraft>({
      name,
      schedule: scheduleFrom(spec.get('schedule'), words, `jobs.${name}.schedule`),
      timeZone: zone,
      enabled: spec.get('suspend').flag() === true ? false : undefined,
      ...main.fields,
      ...sizeFrom([main, ...sidecars], own),
      architecture: architectureOf(pod),
      stopTimeoutSeconds: stopTimeoutOf(pod.get('terminationGracePeriodSeconds')),
      ...attempts,
      overlap: overlapOf(spec.get('concurrencyPolicy')),
      delivery: compact({
        maxAgeSeconds:
          deadline.number() === undefined ? undefined : Math.max(60, deadline.number() ?? 0),
      }),
      sidecars,
      volumes: volumesFrom(pod.get('volumes'), [
        own,
        ...others,
        ...pod.get('initContainers').items(),
      ]),
    }),
  });
}

function overlapOf(policy: Field): JobDraft['overlap'] {
  const text = policy.text();
  if (text === 'Replace') return 'replace';
  return text === 'Forbid' ? 'forbid' : undefined;
}

/** What is done when a run fails or hangs. */
function attemptsOf(job: Field, pod: Field): Pick<JobDraft, 'retries' | 'timeoutSeconds'> {
  const backoff = job.get('backoffLimit');
  const asked = backoff.number() ?? 6;
  const retries = Math.min(asked, 10);
  if (!backoff.exists) job.differs('backoffLimit is 6 where nothing is written: so many retries');
  else if (asked > 10) backoff.differs(`at most 10 retries are possible here, got ${asked}`);
  // A new task is started in either case.
  pod.get('restartPolicy');
  const [ofJob, ofPod] = [job.get('activeDeadlineSeconds'), pod.get('activeDeadlineSeconds')];
  if (ofJob.exists && retries > 0)
    ofJob.differs('is for each attempt here, and for all of them together there');
  const given = ofPod.exists ? ofPod : ofJob;
  const seconds = given.number();
  if (seconds !== undefined && seconds < 60)
    given.differs('is 60 seconds, the least that is possible here');
  return {
    retries: retries === 0 ? undefined : retries,
    timeoutSeconds: seconds === undefined ? undefined : Math.max(60, seconds),
  };
}

const ofTheCluster = [
  'tolerations',
  'affinity',
  'priorityClassName',
  'topologySpreadConstraints',
  'hostAliases',
  'schedulerName',
  'hostNetwork',
  'shareProcessNamespace',
] as const;

function ignore(spec: Field, job: Field, pod: Field): void {
  for (const key of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
    spec
      .get(key)
      .unsupported('runs are kept in logs and metrics, for as long as logs.retentionDays says');
  }
  for (const key of ['parallelism', 'completions', 'completionMode']) {
    const field = job.get(key);
    if (field.exists && field.text() !== '1')
      field.lost('a run is one task; fanOut deals one out to many');
  }
  job.get('ttlSecondsAfterFinished').unsupported('a task that has ended costs nothing');
  for (const key of ['podFailurePolicy', 'suspend', 'manualSelector']) {
    job.get(key).unsupported('has no place here');
  }
  for (const key of ofTheCluster) {
    pod.get(key).unsupported('says how a cluster places pods, and here are no nodes');
  }
  // The older name of the same.
  pod.get('serviceAccount');
  pod
    .get('serviceAccountName', 'serviceAccount')
    .unsupported('the job gets a role of its own: write what this one may do into statements');
  for (const key of [
    'automountServiceAccountToken',
    'enableServiceLinks',
    'dnsPolicy',
    'runtimeClassName',
  ]) {
    pod.get(key);
  }
  const secrets = pod.get('imagePullSecrets');
  if (secrets.exists) {
    secrets.missing(
      'registryCredentials: put the credentials into Secrets Manager and write its ARN, unless the image lies in ECR',
    );
    secrets.pass();
  }
}

function architectureOf(pod: Field): JobDraft['architecture'] {
  const selector = pod.get('nodeSelector');
  let architecture: JobDraft['architecture'];
  for (const [key, field] of selector.entries()) {
    if (key.endsWith('kubernetes.io/arch'))
      architecture = field.text() === 'arm64' ? 'ARM64' : 'X86_64';
    else if (!/kubernetes\.io\/os$/.test(key))
      field.lost('says how a cluster places pods, and here are no nodes');
  }
  if (architecture === undefined)
    pod.differs('names no architecture: X86_64 is taken, which most clusters have');
  return architecture ?? 'X86_64';
}

function stopTimeoutOf(field: Field): number | undefined {
  const seconds = field.number();
  if (seconds === undefined) return undefined;
  const most = Math.min(120, Math.max(2, seconds));
  if (most !== seconds) field.differs(`is ${most} seconds here: Fargate knows 2 to 120`);
  return most;
}

function sidecarFrom(
  container: Field,
  ofPod: Field,
  maps: Maps,
  job: string,
  jobWaitsFor: SidecarDraft['jobWaitsFor'],
): SidecarDraft {
  const { fields, cpuUnits, memoryMiB } = containerFrom(container, ofPod, maps, job);
  return compact({
    name: container.get('name').text() ?? '',
    ...fields,
    image: fields.image ?? '',
    cpuUnits,
    memoryMiB,
    jobWaitsFor,
  });
}

/** What runs before the pod's containers: to its end, or with them where it restarts always. */
function initsFrom(list: Field, ofPod: Field, maps: Maps, job: string): SidecarDraft[] {
  const inits = list.items();
  const ending = inits.filter((each) => each.get('restartPolicy').text() !== 'Always');
  const condition = (each: Field): 'SUCCESS' | 'START' =>
    ending.includes(each) ? 'SUCCESS' : 'START';
  return inits.map((each, index) => {
    const sidecar = sidecarFrom(each, ofPod, maps, job, condition(each));
    // One after the other.
    const dependsOn = inits.slice(0, index).map((before) => ({
      containerName: before.get('name').text() ?? '',
      condition: condition(before),
    }));
    return compact({ ...sidecar, containerDefinition: compact({ dependsOn }) });
  });
}

function volumesFrom(list: Field, containers: readonly Field[]): NonNullable<JobDraft['volumes']> {
  const mounts = containers.flatMap((container) => container.get('volumeMounts').items());
  return list.items().flatMap((volume) => {
    const name = volume.get('name').text() ?? '';
    const own = mounts.filter((mount) => mount.get('name').text() === name);
    const [first, ...others] = own;
    const mountPath = first?.get('mountPath').text();
    for (const mount of own) {
      mount.get('subPath').unsupported('a volume is mounted whole');
      mount.get('readOnly');
    }
    for (const mount of others) {
      if (mount.get('mountPath').text() !== mountPath) {
        mount.lost(`a volume is mounted at one path in all containers here: ${mountPath ?? ''}`);
      }
    }
    const empty = volume.peek('emptyDir');
    if (empty === undefined || mountPath === undefined) {
      const [, kind] = volume.entries().map(([key]) => key);
      volume.lost(`${kind ?? 'a volume'} ${name} has no place here: an empty folder and EFS do`);
      volume.pass();
      return [];
    }
    volume.get('emptyDir');
    return [
      compact({
        name,
        mountPath,
        readOnly: own.every((mount) => mount.get('readOnly').flag() === true) ? true : undefined,
      }),
    ];
  });
}
