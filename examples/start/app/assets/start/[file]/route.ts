import { json, type RouteContext } from '@cloudwerk/core'
import styles from '../../../page/start.css?raw'
import script from '../../../page/start.js?raw'

const files: Record<string, string> = { 'start.css': styles, 'start.js': script }

export function GET(_request: Request, { params }: RouteContext<{ file: string }>) {
  const text = Object.hasOwn(files, params.file) ? files[params.file] : undefined
  if (text === undefined) return json({ error: 'There is no such file' }, { status: 404 })
  const type = params.file.endsWith('.css') ? 'text/css' : 'text/javascript'
  const headers = { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' }
  return new Response(text, { headers })
}
