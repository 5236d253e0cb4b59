/** Where something stands in a file that is converted. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** What it is called there: `services.web.image`. */
  readonly path: string;
}

export interface Note extends Place {
  /**
   * `lost`: was not carried over. `differs`: was, and means something else here. `missing`: has to be
   * written by hand before the job is what it was.
   */
  readonly kind: 'lost' | 'differs' | 'missing';
  readonly text: string;
}

/** What is to be said of a conversion, in the order of the files and their lines. */
export class Notes {
  private readonly notes: Note[] = [];

  add(kind: Note['kind'], { file, line, path }: Place, text: string): void {
    const known = this.notes.some(
      (note) =>
        note.kind === kind &&
        note.file === file &&
        note.line === line &&
        note.path === path &&
        note.text === text,
    );
    if (!known) this.notes.push({ kind, file, line, path, text });
  }

  sorted(files: readonly string[]): Note[] {
    const order = (note: Note) => files.indexOf(note.file);
    return this.notes.toSorted((a, b) => order(a) - order(b) || a.line - b.line);
  }
}
