import * as z from 'zod'

const move = { id: z.string(), source: z.string(), target: z.string(), amount: z.number() }

/** An account must not be overdrawn. Only the state has this rule, not the other copies. */
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
  /** The number of alarms that found nothing to do. */
  strayRings: z.number().min(0),
  /** Whether the alarm handler is outside, or was when the process was killed. */
  isRinging: z.boolean(),
  /** Whether another handler has set the alarm meanwhile, perhaps for a plan already in progress. */
  isSetMeanwhile: z.boolean(),
})
