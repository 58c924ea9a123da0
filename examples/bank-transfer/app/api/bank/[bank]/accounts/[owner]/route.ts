import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { amountRule, isAmount } from '../../../../../amount'

type Context = RouteContext<{ bank: string; owner: string }>

export async function GET(_request: Request, { params }: Context) {
  return json({ balance: await durableObjects.Bank.getByName(params.bank).balance(params.owner) })
}

/** Deposits `{ "amount": 1000 }`. */
export async function POST(request: Request, { params }: Context) {
  const { amount } = (await request.json()) as { amount: number }
  if (!isAmount(amount)) return json({ error: amountRule }, { status: 422 })
  const bank = durableObjects.Bank.getByName(params.bank)
  return json({ balance: await bank.deposit(params.owner, amount) })
}
