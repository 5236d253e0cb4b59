import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A provider's plugin that serves until it is stopped, whoever connects. */
export class ProviderProcess {
  readonly #child: ChildProcess;
  /** The Unix socket on which it answers. */
  readonly socket: Promise<string>;

  /** @param plugin the plugin's file */
  constructor(plugin: string, env: NodeJS.ProcessEnv) {
    const child = spawn(plugin, ['-debug'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    this.socket = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, json] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
        if (json === undefined) return;
        const [reattach] = Object.values(JSON.parse(json) as Record<string, Reattach>);
        resolve(reattach?.Addr.String ?? '');
      });
      child.on('error', reject);
      child.on('close', (code) => {
        reject(new Error(`${plugin} -debug ended with exit code ${code ?? 'none'}`));
      });
    });
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.on('close', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** How Terraform is told of a provider that runs already. */
export interface Reattach {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: 5;
  readonly Pid: number;
  readonly Test: true;
  readonly Addr: { readonly Network: 'unix'; readonly String: string };
}
