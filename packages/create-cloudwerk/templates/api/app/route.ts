import { json } from '@cloudwerk/core'

const endpoints = {
  'GET /api/lists/{list}': 'lists the items',
  'POST /api/lists/{list}': 'adds an item: { "text": "…" }',
  'PUT /api/lists/{list}/{id}': 'marks an item as done',
  'DELETE /api/lists/{list}/{id}': 'removes an item',
}

/** Lists the endpoints of the API: as JSON, or as a page in a browser. */
export function GET(request: Request) {
  const headers = { Vary: 'Accept' }
  const isBrowser = request.headers.get('Accept')?.includes('text/html')
  if (!isBrowser) return json(endpoints, { headers })
  return new Response(page, { headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' } })
}

const rows = Object.entries(endpoints).map(
  ([endpoint, what]) => `<dt><code>${endpoint}</code></dt><dd>${what}</dd>`,
)

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Lists</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 40rem; margin: 10vh auto; padding: 0 1rem }
  dd { margin: 0 0 .75rem }
</style>
<h1>An API of lists</h1>
<p>It is for programs. Look at a list: <a href="/api/lists/groceries">/api/lists/groceries</a></p>
<dl>${rows.join('')}</dl>
</html>
`
