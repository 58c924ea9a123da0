import { bytesPerItem } from '../board/board.ts'
import type { BoardSize } from '../board/operations.ts'

export interface Size extends BoardSize {
  label: string
}

export const sizes = {
  '10 KB': sizeOf('10 KB', 10_000),
  '100 KB': sizeOf('100 KB', 100_000),
  '1 MB': sizeOf('1 MB', 1_000_000),
  '10 MB': sizeOf('10 MB', 10_000_000),
  '20 MB': sizeOf('20 MB', 20_000_000),
}

/** The same size with up to 1,000 of its items in `recent`, the list that is trimmed. */
export function withRecent({ label, items }: Size): Size {
  const recent = Math.min(1000, items)
  return { label, items: items - recent, recent }
}

function sizeOf(label: string, bytes: number): Size {
  return { label, items: bytes / bytesPerItem, recent: 0 }
}
