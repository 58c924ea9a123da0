import { closestMatch } from 'leven'

/**
 * The known name that is most like `name`, where one is like it.
 *
 * @internal
 */
export function nearestName(name: string, known: string[]): string | undefined {
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]))
  const maxDistance = Math.max(2, Math.floor(name.length / 3))
  const nearest = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance })
  return nearest && byLowerCase.get(nearest)
}
