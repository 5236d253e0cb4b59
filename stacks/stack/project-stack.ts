import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import {
  TerraformOutput,
  TerraformProvider,
  TerraformStack,
  type IResolvable,
  type TerraformRemoteState,
} from 'cdktf';
import type { Construct } from 'constructs';
import { forbidApply } from './apply-guard';
import { roleSessionName } from '../rules/iam';
import { repairHcl } from './hcl';
import { layLock, type RequiredProvider } from './provider-lock';
import { outputs, type OutputName, type StackId, type StackName } from '../settings/outputs';
import { placeholders } from '../settings/placeholders';
import type { Settings } from '../settings/settings';
import { ownerTags } from '../settings/tags';
import { keepState, readState } from './state-backends';
import { switchEnvironment } from './terraform-data';
import { writeVersions } from './versions-file';

// The JSON is made with the bindings of 6.25 and needs nothing that 5.100 lacks.
const awsProviderVersions = '>= 5.100.0, < 7.0.0';
// The first release whose S3 backend can lock by a conditional write (`use_lockfile`).
const terraformVersions = '>= 1.10.0';

interface RequiringProviders {
  readonly terraform: { readonly required_providers: Readonly<Record<string, RequiredProvider>> };
}

/** What the four stacks have in common: provider, state, tags, and how they hand values on. */
export abstract class ProjectStack<Kind extends StackId> extends TerraformStack {
  protected readonly settings: Settings;
  readonly #kind: Kind;
  readonly #provider: AwsProvider;

  constructor(scope: Construct, kind: Kind, settings: Settings, id: StackName = kind) {
    super(scope, id);
    this.#kind = kind;
    this.settings = settings;
    // cdktn, which can stand in for cdktf, asks for whom it may use the lock file.
    this.node.setContext('targetVersions', { terraform: terraformVersions.replace(' ', '') });
    this.addOverride('terraform.required_providers.aws.version', awsProviderVersions);
    this.#provider = new AwsProvider(this, 'aws', {
      region: settings.region,
      ...(settings.accountId !== undefined && { allowedAccountIds: [settings.accountId] }),
      ...(settings.deployRoleArn !== undefined && {
        assumeRole: [{ roleArn: settings.deployRoleArn, sessionName: roleSessionName }],
      }),
      defaultTags: [
        {
          tags: {
            ...ownerTags(settings),
            [settings.tagKeys.stack]: id,
            ...settings.tags,
          },
        },
      ],
    });
    keepState(this, settings, id);
    const { synthesizer } = this;
    // Whoever synthesizes, by whatever way: cdktf, a verb, a program of the user's own.
    this.synthesizer = {
      synthesize: (session) => {
        switchEnvironment(session.outdir, settings.environment);
        synthesizer.synthesize(session);
        const { workingDirectory } = session.manifest.forStack(this);
        const folder = join(session.outdir, workingDirectory);
        writeVersions(folder, terraformVersions);
        layLock(settings, folder, this.#requiredProviders());
      },
    };
  }

  /** What `cdktf synth --hcl` writes. */
  override toHclTerraform(): { hcl: string; metadata: unknown } {
    const { hcl, metadata } = super.toHclTerraform() as { hcl: string; metadata: unknown };
    return { hcl: repairHcl(hcl), metadata };
  }

  #requiredProviders(): RequiredProvider[] {
    const required = this.node
      .findAll()
      .flatMap((node) =>
        node instanceof TerraformProvider
          ? Object.entries((node.toTerraform() as RequiringProviders).terraform.required_providers)
          : [],
      );
    return required.map(([name, provider]) =>
      name === 'aws' ? { ...provider, version: awsProviderVersions } : provider,
    );
  }

  /** Publishes every output of this stack. */
  protected publish(values: Record<OutputName<Kind>, unknown>): void {
    for (const [name, description] of Object.entries<string>(outputs[this.#kind])) {
      new TerraformOutput(this, name, { value: values[name as OutputName<Kind>], description });
    }
  }

  /**
   * The outputs of another stack, read from its state once one of them is asked for; that stack is
   * then deployed first. What is not deployed yet has placeholders, with which this stack can be
   * planned and not applied.
   */
  protected inputs<Other extends StackId>(neighbour: ProjectStack<Other>): Inputs<Other> {
    const id = neighbour.#kind;
    const { planWithout, region } = this.settings;
    const missing = planWithout.filter((name) => name.split('/')[0] === id);
    return new Inputs(id, missing, region, () => {
      this.addDependency(neighbour);
      if (missing.length > 0) forbidApply(this, this.#provider, this.settings);
      return missing.includes(id) ? undefined : readState(this, this.settings, id);
    });
  }
}

/** Typed access to the outputs of a neighbour. */
export class Inputs<Other extends StackId> {
  readonly #id: Other;
  /** The neighbour, or `<neighbour>/<job>`, for what is not deployed yet. */
  readonly #missing: readonly string[];
  readonly #region: string;
  readonly #read: () => TerraformRemoteState | undefined;
  #found: { readonly state: TerraformRemoteState | undefined } | undefined;

  /** @param read called once, if at all; gives nothing where the neighbour has no state yet */
  constructor(
    id: Other,
    missing: readonly string[],
    region: string,
    read: () => TerraformRemoteState | undefined,
  ) {
    this.#id = id;
    this.#missing = missing;
    this.#region = region;
    this.#read = read;
  }

  string(name: OutputName<Other>): string {
    return this.#state()?.getString(name) ?? String(this.#placeholder(name));
  }

  boolean(name: OutputName<Other>): IResolvable | boolean {
    return this.#state()?.getBoolean(name) ?? this.#placeholder(name) === true;
  }

  list(name: OutputName<Other>): string[] {
    // Each output is a whole list, so the reference to it is one, too.
    return this.#state()?.getList(name) ?? [this.#placeholder(name)].flat().map(String);
  }

  /** The entry of a map by job. */
  of(name: OutputName<Other>, job: string): string {
    const state = this.#state();
    return state === undefined || this.#missing.includes(`${this.#id}/${job}`)
      ? String(this.#placeholder(name)).replace('PLACEHOLDER', `PLACEHOLDER-${job}`)
      : state.getString(`${name}["${job}"]`);
  }

  /** Terraform fails to plan where there is no state, so one that nothing is read from is not read. */
  #state(): TerraformRemoteState | undefined {
    this.#found ??= { state: this.#read() };
    return this.#found.state;
  }

  #placeholder(name: OutputName<Other>): string | boolean | string[] {
    return placeholders(this.#region)[this.#id][name];
  }
}
