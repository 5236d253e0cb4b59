const ending = '_notify';

/** Name of what notifies of a project's runs that failed: no job's name has an underscore. */
export function notifierName(prefix: string): string {
  return `${prefix}${ending}`;
}

export function isNotifier(name: string): boolean {
  return name.endsWith(ending);
}
