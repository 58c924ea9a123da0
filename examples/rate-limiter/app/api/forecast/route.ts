import { json } from '@cloudwerk/core'
import { limited } from '../../limited'

const clientOf = (request: Request) => request.headers.get('X-Api-Key') ?? 'anonymous'

/** Three forecasts in two seconds for each API key. */
export const GET = limited({ name: 'forecast', limit: 3, windowMs: 2_000, clientOf }, () =>
  json({ forecast: 'sunny' }),
)
