import { json, type RouteContext } from '@cloudwerk/core'

export async function GET(_request: Request, { params, env }: RouteContext<{ id: string }>) {
  const { results } = await env.DB.prepare(
    'SELECT product_id AS productId, quantity FROM order_items WHERE order_id = ? ORDER BY rowid',
  )
    .bind(params.id)
    .all()
  return json(results)
}
