import { Failure } from '../failure';
import { print } from '../terminal/terminal';
import { loadProject } from './project';
import { initStateBucket, oldVersionDays } from './state-bucket';

/** Creates the state bucket of the environment, or corrects it, and prints its settings. */
export async function initState(): Promise<void> {
  const settings = loadProject();
  const { state, environment } = settings;
  if (state.backend !== 's3') {
    throw new Failure(
      `environments.${environment}.state is of the kind ${state.backend}, which needs no bucket: there is nothing to do`,
    );
  }
  const created = await initStateBucket(settings, state);
  const encryption = state.kmsKeyId === undefined ? 'encrypted' : `encrypted by ${state.kmsKeyId}`;
  const { accessLogBucket } = state;
  const logged = accessLogBucket === undefined ? '' : `, access logged to ${accessLogBucket}`;
  print(
    `${created ? 'created' : 'checked'} ${state.bucket}: versioned, old versions for ${oldVersionDays} days, ${encryption}, private, TLS only${logged}`,
  );
}
