import { z } from 'zod';

const builtImageFields = {
  /** Folder, relative to the project's, whose content is the image's build context. */
  build: z.string(),
  /**
   * The Dockerfile, relative to that folder.
   * @default 'Dockerfile'
   */
  dockerfile: z.string().optional(),
  /**
   * Stage of the Dockerfile that is the image.
   * @default - the last one
   */
  target: z.string().optional(),
  /**
   * Build arguments. Never put a secret here: whoever has the image can read them.
   * @default {}
   */
  args: z.record(z.string(), z.string()).optional(),
  /**
   * What it is built for, `linux/arm64`, `linux/amd64` or both with a comma between them.
   * @default - the architecture of the jobs that run it
   */
  platform: z.string().optional(),
  /**
   * Name of the image: the last part of its repository's, `<project>-<environment>-<name>`. Jobs whose
   * images are built from the same share one, and say its name.
   * @default - the job's name; `app` for the image of jobs without one
   */
  name: z.string().optional(),
};

/** An image of a job that is built from a folder of the project. */
const builtImageSchema = z.strictObject(builtImageFields);

/** The image of a job: the reference of one that is there, or a folder that it is built from. */
export const jobImageSchema = z.union([z.string(), builtImageSchema]);

/** The image of jobs without one. */
export const imageSchema = z.union([
  /** Reference of an image, `repository:tag` or `repository@sha256:…`. */
  z.string(),
  z.discriminatedUnion('from', [
    z.strictObject({
      /**
       * `build`: Terraform builds the crawler with the Docker provider and pushes it. It builds anew
       * where the Docker engine does not have it, so CI takes `prebuilt`; see docs/review-in-ci.md.
       */
      from: z.literal('build'),
      /**
       * The image that the crawler is put on, such as a mirror's `repository@sha256:…`; Node is its
       * `/nodejs/bin/node`. It is part of the tag, so that another base is another image.
       * @default - the one that `crawler/Dockerfile` names; see docs/image.md
       */
      baseImage: z.string().optional(),
    }),
    z.strictObject({
      /** `prebuilt`: CI or somebody else pushed the crawler's image to the repository. */
      from: z.literal('prebuilt'),
      /**
       * Tag, or digest (`sha256:…`), of the pushed image.
       * @default - the tag made from the content of `crawler/`, as `build` would push it
       */
      reference: z.string().optional(),
    }),
    z.strictObject({ from: z.undefined().optional(), ...builtImageFields }),
  ]),
]);
