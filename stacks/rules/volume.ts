/** An absolute path in a container. */
export function mountPathProblems(path: string): string[] {
  return /^(\/[\w.-]+)+$/.test(path)
    ? []
    : [`must be an absolute path such as /data, got "${path}"`];
}

/** https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html */
export function fileSystemProblems(id: string): string[] {
  return /^fs-[0-9a-f]{8,40}$/.test(id)
    ? []
    : [`must be the ID of an EFS file system, fs-<8 to 40 hex digits>, got "${id}"`];
}

/** https://docs.aws.amazon.com/efs/latest/ug/API_AccessPointDescription.html */
export function accessPointProblems(id: string): string[] {
  return /^fsap-[0-9a-f]{8,40}$/.test(id)
    ? []
    : [`must be the ID of an EFS access point, fsap-<8 to 40 hex digits>, got "${id}"`];
}
