import { json } from '@cloudwerk/core'

/** What there is, for whoever opens the address. */
export function GET() {
  return json({
    'GET /api/lists/{list}': 'the items of a list',
    'POST /api/lists/{list}': 'adds { text }',
    'PUT /api/lists/{list}/{id}': 'marks an item as done',
    'DELETE /api/lists/{list}/{id}': 'removes an item',
  })
}
