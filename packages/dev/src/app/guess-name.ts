import { closestMatch } from 'leven'

/** Asks for the name that was probably meant, to begin a hint with; empty where none is near. */
export function guessName(name: string, known: readonly string[]): string {
  // Of a short name, three other letters would be another name.
  const maxDistance = Math.min(3, Math.ceil(name.length / 2))
  const nearest = closestMatch(name, [...known], { maxDistance })
  return nearest ? `Did you mean "${nearest}"? ` : ''
}
