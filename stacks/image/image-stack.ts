import { join, posix } from 'node:path';
import { DataAwsEcrAuthorizationToken } from '@cdktf/provider-aws/lib/data-aws-ecr-authorization-token';
import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Image } from '@cdktf/provider-docker/lib/image';
import { DockerProvider } from '@cdktf/provider-docker/lib/provider';
import { RegistryImage } from '@cdktf/provider-docker/lib/registry-image';
import type { Construct } from 'constructs';
import { crawlerImageTag } from './crawler-image';
import { crawlerPlatforms, crawlerRepository } from '../settings/crawler-image';
import { packageFolder, packageFolderFrom } from '../settings/package-folder';
import { ProjectStack } from '../stack/project-stack';
import type { Settings } from '../settings/settings';

const keptImages = 30;
const untaggedDays = 7;

/** The image repository and, with `image: { from: 'build' }`, the image in it. */
export class ImageStack extends ProjectStack<'image'> {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 'image', settings);
    const repository = this.#repository();
    const { image } = settings;
    this.publish({
      repository_url: repository.repositoryUrl,
      image_uri:
        image.from === 'build'
          ? this.#build(repository, image.baseImage)
          : imageUri(repository, image.reference ?? this.#contentTag()),
    });
  }

  #repository(): EcrRepository {
    const { protectData, imports } = this.settings;
    const repository = new EcrRepository(this, 'repository', {
      name: crawlerRepository(this.settings),
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'AES256' }],
      forceDelete: !protectData,
      lifecycle: { preventDestroy: protectData },
    });
    if (imports.repository !== undefined) repository.importFrom(imports.repository);
    new EcrLifecyclePolicy(this, 'repository-lifecycle', {
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

  /** Builds `crawler/` and pushes it; a crawler of the same content is the same image. */
  #build(repository: EcrRepository, baseImage?: string): string {
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
    const tag = this.#contentTag(baseImage);
    const image = new Image(this, 'crawler-image', {
      name: imageUri(repository, tag),
      buildAttribute: {
        // Terraform runs in cdktf.out/stacks/image.
        context: posix.join('../../..', packageFolderFrom(this.settings.folder), 'crawler'),
        platform: crawlerPlatforms(this.settings.jobs).join(),
        ...(baseImage !== undefined && { buildArgs: { BASE_IMAGE: baseImage } }),
      },
      keepLocally: true,
      triggers: { content: tag },
    });
    return new RegistryImage(this, 'crawler-registry-image', {
      name: image.name,
      keepRemotely: true,
      triggers: { content: tag },
    }).name;
  }

  #contentTag(baseImage?: string): string {
    return crawlerImageTag(
      join(packageFolder, 'crawler'),
      crawlerPlatforms(this.settings.jobs),
      baseImage,
    );
  }
}

function imageUri(repository: EcrRepository, reference: string): string {
  const separator = reference.startsWith('sha256:') ? '@' : ':';
  return `${repository.repositoryUrl}${separator}${reference}`;
}
