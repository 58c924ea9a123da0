/** Replaces `remove` characters at `at` with `insert`. */
export interface Edit {
  at: number
  remove: number
  insert: string
}

/** @throws RangeError when the edit reaches beyond the text. */
export function applyEdit(text: string, { at, remove, insert }: Edit): string {
  const isInside = Number.isInteger(at) && Number.isInteger(remove) && at >= 0 && remove >= 0
  if (!isInside || at + remove > text.length || typeof insert !== 'string') {
    throw new RangeError(`An edit of ${remove} characters at ${at} does not fit the text`)
  }
  return text.slice(0, at) + insert + text.slice(at + remove)
}

/**
 * The edit as it has to be once `earlier`, made on the same text, has been applied. It removes what
 * it was to remove and no more; of two insertions at one place, the earlier one comes first.
 */
export function moveEdit(edit: Edit, earlier: Edit): Edit {
  const end = edit.at + edit.remove
  const earlierEnd = earlier.at + earlier.remove
  const before = Math.max(0, Math.min(end, earlier.at) - edit.at)
  const after = Math.max(0, end - Math.max(edit.at, earlierEnd))
  const at =
    edit.at < earlier.at
      ? edit.at
      : Math.max(edit.at, earlierEnd) + earlier.insert.length - earlier.remove
  if (before === 0 || after === 0) return { at, remove: before + after, insert: edit.insert }
  // The earlier insertion stands in the middle of what goes, and stays.
  const remove = before + earlier.insert.length + after
  return { at, remove, insert: edit.insert + earlier.insert }
}
