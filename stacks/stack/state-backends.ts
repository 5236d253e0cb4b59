import {
  AzurermBackend,
  CloudBackend,
  DataTerraformRemoteState,
  DataTerraformRemoteStateAzurerm,
  DataTerraformRemoteStateGcs,
  DataTerraformRemoteStateHttp,
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStatePg,
  DataTerraformRemoteStateS3,
  GcsBackend,
  HttpBackend,
  LocalBackend,
  NamedCloudWorkspace,
  PgBackend,
  S3Backend,
  type PgBackendConfig,
  type S3BackendConfig,
  type TerraformRemoteState,
  type TerraformStack,
} from 'cdktf';
import { roleSessionName } from '../rules/iam';
import type { StackName } from '../settings/outputs';
import type { Settings } from '../settings/settings';
import {
  stateAccount,
  stateFile,
  stateKey,
  stateName,
  stateObject,
  stateOf,
  type StateKind,
  type StateOf,
} from '../settings/state-location';

interface Place<Kind extends StateKind> {
  readonly settings: Settings;
  /** The stack whose state it is. */
  readonly id: StackName;
  readonly state: StateOf<Kind>;
}

interface Backend<Kind extends StateKind> {
  /** Keeps a stack's state there. */
  readonly keep: (stack: TerraformStack, place: Place<Kind>) => void;
  /** Lets another stack read that state. */
  readonly read: (reader: TerraformStack, place: Place<Kind>) => TerraformRemoteState;
}

const backends: { readonly [Kind in StateKind]: Backend<Kind> } = {
  local: {
    keep: (stack, place) => new LocalBackend(stack, { path: localPath(place) }),
    read: (reader, place) =>
      new DataTerraformRemoteStateLocal(reader, place.id, { path: localPath(place) }),
  },
  s3: {
    keep: (stack, place) => {
      const account = stateAccount(place.settings, place.state);
      return new S3Backend(stack, {
        ...s3Config(place),
        encrypt: true,
        // The types of cdktf 0.21 are older than these arguments; they are passed on as they stand.
        useLockfile: true,
        ...(account !== undefined && { allowedAccountIds: [account] }),
      } as S3BackendConfig);
    },
    read: (reader, place) => new DataTerraformRemoteStateS3(reader, place.id, s3Config(place)),
  },
  cloud: {
    keep: (stack, { settings, id, state: { organization, project, hostname } }) =>
      new CloudBackend(stack, {
        organization,
        ...(hostname !== undefined && { hostname }),
        workspaces: new NamedCloudWorkspace(stateName(settings, id), project),
      }),
    // Terraform has no data source named after it: the one of the older `remote` reads both.
    read: (reader, { settings, id, state: { organization, hostname } }) =>
      new DataTerraformRemoteState(reader, id, {
        organization,
        ...(hostname !== undefined && { hostname }),
        workspaces: { name: stateName(settings, id) },
      }),
  },
  http: {
    keep: (stack, place) => {
      const address = httpAddress(place);
      new HttpBackend(stack, {
        address,
        lockAddress: `${address}/lock`,
        lockMethod: 'POST',
        unlockAddress: `${address}/lock`,
        unlockMethod: 'DELETE',
      });
    },
    read: (reader, place) =>
      new DataTerraformRemoteStateHttp(reader, place.id, { address: httpAddress(place) }),
  },
  gcs: {
    keep: (stack, place) => new GcsBackend(stack, gcsConfig(place)),
    read: (reader, place) => new DataTerraformRemoteStateGcs(reader, place.id, gcsConfig(place)),
  },
  azurerm: {
    keep: (stack, place) => new AzurermBackend(stack, azurermConfig(place)),
    read: (reader, place) =>
      new DataTerraformRemoteStateAzurerm(reader, place.id, azurermConfig(place)),
  },
  pg: {
    keep: (stack, place) => new PgBackend(stack, pgConfig(place)),
    read: (reader, place) => new DataTerraformRemoteStatePg(reader, place.id, pgConfig(place)),
  },
};

/** Keeps a stack's state where the configuration says. */
export function keepState(stack: TerraformStack, settings: Settings, id: StackName): void {
  const { backend, place } = find(settings, id);
  backend.keep(stack, place);
}

/** Lets a stack read the state of the stack `id`. */
export function readState(
  reader: TerraformStack,
  settings: Settings,
  id: StackName,
): TerraformRemoteState {
  const { backend, place } = find(settings, id);
  return backend.read(reader, place);
}

function find(settings: Settings, id: StackName) {
  const state = stateOf(settings, id);
  // The table pairs each kind with its own state, which the types of an index cannot say.
  return { backend: backends[state.backend] as Backend<StateKind>, place: { settings, id, state } };
}

/** Relative to `cdktf.out/stacks/<id>`, where Terraform runs, and outside the generated folder. */
function localPath({ settings, id }: Place<'local'>): string {
  return `../../../${stateFile(settings, id)}`;
}

function s3Config({ settings, id, state }: Place<'s3'>): S3BackendConfig {
  const { kmsKeyId, roleArn, endpoint, usePathStyle } = state;
  return {
    ...stateObject(settings, state, id),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(roleArn !== undefined && { assumeRole: { roleArn, sessionName: roleSessionName } }),
    ...(endpoint !== undefined && { endpoints: { s3: endpoint } }),
    ...(usePathStyle !== undefined && { usePathStyle }),
  };
}

function httpAddress({ settings, id, state }: Place<'http'>): string {
  return `${state.address}/${stateName(settings, id)}`;
}

function gcsConfig({ settings, id, state }: Place<'gcs'>) {
  return { bucket: state.bucket, prefix: stateKey(settings, id) };
}

function azurermConfig({ settings, id, state }: Place<'azurerm'>) {
  const { resourceGroupName, storageAccountName, containerName } = state;
  const key = `${stateKey(settings, id)}.tfstate`;
  return { resourceGroupName, storageAccountName, containerName, key };
}

function pgConfig({ settings, id }: Place<'pg'>): PgBackendConfig {
  // Terraform takes the connection from PG_CONN_STR, so that no password is written down; the types
  // of cdktf want it here.
  return { schemaName: stateName(settings, id) } as PgBackendConfig;
}
