import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectIdempotencyError, DurableObjectRPCError } from '@cloudwerk/durable-object'

/**
 * Sends `{ "to": "bob", "amount": 250 }`. The header `Idempotency-Key` identifies the transfer, so that a client
 * whose connection was lost can send it again.
 */
export async function POST(request: Request, { params }: RouteContext<{ owner: string }>) {
  const { to, amount } = (await request.json()) as { to: string; amount: number }
  const key = request.headers.get('Idempotency-Key')
  if (!key) return json({ error: 'An Idempotency-Key is needed' }, { status: 400 })
  try {
    const wallet = durableObjects.Wallet.getByName(params.owner)
    return json({ id: await wallet.send.once(key, to, amount) }, { status: 202 })
  } catch (error) {
    if (error instanceof DurableObjectIdempotencyError) {
      return json({ error: 'The key was used for another transfer' }, { status: 422 })
    }
    const isOwn = error instanceof DurableObjectRPCError && error.code === 'WALLET'
    if (isOwn) return json({ error: error.message }, { status: 409 })
    throw error
  }
}
