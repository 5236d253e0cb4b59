import type { ImageConfig } from '../stacks/rules/image-config';
import { findProgram, runProgram, type ProgramResult } from './program';

/** A Docker engine that answers, by its client. */
export class DockerEngine {
  readonly #docker: string;
  readonly #folder: string;

  private constructor(docker: string, folder: string) {
    this.#docker = docker;
    this.#folder = folder;
  }

  /**
   * @param folder where the client is called
   * @returns the engine, or why there is none
   */
  static async find(folder: string): Promise<DockerEngine | string> {
    const docker = findProgram('docker');
    if (docker === undefined) return 'Docker is not installed';
    const engine = new DockerEngine(docker, folder);
    const { exitCode } = await engine.#run(['version', '--format', '{{.Server.Version}}']);
    return exitCode === 0 ? engine : 'no Docker engine answers';
  }

  /** @returns nothing where the engine does not say */
  async configOf(image: string): Promise<ImageConfig | undefined> {
    const { exitCode, output } = await this.#run(inspection(image));
    return exitCode === 0 ? inspected(output) : undefined;
  }

  /** Gives an image another name. */
  async tag(image: string, name: string): Promise<void> {
    await this.#run(['tag', image, name]);
  }

  async has(image: string): Promise<boolean> {
    return (await this.#run(['image', 'inspect', image])).exitCode === 0;
  }

  /** @returns why there is no such image now, or nothing */
  async pull(image: string, onLine?: (line: string) => void): Promise<string | undefined> {
    if (await this.has(image)) return undefined;
    const pulled = await this.#run(['pull', '--quiet', image], onLine);
    return pulled.exitCode === 0
      ? undefined
      : `${image} cannot be pulled: ${lastLine(pulled.output)}`;
  }

  /**
   * @param args of `docker build`
   * @returns why it cannot be built, or nothing
   */
  async build(
    args: readonly string[],
    onLine?: (line: string) => void,
  ): Promise<string | undefined> {
    // Many machines have a `docker` without BuildKit, which it then asks for in vain.
    const buildKit = await this.#run(['buildx', 'version']);
    const built = await this.#run(['build', ...args], onLine, {
      DOCKER_BUILDKIT: buildKit.exitCode === 0 ? '1' : '0',
    });
    return built.exitCode === 0
      ? undefined
      : `the image cannot be built: ${lastLine(built.output)}`;
  }

  #run(
    args: readonly string[],
    onLine?: (line: string) => void,
    env: NodeJS.ProcessEnv = {},
  ): Promise<ProgramResult> {
    return runProgram(this.#docker, args, {
      cwd: this.#folder,
      env: { ...process.env, ...env },
      ...(onLine && { onLine }),
    });
  }
}

/** The arguments by which `docker` says how an image is run. */
export function inspection(image: string): string[] {
  return ['image', 'inspect', '--format', '{{json .}}', image];
}

/** What it says; nothing where that is something else. */
export function inspected(output: string): ImageConfig | undefined {
  try {
    const { Architecture, Config } = JSON.parse(output) as {
      readonly Architecture?: string;
      readonly Config?: ImageConfig['config'];
    };
    return { architecture: Architecture, config: Config ?? {} };
  } catch {
    return undefined;
  }
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? '';
}
