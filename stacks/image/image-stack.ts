import { posix } from 'node:path';
import { DataAwsEcrAuthorizationToken } from '@cdktf/provider-aws/lib/data-aws-ecr-authorization-token';
import { DataAwsEcrRepository } from '@cdktf/provider-aws/lib/data-aws-ecr-repository';
import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Image } from '@cdktf/provider-docker/lib/image';
import { DockerProvider } from '@cdktf/provider-docker/lib/provider';
import { RegistryImage } from '@cdktf/provider-docker/lib/registry-image';
import { Construct } from 'constructs';
import { literal } from '../rules/literal';
import { imageNameOf, imagesOf, type StackImage } from '../settings/images';
import { packageFolderFrom } from '../settings/package-folder';
import { ProjectStack } from '../stack/project-stack';
import type { Settings } from '../settings/settings';
import { contentTag } from './content-tag';

const keptImages = 30;
const untaggedDays = 7;

interface Published {
  readonly repositoryUrl: string;
  readonly uri: string;
}

/** For each image that jobs run and that is built: its repository and, unless it is prebuilt, the image in it. */
export class ImageStack extends ProjectStack<'image'> {
  #loggedIn = false;
  #existing: DataAwsEcrRepository | undefined;

  constructor(scope: Construct, settings: Settings) {
    super(scope, 'image', settings);
    const images = new Map(imagesOf(settings).map((image) => [image.name, this.#image(image)]));
    const of = (image: Settings['image']) => images.get(imageNameOf(image) ?? '');
    const byJob = (value: (image: Published) => string): Record<string, string> =>
      Object.fromEntries(
        settings.jobs.flatMap((job) => {
          const image = of(job.image);
          return image === undefined ? [] : [[job.name, value(image)]];
        }),
      );
    const { repositoryUrl = '', uri = '' } = of(settings.image) ?? {};
    this.publish({
      repository_url: repositoryUrl,
      image_uri: uri,
      repository_urls: byJob((image) => image.repositoryUrl),
      image_uris: byJob((image) => image.uri),
    });
  }

  #image(image: StackImage): Published {
    if (this.settings.existing.repository !== undefined) {
      const repository = this.#existingRepository(image);
      return {
        repositoryUrl: repository.repositoryUrl,
        uri: imageUri(repository, this.#reference(image)),
      };
    }
    // The crawler's was the only one once, and its resources keep their addresses.
    const scope = image.built === undefined ? this : new Construct(this, `image-${image.name}`);
    const repository = this.#repository(scope, image);
    return {
      repositoryUrl: repository.repositoryUrl,
      uri:
        image.from === 'build'
          ? this.#build(scope, image, repository)
          : imageUri(repository, this.#reference(image)),
    };
  }

  /** One for all images. Reading it fails where it is gone. */
  #existingRepository({ repository: name, registryId }: StackImage): DataAwsEcrRepository {
    this.#existing ??= new DataAwsEcrRepository(this, 'existing-repository', {
      name,
      ...(registryId !== undefined && { registryId }),
    });
    return this.#existing;
  }

  #repository(scope: Construct, { built, repository: name }: StackImage): EcrRepository {
    const { protectData, imports, encryption } = this.settings;
    const imported = built === undefined ? imports.repository : undefined;
    const repository = new EcrRepository(scope, 'repository', {
      name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [
        encryption === undefined
          ? { encryptionType: 'AES256' }
          : { encryptionType: 'KMS', kmsKey: encryption.kmsKeyArn },
      ],
      forceDelete: !protectData,
      lifecycle: {
        preventDestroy: protectData,
        // ECR never changes it: a repository with another would be destroyed for it, with the images that
        // jobs run.
        ignoreChanges: ['encryption_configuration'],
      },
    });
    if (imported !== undefined) repository.importFrom(imported);
    new EcrLifecyclePolicy(scope, 'repository-lifecycle', {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `Untagged images go after ${untaggedDays} days`,
            selection: {
              tagStatus: 'untagged',
              countType: 'sinceImagePushed',
              countUnit: 'days',
              countNumber: untaggedDays,
            },
            action: { type: 'expire' },
          },
          {
            rulePriority: 2,
            description: `The newest ${keptImages} images stay`,
            selection: {
              tagStatus: 'any',
              countType: 'imageCountMoreThan',
              countNumber: keptImages,
            },
            action: { type: 'expire' },
          },
        ],
      }),
    });
    return repository;
  }

  /** Builds a folder and pushes it; a folder of the same content is the same image. */
  #build(scope: Construct, image: StackImage, repository: EcrRepository): string {
    this.#logIn(repository);
    const tag = contentTag(this.settings, image);
    const id = (what: string) => (image.built === undefined ? `crawler-${what}` : what);
    const local = new Image(scope, id('image'), {
      name: imageUri(repository, tag),
      buildAttribute: {
        // Terraform runs in cdktf.out/stacks/image.
        context: posix.join('../../..', this.#context(image)),
        platform: image.platforms.join(),
        ...this.#arguments(image),
      },
      keepLocally: true,
      triggers: { content: tag },
    });
    return new RegistryImage(scope, id('registry-image'), {
      name: local.name,
      keepRemotely: true,
      triggers: { content: tag },
    }).name;
  }

  /** All repositories are of one registry. */
  #logIn(repository: EcrRepository): void {
    if (this.#loggedIn) return;
    this.#loggedIn = true;
    const token = new DataAwsEcrAuthorizationToken(this, 'registry-token', {
      registryId: repository.registryId,
    });
    new DockerProvider(this, 'docker', {
      registryAuth: [
        {
          address: token.proxyEndpoint,
          username: token.userName,
          password: token.password,
        },
      ],
    });
  }

  #context({ built }: StackImage): string {
    return built?.build ?? posix.join(packageFolderFrom(this.settings.folder), 'crawler');
  }

  #arguments({ built }: StackImage) {
    const { crawler } = this.settings;
    if (built === undefined) {
      const baseImage = crawler.from === 'build' ? crawler.baseImage : undefined;
      return baseImage === undefined ? {} : { buildArgs: { BASE_IMAGE: baseImage } };
    }
    const { dockerfile, target, args } = built;
    return {
      ...(dockerfile !== 'Dockerfile' && { dockerfile }),
      ...(target !== undefined && { target }),
      ...(Object.keys(args).length > 0 && {
        buildArgs: Object.fromEntries(
          Object.entries(args).map(([name, value]) => [name, literal(value)]),
        ),
      }),
    };
  }

  #reference(image: StackImage): string {
    const { crawler } = this.settings;
    const given =
      image.built === undefined && crawler.from === 'prebuilt' ? crawler.reference : undefined;
    return given ?? contentTag(this.settings, image);
  }
}

function imageUri(repository: { readonly repositoryUrl: string }, reference: string): string {
  const separator = reference.startsWith('sha256:') ? '@' : ':';
  return `${repository.repositoryUrl}${separator}${reference}`;
}
