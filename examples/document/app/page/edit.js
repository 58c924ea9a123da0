// @ts-check
// Plain JavaScript, since the object and the page both run it.

/**
 * Replaces `remove` characters at `at` with `insert`.
 *
 * @typedef {{ at: number, remove: number, insert: string }} Edit
 */

/**
 * @param {string} text
 * @param {Edit} edit
 * @returns {string}
 * @throws RangeError when the edit reaches beyond the text.
 */
export function applyEdit(text, { at, remove, insert }) {
  const isInside = Number.isInteger(at) && Number.isInteger(remove) && at >= 0 && remove >= 0
  if (!isInside || at + remove > text.length || typeof insert !== 'string') {
    throw new RangeError(`An edit of ${remove} characters at ${at} does not fit the text`)
  }
  return text.slice(0, at) + insert + text.slice(at + remove)
}

/**
 * The edit as it must be once `earlier`, made on the same text, has been applied. It removes what
 * it was meant to remove and no more; of two insertions in one place, the earlier one comes first.
 *
 * @param {Edit} edit
 * @param {Edit} earlier
 * @returns {Edit}
 */
export function moveEdit(edit, earlier) {
  const end = edit.at + edit.remove
  const earlierEnd = earlier.at + earlier.remove
  const before = Math.max(0, Math.min(end, earlier.at) - edit.at)
  const after = Math.max(0, end - Math.max(edit.at, earlierEnd))
  const at =
    edit.at < earlier.at
      ? edit.at
      : Math.max(edit.at, earlierEnd) + earlier.insert.length - earlier.remove
  if (before === 0 || after === 0) return { at, remove: before + after, insert: edit.insert }
  // The earlier insertion is in the middle of the removed text, and stays.
  const remove = before + earlier.insert.length + after
  return { at, remove, insert: edit.insert + earlier.insert }
}

/**
 * The one edit that turns `before` into `after`; undefined if they are the same.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Edit | undefined}
 */
export function editBetween(before, after) {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  if (isInsidePair(before, start) || isInsidePair(after, start)) start -= 1
  let same = 0
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same += 1
  if (isInsidePair(before, before.length - same) || isInsidePair(after, after.length - same)) {
    same -= 1
  }
  const insert = after.slice(start, after.length - same)
  return { at: start, remove: before.length - same - start, insert }
}

/** Whether a cut there would separate the two halves of an emoji. @param {string} text @param {number} at */
function isInsidePair(text, at) {
  const code = text.charCodeAt(at)
  return at > 0 && code >= 0xdc00 && code <= 0xdfff
}
