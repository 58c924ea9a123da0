import { closestMatch } from 'leven'

/** The hint for an unknown name: the one that was probably meant, and all that exist. */
export function suggest(name: string, known: readonly string[]): string {
  const list = known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`
  return didYouMean(name, known) + list
}

/** The start of such a hint, with a space at its end. Empty where no known name is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  // Three different letters make another word of a short name.
  const maxDistance = Math.min(3, Math.ceil(name.length / 2))
  const nearest = closestMatch(name, known, { maxDistance })
  return nearest === undefined ? '' : `Did you mean ${nearest}? `
}
