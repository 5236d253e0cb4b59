import { z } from 'zod';

/** Where the container image comes from. */
export const imageSchema = z.discriminatedUnion('from', [
  z.strictObject({
    /**
     * `build`: Terraform builds `crawler/` with the Docker provider and pushes it. It builds anew where
     * the Docker engine does not have it, so CI takes `prebuilt`; see docs/review-in-ci.md.
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
    /** `prebuilt`: CI or somebody else pushed the image to the repository. */
    from: z.literal('prebuilt'),
    /**
     * Tag, or digest (`sha256:…`), of the pushed image.
     * @default - the tag made from the content of `crawler/`, as `build` would push it
     */
    reference: z.string().optional(),
  }),
]);
