/** A run of old entries, and the run of new entries that takes its place. */
export interface Hunk {
  /** Where the run begins among the old entries. */
  index: number
  gone: number
  /** Where it begins among the new ones. */
  at: number
  added: number
}

type IsSame = (at: number, oldAt: number) => boolean

/** How many entries may be removed and added before it costs too much to tell where. */
const MOST = 200

/**
 * What has to be replaced to get from `oldLength` entries to `length` others. `isSame` compares a
 * new entry with an old one.
 */
export function findHunks(length: number, oldLength: number, isSame: IsSame): Hunk[] {
  const { front, back } = commonEnds(length, oldLength, isSame)
  const middle = { index: front, gone: oldLength - back - front, at: front, added: 0 }
  middle.added = length - back - front
  if (middle.gone === 0 && middle.added === 0) return []
  if (middle.gone === 0 || middle.added === 0) return [middle]
  return inPlace(middle, isSame) ?? shortest(middle, isSame) ?? [middle]
}

/** How many elements two lists have in common at the front, and at the end. */
export interface Ends {
  front: number
  back: number
}

export const NO_ENDS: Ends = { front: 0, back: 0 }

export function commonEnds(length: number, oldLength: number, isSame: IsSame): Ends {
  const most = Math.min(length, oldLength)
  let front = 0
  let back = 0
  while (front < most && isSame(front, front)) front++
  while (back < most - front && isSame(length - 1 - back, oldLength - 1 - back)) back++
  return { front, back }
}

/** If most entries stay where they are, the others are replaced one by one. */
function inPlace({ index, gone, at, added }: Hunk, isSame: IsSame): Hunk[] | undefined {
  if (gone !== added) return undefined
  const hunks: Hunk[] = []
  let last: Hunk | undefined
  let left = gone / 2
  for (let offset = 0; offset < gone; offset++) {
    if (isSame(at + offset, index + offset)) last = undefined
    else {
      if (--left < 0) return undefined
      if (!last) {
        last = { index: index + offset, gone: 0, at: at + offset, added: 0 }
        hunks.push(last)
      }
      last.gone++
      last.added++
    }
  }
  return hunks
}

/**
 * The shortest way, found as Myers describes it ("An O(ND) Difference Algorithm", 1986); undefined
 * if it is longer than MOST steps. A step adds or removes one entry.
 */
function shortest({ index, gone, at, added }: Hunk, isSame: IsSame): Hunk[] | undefined {
  if (Math.abs(gone - added) > MOST) return undefined
  // For each number of steps: how many old entries are used at most, by (old ones used - new ones
  // used) + steps.
  const reached: Int32Array[] = []
  for (let steps = 0; steps <= MOST; steps++) {
    const most = new Int32Array(2 * steps + 1)
    for (let line = -steps; line <= steps; line += 2) {
      const before = steps > 0 ? stepTo(reached, steps, line) : { used: 0, line: 1 }
      let used = before.line > line ? before.used : before.used + 1
      while (used < gone && used - line < added && isSame(at + used - line, index + used)) used++
      most[line + steps] = used
      if (used >= gone && used - line >= added) {
        return goBack(reached, line).map((hunk) => {
          return { ...hunk, index: index + hunk.index, at: at + hunk.at }
        })
      }
    }
    reached.push(most)
  }
  return undefined
}

/** Where the best way to a line came from: the line above if an entry was added. */
function stepTo(
  reached: Int32Array[],
  steps: number,
  line: number,
): { used: number; line: number } {
  const before = reached[steps - 1] as Int32Array
  const above = before[line + steps] as number
  const below = before[line + steps - 2] as number
  const isAdded = line === -steps || (line !== steps && below < above)
  return isAdded ? { used: above, line: line + 1 } : { used: below, line: line - 1 }
}

function goBack(reached: Int32Array[], end: number): Hunk[] {
  const hunks: Hunk[] = []
  let line = end
  let first: Hunk | undefined
  for (let steps = reached.length; steps > 0; steps--) {
    const before = stepTo(reached, steps, line)
    const isAdded = before.line > line
    const index = before.used + (isAdded ? 0 : 1)
    const at = index - line
    if (first?.index !== index || first.at !== at) {
      first = { index, gone: 0, at, added: 0 }
      hunks.push(first)
    }
    if (isAdded) first.added++
    else first.gone++
    first.index = before.used
    first.at = before.used - before.line
    line = before.line
  }
  return hunks.reverse()
}
