import { kindOf } from '../format/kinds.ts'
import type { Container } from '../pages/container.ts'
import { GONE, type KeyIndex, type Rekeying } from '../pages/key-index.ts'
import { getKey, hasKey, isFields, keysOf } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { indexOf } from '../views/array-index.ts'
import { findHunks, type Hunk } from './hunks.ts'
import type { Reuse, Succession } from './reuse.ts'
import { hasSameText } from './same-text.ts'

/** What changes in the rows of a container when another raw value takes them over. */
export type Heritage = { hunks: Hunk[] } | Rekeying

type Heir = Omit<Succession, 'heritage'>

/** Undefined if the old value has no rows, or nothing in them stays. */
export function planHeritage(
  heir: Heir,
  among: { tree: Tree; reuse: Reuse },
): Heritage | undefined {
  const { old, next } = heir
  const container = among.tree.containers.get(old)
  if (!container || container.kind !== kindOf(next)) return undefined
  const isSame: IsSame = (value, before) => hasSameText(value, before, among)
  if (container.index) return planKeys(container.index, { old, next, isSame })
  return planElements(heir, isSame)
}

type IsSame = (value: unknown, before: unknown) => boolean

function planElements({ old, next, ends }: Heir, isSame: IsSame): Heritage | undefined {
  const [list, before] = [next as unknown[], old as unknown[]]
  const { front, back } = ends
  const length = before.length - back - front
  const hunks = findHunks(list.length - back - front, length, (at, oldAt) => {
    const [value, known] = [list[front + at], before[front + oldAt]]
    const isHole = value === undefined && front + at in list !== front + oldAt in before
    return isSame(value, known) && !isHole
  }).map((hunk) => ({ ...hunk, index: front + hunk.index, at: front + hunk.at }))
  const gone = hunks.reduce((sum, hunk) => sum + hunk.gone, 0)
  return gone < before.length ? { hunks } : undefined
}

function planKeys(
  { keys, at: slots }: KeyIndex,
  { old, next, isSame }: { old: object; next: object; isSame: IsSame },
): Heritage | undefined {
  // Where an object has indices as its keys, the language orders them.
  const isOrdered = isFields(next) ? (key: unknown) => indexOf(key as string) === undefined : isAny
  const before = keys.filter((key) => key !== GONE && isOrdered(key))
  const wanted = keysOf(next)
  const ordered = wanted.filter(isOrdered)
  const hunks = findHunks(ordered.length, before.length, (at, oldAt) => {
    return Object.is(ordered[at], before[oldAt])
  })
  const removed = hunks.flatMap(({ index, gone }) => before.slice(index, index + gone))
  const inserted = hunks
    .filter(({ added }) => added > 0)
    .map(({ index, at, added }) => {
      const slot = index < before.length ? (slots.get(before[index]) as number) : keys.length
      return { slot, keys: ordered.slice(at, at + added) }
    })
  const moved = new Set(removed)
  if (ordered.length < wanted.length || before.length < slots.size) {
    for (const key of keys) if (key !== GONE && !hasKey(next, key)) moved.add(key)
    const more = wanted.filter((key) => !isOrdered(key) && !slots.has(key))
    if (more.length > 0) inserted.push({ slot: keys.length, keys: more })
  }
  const changed = wanted.filter(
    (key) => slots.has(key) && !moved.has(key) && !isSame(getKey(next, key), getKey(old, key)),
  )
  if (moved.size + changed.length >= slots.size) return undefined
  return { removed: [...moved], inserted, changed }
}

function isAny(): boolean {
  return true
}

/** Hands the rows of an old value on to the one that takes its place. */
export function inherit(tree: Tree, step: Succession, needsTags: boolean): void {
  const { old, next, heritage } = step
  const container = tree.containers.get(old)
  if (!container || !heritage) return
  const undo = apply(container, heritage, needsTags)
  container.moveTo(next)
  tree.record(() => {
    container.moveTo(old)
    undo()
  })
}

function apply(container: Container, heritage: Heritage, needsTags: boolean): () => void {
  if (!('hunks' in heritage)) return container.rekey(heritage, needsTags)
  // From the last one on, so that the indices of the others stay right.
  const undos = heritage.hunks.toReversed().map(({ index, gone, added }) => {
    return container.resize({ index, gone, added, needsTags })
  })
  return () => {
    for (const undo of undos.reverse()) undo()
  }
}
