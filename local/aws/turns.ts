/** Does work of one kind at a time, in the order in which it comes. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @param kind of the work, which waits for all before it of the same */
  take<Result>(kind: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(kind) ?? Promise.resolve()).then(work, work);
    this.#last.set(kind, turn);
    return turn;
  }
}
