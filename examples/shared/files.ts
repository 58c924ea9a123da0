import { json, type RouteContext, type RouteHandler } from '@cloudwerk/core'

/** A `[file]` route that serves these scripts and style sheets by name. */
export function serveFiles(files: Record<string, string>): RouteHandler {
  return (_request, { params }: RouteContext) => {
    const name = params.file ?? ''
    const text = Object.hasOwn(files, name) ? files[name] : undefined
    if (text === undefined) return json({ error: 'There is no such file' }, { status: 404 })
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript'
    const headers = { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' }
    return new Response(text, { headers })
  }
}
