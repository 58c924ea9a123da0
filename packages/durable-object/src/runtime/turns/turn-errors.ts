/** The turn that an error is about. */
interface Where {
  describe(): string
}

/** Code of a handler that has ended tries to change something. */
export function writtenTooLate(turn: Where & { readonly revoked: boolean }): Error {
  const why = turn.revoked
    ? 'was ended because it held the object for too long'
    : 'has ended. Await the work in the handler, or do it in this.transaction(() => { … })'
  return new Error(`Nothing can be changed here any more: ${turn.describe()} ${why}.`)
}

/** A later handler of the same object uses a part of the state that it did not read itself. */
export function writtenByLater(turn: Where, later: string): Error {
  return new Error(
    `A value from ${turn.describe()} cannot be changed after that handler has ended. Read it again from this.state in '${later}'.`,
  )
}

export function returnedTooLate(turn: Where): Error {
  return new Error(
    `${turn.describe()} had ended when one of its branches came back from this.outside(), so that branch cannot continue. Await every branch, or let a race run within: this.outside(() => Promise.race([ … ])).`,
  )
}

export function writtenOutside(turn: Where): Error {
  return new Error(
    `${turn.describe()} is in this.outside(), where others have the object. Change things after outside() has returned.`,
  )
}

export function writtenBesideOutside(turn: Where): Error {
  return new Error(
    `Another branch of ${turn.describe()} is in this.outside(), and others have changed the object or have it now. Let this branch wait outside too: await this.outside(() => Promise.race([ … ])).`,
  )
}

export function writtenByReader(turn: Where, what: string): Error {
  return new Error(
    `${turn.describe()} is in calls.reads, so it cannot ${what}. Do that in another method, or take it out of calls.reads.`,
  )
}

export function writtenToLost(turn: Where): Error {
  return new Error(
    `Nothing of ${turn.describe()} is written any more: the object was deleted while it was in this.outside(), or a write of it failed.`,
  )
}
