/** What a new project's job is written in; `crawler` is the job that ships with the package. */
export const templateNames = ['node', 'python', 'shell', 'crawler'] as const;

export type Template = (typeof templateNames)[number];
