import * as z from 'zod'

const move = { id: z.string(), source: z.string(), target: z.string(), amount: z.number() }

/** An account is never overdrawn, which the other copies do not know. */
export const booksSchema = z.object({
  closed: z.number(),
  accounts: z.record(z.string(), z.object({ opening: z.number(), balance: z.number().min(0) })),
  entries: z.array(z.object({ ...move, place: z.number() })),
  plans: z.array(
    z.object({
      ...move,
      at: z.number(),
      way: z.enum(['at once', 'slowly', 'outside', 'fails', 'refused']),
    }),
  ),
  /** How often the alarm found nothing to do. */
  strayRings: z.number().min(0),
  /** Whether the alarm's handler is outside, or was when the process was killed. */
  isRinging: z.boolean(),
  /** Whether others have set the alarm then, perhaps for what it does itself. */
  isSetMeanwhile: z.boolean(),
})
