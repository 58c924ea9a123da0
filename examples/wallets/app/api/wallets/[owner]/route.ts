import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { amountRule, isAmount } from '../../../amount'

type Context = RouteContext<{ owner: string }>

export async function GET(_request: Request, { params }: Context) {
  return json(await durableObjects.Wallet.getByName(params.owner).show())
}

/** Deposits `{ "amount": 1000 }`. */
export async function POST(request: Request, { params }: Context) {
  const { amount } = (await request.json()) as { amount: number }
  if (!isAmount(amount)) return json({ error: amountRule }, { status: 422 })
  return json({ balance: await durableObjects.Wallet.getByName(params.owner).deposit(amount) })
}

/** Closes the wallet. */
export async function DELETE(_request: Request, { params }: Context) {
  await durableObjects.Wallet.getByName(params.owner).close()
  return json({ closed: true })
}
