import type { Settings } from './settings';

type Tagged = Pick<Settings, 'project' | 'environment' | 'tags' | 'tagKeys'>;

const owners = ['project', 'environment'] as const;

/** The tag that says of which project a resource is, or of which environment. */
export function ownerTag(
  settings: Tagged,
  owner: (typeof owners)[number],
): { readonly key: string; readonly value: string } {
  const key = settings.tagKeys[owner];
  return { key, value: settings.tags[key] ?? settings[owner] };
}

/** Both. */
export function ownerTags(settings: Tagged): Readonly<Record<string, string>> {
  const tags = owners.map((owner) => ownerTag(settings, owner));
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** Both, as IAM asks for them. */
export function ownerCondition(settings: Tagged): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ownerTags(settings)).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
  );
}
