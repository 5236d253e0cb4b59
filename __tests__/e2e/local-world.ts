import { startLocalAws, stopLocalAws } from '../../local/local-aws';
import { localEnvironment } from '../../local/terraform';
import { shareTools } from './checkout';
import { SharedProvider } from './provider/shared-provider';

/** A local AWS of a checkout's own, and Terraform's provider for it, that is started once. */
export class LocalWorld {
  readonly #directory: string;
  readonly #provider: SharedProvider;
  readonly endpoint: string;
  /** In which Terraform, cdktf, the command and the AWS clients talk to both. */
  readonly env: NodeJS.ProcessEnv;

  private constructor(directory: string, endpoint: string, provider: SharedProvider) {
    this.#directory = directory;
    this.#provider = provider;
    this.endpoint = endpoint;
    this.env = this.environment(endpoint);
  }

  /**
   * @param directory see `startLocalAws`
   * @param env the same
   */
  static async start(directory: string, env: NodeJS.ProcessEnv = {}): Promise<LocalWorld> {
    shareTools(directory);
    const { endpoint } = await startLocalAws(directory, env);
    const provider = await SharedProvider.start(localEnvironment(directory, endpoint));
    return new LocalWorld(directory, endpoint, provider);
  }

  /** The same with another way to the local AWS, which Terraform's provider does not take. */
  environment(endpoint: string): NodeJS.ProcessEnv {
    return this.#provider.addTo(localEnvironment(this.#directory, endpoint));
  }

  async stop(): Promise<void> {
    await this.#provider.stop();
    await stopLocalAws(this.#directory);
  }
}
