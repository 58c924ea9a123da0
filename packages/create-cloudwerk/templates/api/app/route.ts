import { json } from '@cloudwerk/core'

/** Lists the endpoints of the API. */
export function GET() {
  return json({
    'GET /api/lists/{list}': 'lists the items',
    'POST /api/lists/{list}': 'adds an item: { "text": "…" }',
    'PUT /api/lists/{list}/{id}': 'marks an item as done',
    'DELETE /api/lists/{list}/{id}': 'removes an item',
  })
}
