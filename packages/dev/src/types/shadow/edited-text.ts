export interface Edit {
  /** The range of the original that `text` replaces. */
  start: number
  end: number
  text: string
}

/** A text after edits, which maps its positions back to the original. */
export interface EditedText {
  text: string
  /** The offset in the original; for text that an edit inserted, the start of the edit. */
  toOriginal(offset: number): number
}

/** Applies edits that do not overlap, in any order. */
export function editText(original: string, edits: readonly Edit[]): EditedText {
  const ordered = [...edits].sort((a, b) => a.start - b.start)
  const pieces: Piece[] = []
  let from = 0
  let to = 0
  const keep = (end: number) => {
    pieces.push({ from, to, text: original.slice(from, end), kept: true })
    to += end - from
    from = end
  }
  for (const { start, end, text } of ordered) {
    keep(start)
    pieces.push({ from, to, text, kept: false })
    to += text.length
    from = end
  }
  keep(original.length)
  return {
    text: pieces.map((piece) => piece.text).join(''),
    toOriginal(offset) {
      const piece = pieces.findLast((candidate) => candidate.to <= offset)
      if (!piece) return 0
      return piece.kept ? piece.from + offset - piece.to : piece.from
    },
  }
}

interface Piece {
  from: number
  to: number
  text: string
  kept: boolean
}
